"""The lane of money: payments, vouchers, and days whose interest was booked, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from core.ledger import Entry, Line
from core.loan import Loan, Receipt
from gateway.console.days import month_text
from gateway.console.deal_items import MONEY, PAPER, Head, Item, Voucher
from gateway.console.deal_reading import Deal
from gateway.console.desk import Desk
from gateway.console.texts import N_
from gateway.console.words import money

LINES_MAX, RECEIPTS_MAX = 600, 200
# Interest that is owed for days, and what was taken at the draw and is earned by them.
EARNED, SET_ASIDE = ("1132", "2401"), "1304"
LIMITS = "limits"


def is_of_days(number: str) -> bool:
    """Whether an entry books days that were earned: one a slice at each day's end, one before a payment."""
    return number.startswith("day/") or "/earned/" in number


class Money:
    """The ledger's lines and the receipts of a deal's loans, each read once."""

    def __init__(self, desk: Desk, deal: Deal, loans: Sequence[Loan]) -> None:
        self._desk, self._deal, self.loans = desk, deal, loans
        self.cut = False

    @staticmethod
    def text(minor: int, currency: str) -> str:
        return f"{money(minor, currency)} {currency}"

    def receipts(self) -> dict[str, str]:
        """By the message that brought it what came, as a person reads it."""
        store = self._desk.hub.store
        rows = [
            row for one in self.loans for row in store.rows(Receipt, limit=RECEIPTS_MAX, loan_no=one.loan_no)
        ]
        return {row.message_id: f"{self.text(row.minor, row.currency)} {row.bank_ref}" for row in rows}

    def lines(self) -> Iterator[tuple[str, list[Line]]]:
        """(loan, its newest lines), then those of the facility."""
        facility = self._deal.facility
        for contract in [*(one.loan_no for one in self.loans), *([facility.facility_no] if facility else [])]:
            rows = self._desk.views.newest(Line, limit=LINES_MAX, contract=contract)
            self.cut = self.cut or len(rows) == LINES_MAX
            yield contract, rows

    def entry(self, line: Line) -> Entry | None:
        return self._desk.hub.store.get(Entry, line.book, line.number)


def money_items(reading: Money) -> Iterator[Item]:
    """Each entry once, by the message that posted it; days that were earned together by their month."""
    seen: set[UUID] = set()
    for contract, lines in reading.lines():
        yield from _days(contract, [one for one in lines if is_of_days(one.number)])
        for line in lines:
            if is_of_days(line.number) or line.entry_id in seen:
                continue
            seen.add(line.entry_id)
            entry = reading.entry(line)
            if entry is not None:
                yield _item_of(entry)


def _item_of(entry: Entry) -> Item:
    reversal = entry.refers is not None and entry.kind == "reversal"
    heads = [Head(N_("Taken back in red"), entry.text, "bad")] if reversal else []
    return Item(
        day=entry.business_day,
        at=entry.record_time,
        lane=PAPER if entry.book == LIMITS else MONEY,
        message=entry.message_id,
        heads=heads,
        vouchers=[Voucher(entry.book, entry.number)],
        effect=entry.entry_id,
    )


def _days(contract: str, lines: list[Line]) -> Iterator[Item]:
    """One item a month: so many days, so much interest; what was set aside stands on its own day."""
    months: dict[int, list[Line]] = {}
    for line in lines:
        if line.account in EARNED:
            months.setdefault(line.period, []).append(line)
        elif line.account == SET_ASIDE:
            yield _set_aside(contract, line)
    for month, rows in months.items():
        newest = max(rows, key=lambda one: one.business_day)
        minor = sum(one.minor if one.side == "debit" else -one.minor for one in rows)
        yield Item(
            day=newest.business_day,
            at=None,
            lane=MONEY,
            heads=[
                Head(
                    N_("Interest of days that ended"),
                    f"{contract} · {month_text(month)} · {Money.text(minor, newest.currency)}",
                )
            ],
            vouchers=[Voucher(newest.book, newest.number)],
            effect=newest.entry_id,
            loan=contract,
        )


def _set_aside(contract: str, line: Line) -> Item:
    more = line.minor if line.side == "credit" else -line.minor
    word = N_("Set aside for losses") if more > 0 else N_("Provision given back")
    return Item(
        day=line.business_day,
        at=line.record_time,
        lane=MONEY,
        heads=[
            Head(
                word, f"{contract} · {Money.text(abs(more), line.currency)}", "warn" if more > 0 else "plain"
            )
        ],
        vouchers=[Voucher(line.book, line.number)],
        effect=line.entry_id,
        loan=contract,
    )
