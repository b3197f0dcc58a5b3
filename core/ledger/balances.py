"""Balances are sums of lines: at any past day, and as they were known at any past moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.ledger.chart import DEBIT
from core.ledger.entry import Line


class TrialRow(NamedTuple):
    """What an account of a book moved until a day, in minor units; red amounts count against their side."""

    account: str
    currency: str
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debits - self.credits


def trial_balance(
    lines: Iterable[Line], *, until_day: int, known_at: datetime | None = None
) -> list[TrialRow]:
    """A row for each account and currency, in their order; lines of a general or an off-balance book.

    until_day: the last business day that counts. known_at: what was booked later is left out.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        if line.business_day > until_day or (known_at is not None and line.record_time > known_at):
            continue
        both = sums.setdefault((line.account, line.currency), [0, 0])
        both[0 if line.side == DEBIT else 1] += line.minor
    return [TrialRow(*key, *sums[key]) for key in sorted(sums)]
