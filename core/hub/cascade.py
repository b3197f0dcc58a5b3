"""A message through the rooms that book it, and what they made of it, breadth first, in one unit of work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from core.hub.arrivals import Arrival
from core.hub.certainty import first_uncertain, scopes
from core.hub.documents import DONE, NOTED
from core.hub.failures import Uncertain
from core.hub.handling import Ahead, Handler
from core.hub.keeping import Keeper, Outcome
from core.hub.message import Message
from core.hub.ports import Library, Rooms, Unit
from core.hub.records import Key, R, Record
from core.hub.route import Routes
from core.hub.run_spans import RunSpans
from core.hub.shelf import Scan, Shelf
from core.hub.spans import NEVER
from core.kernel.errors import FAULTS, Broken, Refused, Unavailable, Unreadable

# A price may lead to an alert for each of thousands of contracts; what leads to itself ends by its depth.
MESSAGES_MAX = 100_000
DEPTH_MAX = 20
# What a reader says of a message it could not read: the message says it itself in its turn, and fails alone.
_IN_ITS_TURN = (Refused, Unreadable, Broken, *FAULTS)
# So many messages of one handler look for their rows together.
TOGETHER_FROM = 4


class Cascade:
    """Runs messages through handlers; to the rooms it is their unit (RoomUnit)."""

    def __init__(self, unit: Unit, rooms: Rooms, library: Library, keeper: Keeper, spans: RunSpans) -> None:
        self._unit = unit
        self._rooms = rooms
        self._keeper = keeper
        self._spans = spans
        self._works: dict[type, Any] = {}
        self._here: tuple[Arrival, int, str] | None = None
        self.routes = Routes(unit, library)

    def shelf(self, kind: type[R]) -> Shelf[R]:
        return self._unit.shelf(kind)

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        self._unit.warm(wanted, scans)

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        if self._here is None:
            raise Broken("an effect outside of a message", cause="effect.no_message")
        arrival, ordinal, room = self._here
        return self._keeper.effect(arrival, ordinal, room, message, (kind, key, text))

    def run(self, arrival: Arrival, message: Message, ordinal: int) -> Outcome:
        """Every room that books the message, lowest floor first, then every message they made."""
        handlers = self._rooms.handlers(message.type)
        queue: deque[tuple[Message, int, int]] = deque([(message, ordinal, 0)])
        count = 0
        while queue:
            current, place, depth = queue.popleft()
            count += 1
            if count > MESSAGES_MAX or depth > DEPTH_MAX:
                raise Broken(
                    f"{message.type} led to over {MESSAGES_MAX} messages or {DEPTH_MAX} in a row;"
                    f" the last was {current.type}",
                    cause="dispatch.cascade",
                )
            made = self._through_rooms(self._rooms.handlers(current.type), arrival, current, place)
            self.routes.send(arrival, current, place)
            self._look_ahead(made)
            for one in made:
                if any(handler.later for handler in self._rooms.handlers(one.type)):
                    self._keeper.follow(arrival, one)
                else:
                    queue.append((one, self._keeper.store_made(arrival, one, place), depth + 1))
        if handlers:
            return Outcome(DONE)
        return Outcome(NOTED, f"no room books {message.type}; kept as evidence", "noted.no_room")

    def instructs(self, message_type: str) -> bool:
        """Whether it commands (release, draw, pay) instead of telling a fact."""
        return any(handler.instruction for handler in self._rooms.handlers(message_type))

    def touched(self, message: Message) -> list[tuple[Any, Any]]:
        """The rows the message's handlers say they will ask for."""
        found: list[tuple[Any, Any]] = []
        for handler in self._rooms.handlers(message.type):
            if handler.touches is not None:
                with suppress(*_IN_ITS_TURN):
                    found.extend(handler.touches(message))
        return found

    def _look_ahead(self, made: Sequence[Message]) -> None:
        """A price may make hundreds of alerts: what their handlers will look for is asked for at once."""
        if len(made) < TOGETHER_FROM:
            return
        scans = [
            scan
            for message in made
            for handler in self._rooms.handlers(message.type)
            if handler.together.finds is not None
            for scan in handler.together.finds(message)
        ]
        self._unit.warm({}, list({(kind, *equal.items()): (kind, equal) for kind, equal in scans}.values()))
        self.read_ahead(made)

    def read_ahead(self, messages: Sequence[Message]) -> None:
        """What the handlers of many messages will ask for of each is asked for at once."""
        by_handler: dict[int, tuple[Handler, list[Message]]] = {}
        waiting = {scope for each in messages if self.instructs(each.type) for scope in scopes(each)}
        self._unit.shelf(Uncertain).look({"scope": scope} for scope in sorted(waiting))
        for message in messages:
            for handler in self._rooms.handlers(message.type):
                if handler.together.ahead is not None:
                    by_handler.setdefault(id(handler), (handler, []))[1].append(message)
        for handler, asking in by_handler.values():
            if handler.together.ahead is not None:
                _ahead(handler.together.ahead, asking, self._work(handler))

    def _through_rooms(
        self, handlers: Sequence[Handler], arrival: Arrival, message: Message, place: int
    ) -> list[Message]:
        made: list[Message] = []
        timed = self._spans.wants(arrival)
        for handler in handlers:
            began = self._spans.moment() if timed else NEVER
            if handler.instruction:
                sites = handler.rests_on(message, self._work(handler)) if handler.rests_on else ()
                self._require_certain(message, sites)
            self._here = (arrival, place, handler.room)
            made.extend(handler.function(message, self._work(handler)))
            if timed:
                self._spans.station(arrival, message, handler.name, began)
        return made

    def _require_certain(self, message: Message, sites: Iterable[str]) -> None:
        uncertain = first_uncertain(self._unit, message, sites)
        if uncertain is not None:
            raise Unavailable(
                f"{message.type} {message.key} waits: {uncertain.scope} is uncertain since"
                f" {uncertain.since:%Y-%m-%d %H:%M:%S}Z ({uncertain.text}); mend that first",
                cause="parked.uncertain",
                place=uncertain.origin,
            )

    def _work(self, handler: Handler) -> Any:
        if handler.work not in self._works:
            self._works[handler.work] = handler.work(self)
        return self._works[handler.work]


def _ahead(ahead: Ahead, asking: Sequence[Message], work: Any) -> None:
    """Reads for all of them but those that cannot be read: halves are tried until only they are left out."""
    try:
        ahead(asking, work)
    except _IN_ITS_TURN:
        middle = len(asking) // 2
        for part in (asking[:middle], asking[middle:]) if middle else ():
            _ahead(ahead, part, work)
