"""The chart of accounts: which books there are, their accounts, and which months are open."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import FREE, SHARED, Record

GENERAL, SINGLE, LIMITED = "general", "single", "limited"
BOOK_KINDS = (GENERAL, SINGLE, LIMITED)
DEBIT, CREDIT = "debit", "credit"
SIDES = (DEBIT, CREDIT)
# What an account may ask of each of its lines, in the order they are written in.
AUXILIARIES = ("party", "contract", "lot", "funder")
# What a line says of itself beside its account: the same, and of money the flow it belongs to.
NAMED = (*AUXILIARIES, "flow")
# What a limited account may never do, counting what is pending.
LIMITS = ("", "debits_within_credits", "credits_within_debits")


class Book(Record, frozen=True, kw_only=True):
    """A set of accounts that balances by itself.

    Every entry is posted with it in hand, together with others; who changes the chart or the months takes it.

    kind: GENERAL: its entries are appended, balances are sums; SINGLE: off balance, each line stands
    alone; LIMITED: every account has a locked row, and an entry may be pending.
    first_period: no entry belongs to a month before it (yyyymm).
    """

    TABLE: ClassVar[str] = "ledger_book"
    KEY: ClassVar[tuple[str, ...]] = ("book",)
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = SHARED

    book: str
    kind: str
    first_period: int
    approver: str


class Account(Record, frozen=True, kw_only=True):
    """One account of a book.

    side: where its balance normally stands. parent: the account one level up, "" at the top; only leaves are
    posted to. auxiliaries: what each line must name, in words. limit: one of LIMITS, in limited books alone.
    closed: takes nothing any more but what ends a pending entry.
    """

    TABLE: ClassVar[str] = "ledger_account"
    KEY: ClassVar[tuple[str, ...]] = ("book", "code")
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    code: str
    name_zh: str
    name_en: str
    side: str
    parent: str = ""
    leaf: bool = True
    auxiliaries: str = ""
    limit: str = ""
    closed: bool = False


class Period(Record, frozen=True, kw_only=True):
    """A month of a book that somebody locked or opened again; one without a row is open."""

    TABLE: ClassVar[str] = "ledger_period"
    KEY: ClassVar[tuple[str, ...]] = ("book", "period")
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    period: int
    locked: bool
    by: str
    reason: str


class ClosingRule(Record, frozen=True, kw_only=True):
    """How a book ends its months: what is emptied where, and what of a year's profit is set aside.

    results: accounts whose code begins so are emptied into `profit` at each month's end; at the year's end
    `profit` goes to `retained`, and reserve_ppm (millionths) of it from there to `reserve`, if it is one.
    """

    TABLE: ClassVar[str] = "ledger_closing_rule"
    KEY: ClassVar[tuple[str, ...]] = ("book",)
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    book: str
    results: str
    profit: str
    retained: str
    reserve: str = ""
    reserve_ppm: int = 0
