"""What each assigned invoice takes of its debtor's line, where lines are taken at the assignment (T3)."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record


class AssignedLine(Record, frozen=True, kw_only=True):
    """What an assigned invoice takes of its debtor's line; minor units.

    debtor: whose line. number: of the invoice. held: what it takes. over: what it would take and found no
    room for: it takes what it took before. version: counts every try, for each has a number of its own.
    """

    TABLE: ClassVar[str] = "loan_assigned_line"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "thing")
    BOOK: ClassVar[bool] = True

    contract_no: str
    thing: str
    number: str
    debtor: str
    currency: str
    version: int = 0
    held_minor: int = 0
    over_minor: int = 0
