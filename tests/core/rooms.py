"""A bench for rooms: messages in, messages out, over tables in memory; what the hub does around handlers."""

from __future__ import annotations

import importlib
import pkgutil
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from adapters.memory.tables import Tables
from core import catalogue
from core.hub.handling import HANDLERS, Handler
from core.hub.message import Message
from core.hub.records import R, Record
from core.hub.shelf import Scan, Shelf, Undo
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken
from core.kernel.ids import message_id

FLOORS = ("ledger", "parties", "custody", "collateral", "risk", "loan", "workflow")
CASCADE_MAX = 1_000


def discover() -> None:
    """Imports every handler of the rooms, lowest floor first."""
    for room in FLOORS:
        package = importlib.import_module(f"core.{room}.handlers")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")


def handlers_of(message_type: str, rooms: Sequence[str]) -> list[Handler]:
    found = [each for each in HANDLERS if each.type == message_type and each.room in rooms]
    return sorted(found, key=lambda each: (FLOORS.index(each.room), each.name))


class RoomUnit:
    """One unit of work over the tables: shelves, effects, and everything taken back if it fails."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.undo = Undo()
        self.shelves: dict[type[Record], Shelf[Any]] = {}
        self.effects: dict[UUID, str] = {}
        self.works: dict[type, Any] = {}

    def shelf(self, kind: type[R]) -> Shelf[R]:
        if kind not in self.shelves:
            self.shelves[kind] = Shelf(kind, self._tables, self.undo)
        return self.shelves[kind]

    def warm(self, wanted: dict[type[Record], list[Any]], scans: Sequence[Scan] = ()) -> None:
        for kind, keys in wanted.items():
            self.shelf(kind).warm(keys)
        for kind, equal in scans:
            self.shelf(kind).look([equal])

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        effect_id = message_id(str(message.message_id), kind, key)
        if effect_id in self.effects:
            raise Broken(f"effect {kind} {key} was written twice", cause="effect.twice")
        self.effects[effect_id] = text
        return effect_id

    def work(self, kind: type) -> Any:
        if kind not in self.works:
            self.works[kind] = kind(self)
        return self.works[kind]


class Rooms:
    """The rooms over tables in memory; what is received together is one unit of work."""

    def __init__(self, *rooms: str) -> None:
        """All rooms, or only those named."""
        discover()
        self.rooms = rooms or FLOORS
        self.tables = Tables()
        self.effects: dict[UUID, str] = {}
        self.produced: list[Message] = []
        self.seen: set[UUID] = set()

    def begin_as(self, other: Rooms) -> None:
        """Everything stands here as it stands there; what is done to one leaves the other as it is."""
        # Records and messages are never changed, only put in the place of others.
        self.tables.rows = {table: dict(rows) for table, rows in other.tables.rows.items()}
        self.effects = dict(other.effects)
        self.produced = list(other.produced)
        self.seen = set(other.seen)

    def receive(self, *messages: Message) -> list[Message]:
        """Handles the messages in one unit of work and commits; an error leaves everything as it was."""
        unit = RoomUnit(self.tables)
        self._warm(unit, messages)
        made: list[Message] = []
        for message in messages:
            if message.message_id not in self.seen:
                made += self._cascade(unit, message)
        if unit.effects.keys() & self.effects.keys():
            raise Broken("an effect was booked before", cause="effect.twice")
        self.tables.apply(list(unit.shelves.values()))
        self.effects.update(unit.effects)
        self.seen.update(message.message_id for message in messages)
        self.produced += made
        return made

    def rows(self, record: type[R], /, **equal: Any) -> list[R]:
        """The committed rows whose fields equal these values."""
        rows: Iterator[Any] = iter(self.tables.rows.get(record.TABLE, {}).values())
        return [row for row in rows if all(getattr(row, name) == value for name, value in equal.items())]

    def row(self, kind: type[R], *key: Any) -> R:
        [row] = self.tables.load(kind, [key])
        return row

    def alerts(self) -> dict[str, str]:
        """The open alerts: "code:object" and their text."""
        found: dict[str, str] = {}
        for message in self.produced:
            if message.type == "alert.raised.v1":
                found[message.key] = message.body.text
            elif message.type == "alert.cleared.v1":
                found.pop(message.key, None)
        return found

    def books(self) -> dict[str, list[bytes]]:
        """Every book table as bytes: what a rebuild must give again."""
        return {
            table: [canonical_bytes(rows[key]) for key in sorted(rows)]
            for table, rows in sorted(self.tables.rows.items())
            if rows
        }

    def _cascade(self, unit: RoomUnit, message: Message) -> list[Message]:
        """The message through the rooms, then breadth first what they made of it."""
        queue, made = deque([message]), list[Message]()
        while queue:
            current = queue.popleft()
            for handler in handlers_of(current.type, self.rooms):
                answers = handler.function(current, unit.work(handler.work))
                queue.extend(answers)
                made += answers
            if len(made) > CASCADE_MAX:
                raise Broken(f"{message.type} led to over {CASCADE_MAX} messages", cause="bench.cascade")
        for answer in made:
            read = msgspec.json.decode(canonical_bytes(answer.body), type=type(answer.body))
            if read != answer.body:
                raise Broken(f"{answer.type} does not survive being stored", cause="bench.body")
        return made

    def _warm(self, unit: RoomUnit, messages: Sequence[Message]) -> None:
        wanted: dict[type[Record], list[Any]] = {}
        for message in messages:
            for handler in handlers_of(message.type, self.rooms):
                for kind, key in handler.touches(message) if handler.touches else ():
                    wanted.setdefault(kind, []).append(key)
        for kind, keys in wanted.items():
            unit.shelf(kind).warm(keys)


START = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


def at(hours: float = 0, *, days: float = 0) -> datetime:
    """So long after Monday 2025-06-02, 8:00 UTC."""
    return START + timedelta(days=days, hours=hours)


def told(type_name: str, body: dict[str, Any], *, received: datetime | None = None, **rest: Any) -> Message:
    """A canonical document as the hub hands it to the rooms; received when it happened, unless said."""
    document = catalogue.read(type_name, body)
    when = catalogue.times(document)
    event_time = when if isinstance(when, datetime) else datetime(when.year, when.month, when.day, tzinfo=UTC)
    keys = catalogue.keys(document)
    return Message(
        message_id=message_id("outside", type_name, canonical_bytes(document).decode()),
        type=type_name,
        key=keys[0] if keys else "",
        body=document,
        partner="wh",
        site=getattr(document, "warehouse", "WH1"),
        event_time=event_time.astimezone(UTC),
        record_time=received or event_time.astimezone(UTC),
        keys=keys,
        **rest,
    )


def ordered(type_name: str, body: msgspec.Struct, when: datetime, *, key: str = "") -> Message:
    """A message from inside the house: from a person at the console, or from the clock."""
    return Message(
        message_id=message_id(str(when), type_name, key + canonical_bytes(body).decode()),
        type=type_name,
        key=key,
        body=body,
        partner="house",
        site="",
        event_time=when,
        record_time=when,
    )
