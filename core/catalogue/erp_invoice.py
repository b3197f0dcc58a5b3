"""A seller asks for money, or gives it back: invoices and credit notes, Chinese VAT invoices among them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_currency, require_decimal, require_moments
from core.catalogue.fields import Count, Currency, Key, Moment, OptionalKey
from core.catalogue.parts import BankAccount, Document, PartyRef, Ref
from core.catalogue.trade import Discrepancy, TaxLine, Totals, TradeLines, discrepancies

VatKind = Literal["special", "ordinary", "e_special", "e_ordinary", "digital_special", "digital_ordinary"]
_CODE = re.compile(r"[0-9]{10,12}")
_OLD_NUMBER = re.compile(r"[0-9]{8}")
_DIGITAL_NUMBER = re.compile(r"[0-9]{20}")


class Invoice(Document, frozen=True, kw_only=True):
    """M07, a fact: aligns with UBL Invoice and CreditNote, CII, EDIFACT INVOIC, X12 810, ISO 20022 tsin.

    Amounts are in `currency`, signed as written: a UBL credit note above 0, a red Chinese invoice below it.
    Totals that do not add up are kept as stated; `adds_up` and `discrepancies` tell.

    kind: what it does to the receivable: invoice and debit_note raise it, credit_note lowers it
    invoice_no: the seller's number; 8 digits, or 20 for a fully digital 数电 invoice
    issue_date: as the document says
    currency: ISO 4217
    payable: what is to be paid
    type_code: UNCL 1001 as written (380, 381, 384 …)
    invoice_code: Chinese 发票代码 of 10 to 12 digits; "" for a fully digital invoice and outside China
    vat_kind: special 专 or ordinary 普, on paper; e_ 电 as an electronic file; digital_ 数电 without either
    check_code: last 6 of the Chinese check code 校验码, where it is printed
    status: normal, void 作废 or red 红冲 as its source now says
    issued_at: the moment, where the source gives one
    tax_point_date: when the tax is due
    due_date: of payment
    seller, buyer: who; tax number as id
    payee: who is paid, where it is not the seller
    payee_account: where to pay
    totals: as stated
    taxes: by rate
    lines: as stated
    line_count: lines as the document counts them
    refs: orders, contracts, receipts, and the invoice a credit note is for
    """

    TYPE: ClassVar[str] = "erp.invoice.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("invoice_no", "invoice_code", "refs.number")
    TIMES: ClassVar[tuple[str, ...]] = ("issued_at", "issue_date")

    kind: Literal["invoice", "credit_note", "debit_note"]
    invoice_no: Key
    issue_date: date
    currency: Currency
    payable: Decimal
    type_code: OptionalKey = ""
    invoice_code: OptionalKey = ""
    vat_kind: VatKind | None = None
    check_code: OptionalKey = ""
    status: Literal["normal", "void", "red"] | None = None
    issued_at: Moment | None = None
    tax_point_date: date | None = None
    due_date: date | None = None
    seller: PartyRef | None = None
    buyer: PartyRef | None = None
    payee: PartyRef | None = None
    payee_account: BankAccount | None = None
    totals: Totals | None = None
    taxes: Annotated[tuple[TaxLine, ...], Meta(max_length=1_000)] = ()
    lines: TradeLines = ()
    line_count: Count | None = None
    refs: Annotated[tuple[Ref, ...], Meta(max_length=10_000)] = ()

    def __post_init__(self) -> None:
        require_currency("currency", self.currency)
        require_decimal("payable", self.payable)
        require_moments(issued_at=self.issued_at)
        if self.vat_kind is not None:
            self._require_chinese(self.vat_kind)

    def _require_chinese(self, vat_kind: VatKind) -> None:
        """A fully digital invoice has 20 digits and no code (T10); any other has a code and 8 digits."""
        digital = vat_kind.startswith("digital_")
        if not (_DIGITAL_NUMBER if digital else _OLD_NUMBER).fullmatch(self.invoice_no):
            raise Wrong(
                f"invoice_no {self.invoice_no[:40]!r} of a {vat_kind} invoice needs "
                f"{20 if digital else 8} digits",
                cause="catalogue.invoice_number",
                field="invoice_no",
            )
        if not (self.invoice_code == "" if digital else _CODE.fullmatch(self.invoice_code)):
            raise Wrong(
                f"invoice_code {self.invoice_code[:40]!r} of a {vat_kind} invoice needs "
                f"{'to be empty' if digital else '10 to 12 digits'}",
                cause="catalogue.invoice_code",
                field="invoice_code",
            )

    @property
    def face(self) -> str:
        """What may exist once on the platform (R22): code, number and date; the code may be empty."""
        return "|".join((self.invoice_code, self.invoice_no, self.issue_date.isoformat()))

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Every stated total that its parts do not give, with both numbers."""
        found = discrepancies(self.lines, self.taxes, self.totals, self.payable)
        count = Decimal(len(self.lines))
        if self.line_count is None or self.line_count == count:
            return found
        return (*found, Discrepancy(what="line_count", stated=Decimal(self.line_count), computed=count))

    @property
    def adds_up(self) -> bool:
        """Whether an invoice may be financed without a person looking at its totals."""
        return not self.discrepancies
