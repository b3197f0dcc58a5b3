"""What the registry holds for a contract: filings with their numbers and terms, and what was looked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from core.collateral.names import day
from core.hub.records import Record

LIVE, CANCELLED, CLEAR, HIT = "live", "cancelled", "clear", "hit"


class Filing(Record, frozen=True, kw_only=True):
    """One filing of ours, or one search; days as yyyymmdd, 0 unknown.

    filing_no: the registry's, of a search "?" and our request. state: live, cancelled; of a search clear or
    hit. numbers: of what is filed as they are compared, one a line; none: all that stands for the contract.
    warned: the stage of its end that was alarmed last (30, 7 or 0 days), -1 before any.
    """

    TABLE: ClassVar[str] = "collateral_filing"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "filing_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state",),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    filing_no: str
    kind: str
    state: str
    told_at: datetime
    certificate_no: str = ""
    until_day: int = 0
    numbers: str = ""
    warned: int = -1

    def covers(self, number: str) -> bool:
        return self.state == LIVE and (not self.numbers or number in self.numbers.splitlines())

    def ended(self, today: date) -> bool:
        """On its last day it opens nothing any more."""
        return bool(self.until_day) and self.until_day <= day(today)


def not_filed(filings: Iterable[Filing], contract_no: str, today: date) -> str:
    """Why nothing is filed for the contract now, "" where something is."""
    ours = [each for each in filings if each.state in {LIVE, CANCELLED}]
    living = [each for each in ours if each.state == LIVE]
    if not ours:
        return f"no number of the registry is known for {contract_no}"
    if not living:
        return f"filing {ours[-1].filing_no} was cancelled"
    if all(each.ended(today) for each in living):
        return f"filing {living[-1].filing_no} ended on {living[-1].until_day}"
    return ""
