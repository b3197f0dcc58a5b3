"""What came of a funder's files: each file that it told, and every break between its books and ours."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

DISBURSEMENT, REPAYMENT, BALANCE, FEE = "disbursement", "repayment", "balance", "fee"
# States of a file: its rows were compared; its totals are not its rows'; a newer one was there before it.
COMPARED, APART, OLDER = "compared", "apart", "older"
# States of a break.
OPEN, EXPLAINED, GONE = "open", "explained", "gone"
MISSING_HERE, MISSING_THERE = "missing-here", "missing-there"
AMOUNT, DATE, STATUS, DUPLICATE = "amount", "date", "status", "duplicate"
CLASSES = (MISSING_HERE, MISSING_THERE, AMOUNT, DATE, STATUS, DUPLICATE)


class FunderFile(Record, frozen=True, kw_only=True):
    """One file of a funder about a day: what became of it.

    funder: the partner who told it. hash: of what it says, without when it was made. made_at: None where it
    does not say. rows: how many; matched: of them agree with the books; breaks: between both; not_compared:
    of them nothing is known here, why: in words.
    """

    TABLE: ClassVar[str] = "loan_funder_file"
    KEY: ClassVar[tuple[str, ...]] = ("funder", "file_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("funder", "kind", "day"),)
    BOOK: ClassVar[bool] = True

    funder: str
    file_no: str
    kind: str
    day: int
    state: str
    hash: str
    made_at: datetime | None
    told_at: datetime
    message_id: str
    rows: int
    matched: int = 0
    breaks: int = 0
    not_compared: int = 0
    why: str = ""


class FunderTells(Record, frozen=True, kw_only=True):
    """That a funder tells its days in files of this kind, since the first; untold: days that it left out."""

    TABLE: ClassVar[str] = "loan_funder_tells"
    KEY: ClassVar[tuple[str, ...]] = ("funder", "kind")
    BOOK: ClassVar[bool] = True

    funder: str
    kind: str
    first_day: int
    untold: str = ""


class Break(Record, frozen=True, kw_only=True):
    """A difference between a funder's day and ours: one for each day, kind, class and thing.

    what: its class. about: the number of our loan or receipt; of what is not known here, the funder's number.
    number: the funder's. loan_no, receipt_no: whose later news may end it; "" where there is none. told: what
    the funder told, in canonical bytes, b"" where it told nothing; text: both sides in words. since_day: from
    when it counts its age, the day of the first file that told it; file_no: the last one that did. state:
    open, explained by people (by, approver, reason), or gone: a later file or message ended it (ended_by).
    """

    TABLE: ClassVar[str] = "loan_break"
    KEY: ClassVar[tuple[str, ...]] = ("funder", "kind", "day", "what", "about")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("funder", "kind", "state"),
        ("loan_no", "state"),
        ("receipt_no", "state"),
    )
    BOOK: ClassVar[bool] = True

    funder: str
    kind: str
    day: int
    what: str
    about: str
    state: str
    number: str
    loan_no: str
    receipt_no: str
    text: str
    file_no: str
    since_day: int
    told_at: datetime
    message_id: str
    told: bytes = b""
    by: str = ""
    approver: str = ""
    reason: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
