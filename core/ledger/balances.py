"""Balances of accounts: the trial balance of a day, the general ledger of months, by account and level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.ledger.reading import Asked, BookReader
from core.ledger.standing import NOTHING, Standing, Standings


class TrialRow(NamedTuple):
    """An account on a day: what it held when the month began, and did in it; minor units, debits above 0."""

    account: str
    currency: str
    opening: int
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """Debits less credits of all that was."""
        return self.opening + self.debits - self.credits


class GeneralRow(NamedTuple):
    """One month of an account, or of one that others are below (总账)."""

    account: str
    currency: str
    period: int
    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        return self.opening + self.debits - self.credits


def trial_balance(reader: BookReader, asked: Asked) -> list[TrialRow]:
    """A row for each account and currency, in their order."""
    sums: dict[tuple[str, str], Standing] = {}
    for place, each in reader.standings(asked).items():
        _sum(sums, (place.account, place.currency), each)
    return [TrialRow(*key, *sums[key]) for key in sorted(sums)]


def general_ledger(reader: BookReader, first: int, last: int, *, account: str = "") -> Iterator[GeneralRow]:
    """Each month from first to last; an account that holds nothing and did nothing is left out."""
    for period, standings in reader.of_months(first, last, account):
        levels = _levels(reader, standings)
        for key in sorted(levels):
            if any(levels[key]):
                yield GeneralRow(*key, period, *levels[key])


def _levels(reader: BookReader, standings: Standings) -> dict[tuple[str, str], Standing]:
    """By account and currency; an account that others are below is the sum of them."""
    sums: dict[tuple[str, str], Standing] = {}
    for place, each in standings.items():
        for code in reader.above(place.account):
            _sum(sums, (code, place.currency), each)
    return sums


def _sum(sums: dict[tuple[str, str], Standing], key: tuple[str, str], more: Standing) -> None:
    before = sums.get(key, NOTHING)
    sums[key] = Standing(
        before.opening + more.opening, before.debits + more.debits, before.credits + more.credits
    )
