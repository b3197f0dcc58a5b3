"""Somebody asks a bank to move money: payment orders and direct debits, from a company or from a bank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.bank_parts import OnePayment, differing, sums
from core.catalogue.checks import (
    require_currency,
    require_decimal,
    require_moments,
    require_money_not_negative,
)
from core.catalogue.fields import LINES_MAX, Count, Currency, Key, Moment, OptionalKey
from core.catalogue.parts import Amount, BankAccount, Document, Line, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class OrderedPayment(OnePayment, frozen=True, kw_only=True):
    """One payment that is asked for.

    transfer_currency: what the payee is to get, where the amount is what it is worth in another
    settled_on: between banks, the day
    charge_bearer: who bears the charges (DEBT, CRED, SHAR, SLEV)
    mandate_no: the payee's leave, where it draws the money
    signed_on: when the payer gave that leave
    """

    transfer_currency: Currency | None = None
    settled_on: date | None = None
    charge_bearer: OptionalKey = ""
    mandate_no: OptionalKey = ""
    signed_on: date | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.transfer_currency is not None:
            require_currency("transfer_currency", self.transfer_currency)


class PaymentBatch(Line, frozen=True, kw_only=True):
    """Payments from one account, or to one, on one day.

    payments: at least one
    batch_no: the sender's number of it; between banks there is none
    method: TRF transfer, CHK cheque, TRA, DD direct debit
    count, control_sum: as stated
    batch_booking: whether one booking is asked for them all
    execute_on: the day asked for
    execute_at: the moment, where one is asked for
    service, instrument, category: agreed levels of service (SEPA, URGP; B2B; SUPP) or the parties' own words
    sequence: of a direct debit FRST, RCUR, OOFF, FNAL
    charge_bearer: who bears the charges (DEBT, CRED, SHAR, SLEV)
    payer, payee: the one they all have
    ultimate_payer, ultimate_payee: for whom
    payer_account, payee_account: the one they all have
    """

    payments: Annotated[tuple[OrderedPayment, ...], Meta(min_length=1, max_length=LINES_MAX)]
    batch_no: OptionalKey = ""
    method: OptionalKey = ""
    count: Count | None = None
    control_sum: Decimal | None = None
    batch_booking: bool | None = None
    execute_on: date | None = None
    execute_at: Moment | None = None
    service: OptionalKey = ""
    instrument: OptionalKey = ""
    category: OptionalKey = ""
    sequence: OptionalKey = ""
    charge_bearer: OptionalKey = ""
    payer: PartyRef | None = None
    payee: PartyRef | None = None
    ultimate_payer: PartyRef | None = None
    ultimate_payee: PartyRef | None = None
    payer_account: BankAccount | None = None
    payee_account: BankAccount | None = None

    def __post_init__(self) -> None:
        require_decimal("control_sum", self.control_sum)
        require_moments(execute_at=self.execute_at)


class PaymentOrder(Document, frozen=True, kw_only=True):
    """M27, an instruction: aligns with ISO 20022 pain.001, pain.008 and pacs.008; nothing has been paid yet.

    Control sums that do not hold are kept as stated; `adds_up` and `discrepancies` tell.

    kind: transfer: the payer asks; direct_debit: the payee draws; between_banks: a bank passes it on
    order_no: the sender's number of the whole
    created_at: when it was made
    count, control_sum: of all payments, as stated; the sum goes over amounts of any currency
    settlement: ≥ 0; between banks, what is settled for all of them, as stated
    settled_on: between banks, the day
    sender: who hands it in
    batches: the payments
    """

    TYPE: ClassVar[str] = "bank.payment_order.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "order_no",
        "batches.batch_no",
        "batches.payments.end_to_end_ref",
        "batches.payments.uetr",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("created_at",)

    kind: Literal["transfer", "direct_debit", "between_banks"]
    order_no: Key
    created_at: Moment
    batches: Annotated[tuple[PaymentBatch, ...], Meta(min_length=1, max_length=LINES_MAX)]
    count: Count | None = None
    control_sum: Decimal | None = None
    settlement: Amount | None = None
    settled_on: date | None = None
    sender: PartyRef | None = None

    def __post_init__(self) -> None:
        require_decimal("control_sum", self.control_sum)
        require_moments(created_at=self.created_at)
        require_money_not_negative("settlement", self.settlement)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Every count and control sum that the payments do not give, with both numbers."""
        paid = [payment for batch in self.batches for payment in batch.payments]
        return (
            *differing(
                ("count", self.count, len(paid)),
                ("control_sum", self.control_sum, _sum(tuple(paid), self.control_sum)),
            ),
            *self._unsettled(paid),
            *(one for batch in self.batches for one in _batch(batch)),
        )

    def _unsettled(self, paid: list[OrderedPayment]) -> tuple[Discrepancy, ...]:
        """What banks settle for all payments is what they come to in its currency."""
        if self.settlement is None:
            return ()
        by_currency = sums((one.amount.currency, one.amount.amount) for one in paid if one.amount)
        currency = self.settlement.currency
        return differing(("settlement", self.settlement.amount, by_currency.get(currency, Decimal(0))))

    @property
    def adds_up(self) -> bool:
        """Whether it may be paid without a person looking at it."""
        return not self.discrepancies


def _batch(batch: PaymentBatch) -> tuple[Discrepancy, ...]:
    return differing(
        ("batches.count", batch.count, len(batch.payments)),
        ("batches.control_sum", batch.control_sum, _sum(batch.payments, batch.control_sum)),
    )


def _sum(payments: tuple[OrderedPayment, ...], stated: Decimal | None) -> Decimal | None:
    """Of all amounts, of any currency; between banks perhaps of those instructed, where they give it."""
    instructed = _total([one.instructed or one.amount for one in payments])
    return instructed if stated == instructed else _total([one.amount for one in payments])


def _total(amounts: list[Amount | None]) -> Decimal | None:
    """None where one is not told."""
    told = [amount.amount for amount in amounts if amount is not None]
    return total(told) if len(told) == len(amounts) else None
