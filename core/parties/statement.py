"""Financial statements of a party, in whole minor units, whatever unit they were written in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record


class Statement(Record, frozen=True, kw_only=True):
    """One statement of one period; a later one of the same period takes its place in this book.

    period_end: yyyymmdd.
    """

    TABLE: ClassVar[str] = "parties_statement"
    KEY: ClassVar[tuple[str, ...]] = ("uscc", "kind", "scope", "period", "period_end")
    BOOK: ClassVar[bool] = True

    uscc: str
    kind: str
    scope: str
    period: str
    period_end: int
    statement_no: str
    currency: str
    audited: bool
    template: str
    record_time: datetime
    message_id: UUID


class StatementFigure(Record, frozen=True, kw_only=True):
    """One item of a statement, in minor units of its currency."""

    TABLE: ClassVar[str] = "parties_figure"
    KEY: ClassVar[tuple[str, ...]] = ("uscc", "kind", "scope", "period", "period_end", "code")
    BOOK: ClassVar[bool] = True

    uscc: str
    kind: str
    scope: str
    period: str
    period_end: int
    code: str
    minor: int
