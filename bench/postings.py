"""Entries of two lines for the bench of the ledger: posted by the engine alone, kept by a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.wiring.ledger_data import SHIPPED, read_charts
from adapters.wiring.rooms import DiscoveredRooms
from core.hub.message import Message
from core.hub.ports import Unit
from core.hub.records import Key, R, Record
from core.hub.shelf import Scan, Shelf
from core.kernel.ids import message_id
from core.ledger import Draft, DraftLine, Entry, LedgerWork, Line, Posting

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY, FIRST = 2026_11_23, 2026_01
CONTRACTS, PARTIES = 1_000, 100


class BareUnit:
    """What a room sees of a unit of work, without the hub's own record of effects."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def shelf(self, kind: type[R]) -> Shelf[R]:
        return self._unit.shelf(kind)

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        self._unit.warm(wanted, scans)

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        return message_id(str(message.message_id), kind, key)


def open_books(url: str) -> DatabaseStore:
    """A store with the charts that ship."""
    rooms = DiscoveredRooms()
    engine = make_engine(url)
    create_schema(engine, AT)
    store = DatabaseStore(engine)
    [handler] = rooms.handlers("ledger.chart_published.v1")
    for chart in read_charts(SHIPPED, {"": FIRST}, publisher="chen", approver="li"):
        with store.unit() as unit:
            handler.function(_message(chart.book, chart), LedgerWork(BareUnit(unit)))
    return store


def drawdowns(first: int, count: int, turn: int) -> list[tuple[Message, Draft]]:
    """Loans paid out, a message each, of a thousand contracts."""
    return [
        (
            _message(f"{turn}/{number}", None, after=number),
            Draft(
                book="general",
                number=f"L{number % CONTRACTS}/drawdown/{turn}/{number}",
                rule="P3",
                business_day=DAY,
                text="放款, loan disbursed",
                lines=(
                    DraftLine(
                        account="1303.01",
                        side="debit",
                        currency="CNY",
                        minor=100 + number,
                        party=f"P{number % PARTIES}",
                        contract=f"L{number % CONTRACTS}",
                    ),
                    DraftLine(
                        account="1002.01", side="credit", currency="CNY", minor=100 + number, flow="lent"
                    ),
                ),
            ),
        )
        for number in range(first, first + count)
    ]


def post(store: DatabaseStore, told: list[tuple[Message, Draft]]) -> tuple[list[Entry], list[Line]]:
    """All of them in one unit of work; what was written."""
    with store.unit() as unit:
        work = LedgerWork(BareUnit(unit))
        work.entries.warm([(draft.book, draft.number) for _, draft in told])
        entries = []
        for message, draft in told:
            entries.append(Posting(message, work).post(draft))
            unit.settled()
        lines: list[Line] = unit.shelf(Line).added()
    return entries, lines


def _message(key: str, body: Any, *, after: int = 0) -> Message:
    return Message(
        message_id=message_id("bench", "posting", key),
        type="bench.posted.v1",
        key=key,
        body=body,
        partner="hub",
        site="",
        event_time=AT,
        record_time=AT + timedelta(microseconds=after),
    )
