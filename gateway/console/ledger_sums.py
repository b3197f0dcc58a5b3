"""The trial balance as a tree: every account with what lies below it, by currency, to the last line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from core.hub.ports import Store
from core.ledger import Account, Asked, BookReader, TrialRow, trial_balance


class Level(NamedTuple):
    """An account at its depth, and the sums of it and all below, of one currency."""

    account: Account
    depth: int
    currency: str
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        return self.debits - self.credits


class Trial(NamedTuple):
    """Rows in the order of the chart, sums by currency."""

    levels: tuple[Level, ...] = ()
    totals: tuple[TrialRow, ...] = ()

    @property
    def even(self) -> bool:
        return not any(row.balance for row in self.totals)


def trial_of(store: Store, book: str, accounts: dict[str, Account], until_day: int) -> Trial:
    """Of everything that was posted with a business day up to this one."""
    rows = trial_balance(BookReader(store, book), Asked(until_day=until_day))
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for code in _upward(accounts, row.account):
            both = sums[code, row.currency]
            both[0] += max(row.opening, 0) + row.debits
            both[1] += max(-row.opening, 0) + row.credits
    return Trial(tuple(_tree(accounts, sums)), tuple(_totals(rows)))


def _upward(accounts: dict[str, Account], code: str) -> Iterator[str]:
    """The account and all above it; a chart whose parents go in a circle ends where it comes round."""
    seen: set[str] = set()
    while code in accounts and code not in seen:
        seen.add(code)
        yield code
        code = accounts[code].parent


def _tree(accounts: dict[str, Account], sums: dict[tuple[str, str], list[int]]) -> Iterator[Level]:
    """Those that ever moved, each below its parent."""
    below: dict[str, list[str]] = defaultdict(list)
    for account in accounts.values():
        below[account.parent if account.parent in accounts else ""].append(account.code)
    currencies: dict[str, list[str]] = defaultdict(list)
    for code, currency in sorted(sums):
        currencies[code].append(currency)

    def walk(parent: str, depth: int) -> Iterator[Level]:
        for code in sorted(below[parent]):
            for currency in currencies[code]:
                yield Level(accounts[code], depth, currency, *sums[code, currency])
            yield from walk(code, depth + 1)

    yield from walk("", 0)


def _totals(rows: list[TrialRow]) -> Iterator[TrialRow]:
    for currency in sorted({row.currency for row in rows}):
        mine = [row for row in rows if row.currency == currency]
        sums = [sum(amounts) for amounts in zip(*(row[2:] for row in mine), strict=True)]
        yield TrialRow("", currency, *sums)
