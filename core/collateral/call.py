"""A margin call: so much cash, or so much in goods or claims, until a moment; one is open at a time."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

OPEN, CURED, LAPSED = "open", "cured", "lapsed"


class Call(Record, frozen=True, kw_only=True):
    """One call of a contract, money in minor units.

    cash: what must be paid, or else goods: what must be added, each as of the last look at it; asked_cash,
    asked_goods: as it was first told. due_at: when it lapses. state: open, lapsed (open, and too late) or
    cured. because: why it was made.
    """

    TABLE: ClassVar[str] = "collateral_call"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "called_at")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_no",), ("state",))
    BOOK: ClassVar[bool] = True

    contract_no: str
    called_at: datetime
    due_at: datetime
    currency: str
    asked_cash_minor: int
    asked_goods_minor: int
    cash_minor: int
    goods_minor: int
    because: str
    state: str = OPEN
    changed_at: datetime
