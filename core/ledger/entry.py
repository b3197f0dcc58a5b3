"""An entry: what one business fact did to the accounts of a book, for ever; only another one reverses it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record

POSTED, PENDING, POST, VOID, REVERSAL = "posted", "pending", "post", "void", "reversal"


class Entry(Record, frozen=True, kw_only=True):
    """The head of an entry; it is never changed.

    entry_id: the effect's id. kind: POSTED, PENDING, POST or VOID (of a pending one), REVERSAL.
    business_day: when it counts (yyyymmdd). period: the month it is posted in, later than its day where
    that month was locked. rule: the posting rule that made it, or "voucher". refers: the entry that it posts,
    voids or reverses. expires_at: until when a pending one holds. lines: how many. hash: of head and lines,
    see `entry_hash`.
    """

    TABLE: ClassVar[str] = "ledger_entry"
    # The key is what makes a second entry of one number impossible, whoever posts it and when.
    KEY: ClassVar[tuple[str, ...]] = ("book", "number")
    # The month first: an index that began with the book would be taken for the key, and read all of the book.
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("period", "book"),)
    BOOK: ClassVar[bool] = True
    FINAL: ClassVar[bool] = True

    book: str
    number: str
    record_time: datetime
    entry_id: UUID
    kind: str
    rule: str
    business_day: int
    period: int
    text: str
    message_id: UUID
    refers: UUID | None = None
    expires_at: datetime | None = None
    lines: int
    hash: str


class Line(Record, frozen=True, kw_only=True):
    """One line of an entry: a signed amount on one side of one account, in minor units of its currency.

    A reversal keeps the side and turns the sign (红字). party, contract, lot, funder: as the account asks.
    flow: of money, which line of the cash flow it belongs to. number: the entry's.
    """

    TABLE: ClassVar[str] = "ledger_line"
    KEY: ClassVar[tuple[str, ...]] = ("record_time", "entry_id", "ordinal")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("book", "account", "period"),
        ("contract",),
    )
    BOOK: ClassVar[bool] = True
    FINAL: ClassVar[bool] = True

    record_time: datetime
    entry_id: UUID
    ordinal: int
    book: str
    account: str
    side: str
    currency: str
    minor: int
    business_day: int
    period: int
    party: str = ""
    contract: str = ""
    lot: str = ""
    funder: str = ""
    flow: str = ""
    number: str


class Late(Record, frozen=True, kw_only=True):
    """That an entry stands in a later month than its day: who asks by days finds it here."""

    TABLE: ClassVar[str] = "ledger_late"
    KEY: ClassVar[tuple[str, ...]] = ("book", "period", "number")
    BOOK: ClassVar[bool] = True

    book: str
    period: int
    number: str
    record_time: datetime
    entry_id: UUID
    business_day: int


class Reversed(Record, frozen=True, kw_only=True):
    """That an entry was reversed: its key is what makes a second reversal impossible."""

    TABLE: ClassVar[str] = "ledger_reversed"
    KEY: ClassVar[tuple[str, ...]] = ("entry_id",)
    BOOK: ClassVar[bool] = True

    entry_id: UUID
    by: UUID
