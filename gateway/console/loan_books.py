"""A loan in the ledger: its entries, the days it earned by month, and what was set aside as it got worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from core.hub.ports import Store
from core.kernel.days import date_of
from core.kernel.errors import HubError
from core.ledger import Entry, Line
from core.loan import RATES, Category, Loan, in_force, provision
from gateway.console.deal_money import EARNED, SET_ASIDE, is_of_days
from gateway.console.desk import Desk
from gateway.console.told_by import Told, told_by

# Three years of days and payments; of a loan with more the page says so, and the journal has all of them.
LINES_MAX = 3_000
ENTRIES_SHOWN, PROVISIONS_SHOWN = 40, 60
PRINCIPAL = ("1303.01", "1305.01", "1305.02")


class Posted(NamedTuple):
    """An entry with its lines about the loan, and the message that posted it."""

    entry: Entry
    lines: tuple[Line, ...]
    told: Told | None


class Month(NamedTuple):
    """Days of a month whose interest was booked, oldest first; minor: the sum, red lines taken off."""

    month: int
    days: tuple[Line, ...]
    minor: int


class Change(NamedTuple):
    """What was set aside more (less where negative) on a day, how much it is then, and of which category.

    category: the one whose rates make exactly that of the principal of the day; 0 where none does.
    """

    line: Line
    minor: int
    after: int
    category: int


class Books(NamedTuple):
    """cut: the loan has more lines than were read; what is summed up over all of them is left out then."""

    entries: tuple[Posted, ...]
    months: tuple[Month, ...]
    changes: tuple[Change, ...]
    more: bool = False
    cut: bool = False


def books_of(desk: Desk, loan: Loan) -> Books:
    """Everything newest first."""
    found = desk.views.newest(Line, limit=LINES_MAX + 1, contract=loan.loan_no)
    cut, lines = len(found) > LINES_MAX, found[:LINES_MAX][::-1]
    apart: dict[UUID, list[Line]] = {}
    for line in lines:
        if not is_of_days(line.number):
            apart.setdefault(line.entry_id, []).append(line)
    newest = list(apart.values())[::-1]
    return Books(
        entries=tuple(_posted(desk.hub.store, newest[:ENTRIES_SHOWN])),
        months=_months(lines),
        changes=() if cut else tuple(_changes(lines))[::-1][:PROVISIONS_SHOWN],
        more=len(newest) > ENTRIES_SHOWN,
        cut=cut,
    )


def _posted(store: Store, entries: Sequence[list[Line]]) -> Iterator[Posted]:
    for lines in entries:
        entry = store.get(Entry, lines[0].book, lines[0].number)
        if entry is not None:
            yield Posted(entry, tuple(lines), told_by(store, entry.entry_id))


def _months(lines: Sequence[Line]) -> tuple[Month, ...]:
    found: dict[int, list[Line]] = {}
    for line in lines:
        if line.account in EARNED and is_of_days(line.number):
            found.setdefault(line.period, []).append(line)
    return tuple(
        Month(month, tuple(found[month]), sum(_debit(one) for one in found[month]))
        for month in sorted(found, reverse=True)
    )


def _changes(lines: Sequence[Line]) -> Iterator[Change]:
    """In the order of days, with what was owed and set aside by then."""
    owed = after = 0
    in_order = sorted(lines, key=lambda one: (one.business_day, one.account == SET_ASIDE, one.record_time))
    for line in in_order:
        if line.account in PRINCIPAL:
            owed += _debit(line)
        elif line.account == SET_ASIDE:
            after -= _debit(line)
            yield Change(line, -_debit(line), after, category_of(owed, after, line.business_day))


def category_of(owed: int, set_aside: int, day: int) -> int:
    """The category whose rates of that day set aside exactly this of what is owed, 0: none does."""
    try:
        rates = in_force(RATES, date_of(day))
    except HubError:
        return 0
    wanted = (each for each in Category if owed and sum(provision({each: owed}, rates)) == set_aside)
    return int(next(wanted, 0))


def _debit(line: Line) -> int:
    return line.minor if line.side == "debit" else -line.minor
