"""A limit on what one site or supervisor watches over, and what that is worth now (C10)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

SITE, SUPERVISOR = "site", "supervisor"


class Limit(Record, frozen=True, kw_only=True):
    """Pledged goods there may be worth so much together; over: they are worth more, and that is alarmed."""

    TABLE: ClassVar[str] = "collateral_limit"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "holder")
    BOOK: ClassVar[bool] = True

    kind: str
    holder: str
    currency: str
    limit_minor: int
    value_minor: int = 0
    checked_at: datetime | None = None
    over: bool = False

    @property
    def object(self) -> str:
        return f"{self.kind}/{self.holder}"
