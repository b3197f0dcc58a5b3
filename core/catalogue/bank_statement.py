"""A bank tells what happened on an account: statements, reports of the day, single notices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.bank_entries import Balance, Entry, EntryTotals
from core.catalogue.bank_parts import Texts, differing, signed, sums
from core.catalogue.checks import require_currency, require_moments
from core.catalogue.fields import LINES_MAX, Currency, Key, Moment, OptionalKey
from core.catalogue.parts import BankAccount, Document, PartyRef
from core.catalogue.trade import Discrepancy

# Booked balances a period begins and ends with (ISO 20022 BalanceType); the others are of other kinds
# (available, forward, interim) and close with no entries.
_OPENING = ("OPBD", "PRCD")
_CLOSING = "CLBD"
# The sub-type of a balance that stands between two pages.
_INTERIM = "INTM"


class BankStatement(Document, frozen=True, kw_only=True):
    """M31, a fact: aligns with ISO 20022 camt.052, camt.053 and camt.054, SWIFT MT940 and MT942, FINSTA.

    The version of the message is no part of it: one statement in several versions is one document. Balances
    that do not close and totals that do not add up are kept as stated; `adds_up` and `discrepancies` tell.
    On one page of several what is of all of them is not judged: totals that count more than stands on it,
    balances that are not its own.

    kind: a statement of a period, a report within the day, a notice of single bookings
    statement_no: the bank's number of it
    account: whose entries these are; bank_code is the BIC of the bank
    created_at: when the bank made it
    currency: of the account, where it is told
    owner: of the account
    sequence_no: the bank's running number of statements of the account
    legal_sequence_no: the same among those that count in law
    page: where it comes in several; each is a document of its own
    last_page: false where another page follows
    copy: COPY, CODU or DUPL where it is one
    from_at, to_at: the period, from and to
    from_date, to_date: the same in days, where the bank tells only those
    balances: as stated
    totals: as stated
    entries: as stated
    texts: what the bank says beside
    """

    TYPE: ClassVar[str] = "bank.statement.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "statement_no",
        "account.number",
        "entries.bank_ref",
        "entries.payments.end_to_end_ref",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("created_at",)

    kind: Literal["statement", "report", "notice"]
    statement_no: Key
    account: BankAccount
    created_at: Moment
    currency: Currency | None = None
    owner: PartyRef | None = None
    sequence_no: OptionalKey = ""
    legal_sequence_no: OptionalKey = ""
    page: OptionalKey = ""
    last_page: bool | None = None
    copy: OptionalKey = ""
    from_at: Moment | None = None
    to_at: Moment | None = None
    from_date: date | None = None
    to_date: date | None = None
    balances: Annotated[tuple[Balance, ...], Meta(max_length=1_000)] = ()
    totals: EntryTotals | None = None
    entries: Annotated[tuple[Entry, ...], Meta(max_length=LINES_MAX)] = ()
    texts: Texts = ()

    def __post_init__(self) -> None:
        require_moments(created_at=self.created_at, from_at=self.from_at, to_at=self.to_at)
        if self.currency is not None:
            require_currency("currency", self.currency)

    @property
    def is_first_page(self) -> bool:
        return self.page.lstrip("0") in ("", "1")

    @property
    def is_last_page(self) -> bool:
        return self.last_page is not False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it stands on another page."""
        return self.is_first_page and self.is_last_page

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Every balance and total that the entries do not give, with both numbers."""
        return (*_unclosed(self), *(() if _counts_other_pages(self) else _totals(self)))

    @property
    def adds_up(self) -> bool:
        """Whether it may be posted without a person looking at it; a page alone may not."""
        return self.is_whole and not self.discrepancies


def _unclosed(statement: BankStatement) -> tuple[Discrepancy, ...]:
    """Opening and booked entries give the closing balance, currency by currency.

    A page that neither begins nor ends a period has no such balances, and nothing is judged.
    """
    opening = _balances(statement, *_OPENING[: 1 if _has(statement, _OPENING[0]) else 2])
    closing = _balances(statement, _CLOSING)
    if not (opening and closing and _of_the_page(statement)):
        return ()
    booked = [
        (entry.amount.currency, signed(entry.side, entry.amount.amount))
        for entry in statement.entries
        if entry.status == "booked"
    ]
    computed = sums((*opening.items(), *booked))
    nothing = Decimal(0)
    return differing(
        *(
            (f"closing_balance.{currency}", closing.get(currency, nothing), computed.get(currency, nothing))
            for currency in sorted({*closing, *computed})
        )
    )


def _of_the_page(statement: BankStatement) -> bool:
    """Whether it begins and ends with balances of its own.

    A last page repeats the opening balance of the first where its totals are of all pages too.
    """
    begins = (
        statement.is_first_page
        or _all_interim(statement, _OPENING)
        or (statement.is_last_page and not _counts_other_pages(statement))
    )
    return begins and (statement.is_last_page or _all_interim(statement, (_CLOSING,)))


def _counts_other_pages(statement: BankStatement) -> bool:
    said = statement.totals or EntryTotals()
    counted = (said.credits or 0) + (said.debits or 0) if said.count is None else said.count
    return not statement.is_whole and counted > len(statement.entries)


def _all_interim(statement: BankStatement, kinds: tuple[str, ...]) -> bool:
    return all(balance.subkind == _INTERIM for balance in statement.balances if balance.kind in kinds)


def _has(statement: BankStatement, kind: str) -> bool:
    return any(balance.kind == kind for balance in statement.balances)


def _balances(statement: BankStatement, *kinds: str) -> dict[str, Decimal]:
    """The booked balance of each currency; of several in one the first opens and the last closes."""
    found: dict[str, Decimal] = {}
    for balance in statement.balances:
        if balance.kind not in kinds or (balance.kind in _OPENING and balance.amount.currency in found):
            continue
        found[balance.amount.currency] = signed(balance.side, balance.amount.amount)
    return found


def _totals(statement: BankStatement) -> tuple[Discrepancy, ...]:
    said = statement.totals or EntryTotals()
    moved = [(entry.side, entry.amount.amount) for entry in statement.entries]
    came = [("", amount) for side, amount in moved if side == "credit"]
    went = [("", amount) for side, amount in moved if side == "debit"]
    credit, debit = (sums(amounts).get("", Decimal(0)) for amounts in (came, went))
    return differing(
        ("totals.count", said.count, len(moved)),
        ("totals.sum", said.sum, sums((*came, *went)).get("", Decimal(0))),
        ("totals.net", said.net, credit - debit),
        ("totals.credits", said.credits, len(came)),
        ("totals.credit_sum", said.credit_sum, credit),
        ("totals.debits", said.debits, len(went)),
        ("totals.debit_sum", said.debit_sum, debit),
    )
