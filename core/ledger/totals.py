"""What a month that is over leaves: its totals by account and auxiliaries, and a link of the book's chain."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import FREE, Record

CLOSED, REOPENED = "closed", "reopened"


class PeriodTotal(Record, frozen=True, kw_only=True):
    """What one account did in one month for one set of auxiliaries, in minor units of a currency.

    opening: debits less credits of all months before. debits, credits: of this month, red ones against their
    side. A place that stood at zero and did not move has no row.
    """

    TABLE: ClassVar[str] = "ledger_period_total"
    KEY: ClassVar[tuple[str, ...]] = (
        "book",
        "period",
        "account",
        "currency",
        "party",
        "contract",
        "lot",
        "funder",
        "flow",
    )
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    period: int
    account: str
    currency: str
    party: str
    contract: str
    lot: str
    funder: str
    flow: str
    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        return self.opening + self.debits - self.credits


class MonthEnd(Record, frozen=True, kw_only=True):
    """A month of a book that was closed, and may have been opened again since.

    runs: how often it was closed; each may have posted entries "month-end/<period>/<run>/…".
    known_at: nothing of it was recorded later.
    """

    TABLE: ClassVar[str] = "ledger_month_end"
    KEY: ClassVar[tuple[str, ...]] = ("book", "period")
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    period: int
    closed: bool
    runs: int
    entries: int
    known_at: datetime


class Block(Record, frozen=True, kw_only=True):
    """A link of the chain over a book: what a month held when it was closed, or that it was opened again.

    content: SHA-256 over the hashes of the month's entries and its totals, see `core.ledger.blocks`.
    prev: the hash of the block before, "" in the first. form: the version of the bytes that were hashed.
    """

    TABLE: ClassVar[str] = "ledger_block"
    KEY: ClassVar[tuple[str, ...]] = ("book", "number")
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    number: int
    period: int
    what: str
    entries: int
    content: str
    prev: str
    form: int
    hash: str
