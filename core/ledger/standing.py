"""Where money stands: an account with what it asks for, and what it did in a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.hub.records import Sums
from core.ledger.chart import DEBIT
from core.ledger.entry import Line
from core.ledger.totals import PeriodTotal

# How lines are summed; see `moved_by_day`.
BY = ("account", "currency", "party", "contract", "lot", "funder", "flow", "side", "business_day")


class Place(NamedTuple):
    """One account, and whom or what of it."""

    account: str
    currency: str
    party: str = ""
    contract: str = ""
    lot: str = ""
    funder: str = ""
    flow: str = ""


class Standing(NamedTuple):
    """What a place held before, and what it did since, in minor units; red counts against its side."""

    opening: int = 0
    debits: int = 0
    credits: int = 0

    @property
    def closing(self) -> int:
        """Debits less credits of all that was."""
        return self.opening + self.debits - self.credits

    def moved(self, debits: int, credits: int) -> Standing:
        return Standing(self.opening, self.debits + debits, self.credits + credits)


Standings = dict[Place, Standing]
NOTHING = Standing()


def place_of(row: Line | PeriodTotal) -> Place:
    return Place(row.account, row.currency, row.party, row.contract, row.lot, row.funder, row.flow)


def sides_of(side: str, minor: int) -> tuple[int, int]:
    """(debits, credits)."""
    return (minor, 0) if side == DEBIT else (0, minor)


def carried(standings: Mapping[Place, Standing]) -> Standings:
    """The same a month later: what closed opens; what stands at zero is left out."""
    return {place: Standing(each.closing) for place, each in standings.items() if each.closing}


def with_sums(standings: Standings, sums: Sums, *, until_day: int = 9999_12_31) -> None:
    """Adds sums of lines BY."""
    for (*place, side, day), (minor, _) in sums.items():
        if day <= until_day:
            add(standings, Place(*place), *sides_of(side, minor))


def with_lines(standings: Standings, lines: Iterable[Line]) -> None:
    for line in lines:
        add(standings, place_of(line), *sides_of(line.side, line.minor))


def add_all(standings: Standings, more: Standings) -> None:
    """Adds what these did; what they held before is nobody's."""
    for place, each in more.items():
        add(standings, place, each.debits, each.credits)


def add(standings: Standings, place: Place, debits: int, credits: int) -> None:
    standings[place] = standings.get(place, NOTHING).moved(debits, credits)
