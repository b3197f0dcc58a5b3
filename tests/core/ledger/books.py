"""A general book, an off-balance one and one of limits, with the accounts of the handbook that tests use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.memory.store import MemoryStore
from adapters.memory.tables import Tables
from core.hub.message import Message
from core.hub.records import Key, R
from core.kernel.clock import FixedClock
from core.ledger import (
    BookReader,
    ChartAccount,
    ChartPublished,
    Draft,
    DraftLine,
    Entry,
    LedgerWork,
    MonthClosed,
    PeriodReopened,
    Posting,
)
from tests.core.rooms import Rooms, RoomUnit, at, ordered

DAY = 2025_06_02
GENERAL = (
    ChartAccount(code="1002", name_zh="银行存款", name_en="bank deposits", side="debit"),
    ChartAccount(code="1002.01", name_zh="自有", name_en="own funds", side="debit", parent="1002"),
    ChartAccount(
        code="1303.01",
        name_zh="贷款本金",
        name_en="loan principal",
        side="debit",
        auxiliaries=("contract", "party"),
    ),
    ChartAccount(
        code="1132", name_zh="应收利息", name_en="interest due", side="debit", auxiliaries=("contract",)
    ),
    ChartAccount(code="6011", name_zh="利息收入", name_en="interest income", side="credit"),
)
SINGLE = (
    ChartAccount(
        code="8001", name_zh="抵质押物", name_en="collateral held", side="debit", auxiliaries=("lot",)
    ),
)
LIMITS = (
    ChartAccount(
        code="line",
        name_zh="额度",
        name_en="credit line",
        side="credit",
        auxiliaries=("party",),
        limit="debits_within_credits",
    ),
    ChartAccount(code="granted", name_zh="授信", name_en="granted", side="debit"),
    ChartAccount(code="exposure", name_zh="敞口", name_en="exposure", side="credit", auxiliaries=("party",)),
)


class Books:
    """Rooms with the ledger alone and its charts published; posts in a unit of work of its own."""

    def __init__(self, *, charts: bool = True) -> None:
        self.rooms = Rooms("ledger")
        self.count = 0
        if not charts:
            return
        self.publish("general", "general", GENERAL)
        self.publish("off_balance", "single", SINGLE)
        self.publish("limits", "limited", LIMITS)

    def publish(self, book: str, kind: str, accounts: tuple[ChartAccount, ...]) -> None:
        self.tell(
            "ledger.chart_published.v1",
            ChartPublished(
                book=book, kind=kind, first_period=2025_01, publisher="chen", approver="li", accounts=accounts
            ),
        )

    def tell(self, type_name: str, body: Any, *, when: datetime | None = None) -> list[Message]:
        return self.rooms.receive(self.message(type_name, body, when=when))

    def message(self, type_name: str, body: Any, *, when: datetime | None = None) -> Message:
        self.count += 1
        return ordered(type_name, body, when or at(self.count / 3600), key=str(self.count))

    def post(self, *lines: DraftLine, number: str = "", day: int = DAY, **more: Any) -> Entry:
        """Posts one entry as a room above would."""
        self.count += 1
        draft = a_draft(*lines, number=number or f"E{self.count}", day=day)
        entry = self.act(lambda message, work: Posting(message, work).post(draft, **more))
        assert isinstance(entry, Entry)
        return entry

    def reader(self, book: str = "general", *, counting: dict[str, int] | None = None) -> BookReader:
        """The book as people read it; `counting` is told how many rows of each table that takes."""
        store = MemoryStore(FixedClock(at()))
        store.tables = self.rooms.tables if counting is None else CountedTables(self.rooms.tables, counting)
        return BookReader(store, book)

    def close(self, *periods: int, book: str = "general") -> None:
        for period in periods:
            self.tell("ledger.month_closed.v1", MonthClosed(book=book, period=period, by="wang"))

    def reopen(self, period: int, *, approver: str = "li") -> None:
        body = PeriodReopened(book="general", period=period, by="wang", reason="a bill", approver=approver)
        self.tell("ledger.period_reopened.v1", body)

    def reverse(self, entry: Entry, *, number: str = "", day: int = DAY) -> Entry:
        red = self.act(
            lambda message, work: Posting(message, work).reverse(
                entry, number=number or f"{entry.number}/red", business_day=day, text="wrong"
            )
        )
        assert isinstance(red, Entry)
        return red

    def act(self, action: Any, *, when: datetime | None = None) -> Any:
        """Does something in the name of a new message, commits it, and gives its answer."""
        unit = RoomUnit(self.rooms.tables)
        message = self.message(
            "tests.acted.v1", DraftLine(account="", side="", currency="", minor=0), when=when
        )
        answer = action(message, LedgerWork(unit))
        self.rooms.tables.apply(list(unit.shelves.values()))
        return answer


class CountedTables(Tables):
    """Tables that tell how many rows of each were looked at; an index leads to those that are asked for."""

    def __init__(self, tables: Tables, counting: dict[str, int]) -> None:
        super().__init__()
        self.rows = tables.rows
        self._counting = counting

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        return self._counted(super().load(kind, keys))

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int) -> list[R]:
        return self._counted(super().scan(kind, equal, limit))

    def _counted(self, rows: list[R]) -> list[R]:
        for row in rows:
            self._counting[row.TABLE] = self._counting.get(row.TABLE, 0) + 1
        return rows


def a_draft(*lines: DraftLine, number: str, day: int = DAY, book: str = "general") -> Draft:
    return Draft(book=book, number=number, rule="P3", business_day=day, text="tried", lines=list(lines))


def debit(account: str, minor: int, **named: str) -> DraftLine:
    return DraftLine(
        account=account, side="debit", currency=named.pop("currency", "CNY"), minor=minor, **named
    )


def credit(account: str, minor: int, **named: str) -> DraftLine:
    return DraftLine(
        account=account, side="credit", currency=named.pop("currency", "CNY"), minor=minor, **named
    )
