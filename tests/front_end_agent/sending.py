"""A sender stepped by hand, between a real spool and a hub that is a book."""

import json
from collections.abc import Sequence

from front_end_agent.batch import Batch
from front_end_agent.downlink import Downlink
from front_end_agent.errors import HubAway
from front_end_agent.identity import Enrolment
from front_end_agent.route import Route
from front_end_agent.sender import Sender
from front_end_agent.spool import Spool
from front_end_agent.uplinks import Confirmed, Down, Event, Failed
from tests.front_end_agent.homes import Home, ManualClock, a_document
from tests.front_end_agent.hub_book import HubBook


class MemoryUplink:
    """The hub at the other end of a wire that can be cut, lose, return or fall silent."""

    def __init__(self, name: str, book: HubBook) -> None:
        self.name, self.book = name, book
        self.away = ""
        self.retry_after_s: float | None = None
        self.loses: set[int] = set()  # numbers that never arrive, once
        self.returns: set[int] = set()
        self.silent = False  # takes frames, confirms nothing
        self.keeps = True  # a broker that confirms and then loses its queue does not
        self.sent: list[int] = []
        self.runs: list[list[int]] = []
        self.express: list[int] = []
        self.opened = 0
        self.beats: list[bytes] = []
        self.is_open = name == "https"
        self._events: list[Event] = []

    def room(self) -> tuple[int, int]:
        return (200, 8 * 1024 * 1024) if self.is_open else (0, 0)

    def open(self) -> None:
        self.opened += 1
        if self.away:
            self._events.append(Failed(self.away))
        else:
            self.is_open = True

    def send(self, frames: Sequence[tuple[int, bytes]], *, express: bool) -> None:
        numbers = [number for number, _sealed in frames]
        self.runs.append(numbers)
        self.express += numbers if express else []
        self.sent += numbers
        if self.away:
            self._events.append(Failed(self.away, self.retry_after_s))
            return
        back = [number for number in numbers if number in self.returns]
        for number, sealed in frames:
            if number in self.loses:
                self.loses.discard(number)
            elif self.keeps and number not in self.returns:
                self.book.take(sealed)
        if self.name == "https":
            self._events.append(Down(json.dumps(self.book.receipt()).encode()))
        elif not self.silent:
            self._events.append(Confirmed(tuple(number for number in numbers if number not in back)))
            self._events += [Failed(f"returned {number}") for number in back]

    def tell_receipt(self) -> None:
        self._events.append(Down(json.dumps(self.book.receipt()).encode()))

    def beat(self, text: bytes) -> list[bytes]:
        if self.away:
            raise HubAway(self.away)
        self.beats.append(text)
        return []

    def events(self) -> list[Event]:
        happened, self._events = self._events, []
        return happened

    def close(self) -> None:
        self.is_open = self.name == "https"
        self._events = []


class Sending:
    """A spool, a sender and one or two uplinks to one book."""

    def __init__(
        self, home: Home, *, broker: bool = False, settings: str = "", book: HubBook | None = None
    ) -> None:
        home.configure(home.folder(), spool=settings)
        self.clock = ManualClock()
        self.book = book or HubBook()
        self.https = MemoryUplink("https", self.book)
        self.amqp = MemoryUplink("amqp", self.book)
        self._broker = broker
        self.start(home.spool(self.clock))
        self.book.known.add(self.spool.key.public)

    def start(self, spool: Spool) -> None:
        """A sender that knows nothing but this spool; what was on its way to the one before is lost."""
        self.spool = spool
        self.https.close()
        self.amqp.close()
        amqp = self.amqp if self._broker else None
        self.route = Route(self.https, amqp=amqp, retry_s=300.0, silence_s=30.0)
        self.sender = Sender(spool, self.route, clock=self.clock)
        enrolment = Enrolment(
            agent="wms-01", partner="acme", hub="test-hub", hub_key=self.book.hub_public.hex(), shard=3
        )
        self.downlink = Downlink(spool, enrolment=enrolment, clock=self.clock, sources=frozenset({"wms"}))
        self.downlink.sender = self.sender
        self.sender.on_text = self.downlink.take

    def put(self, *names: str) -> None:
        """Each in a frame of its own."""
        for name in names:
            self.spool.put(Batch(source="wms", items=(a_document(name=name),)))

    def work(self, *, seconds: float = 0.0) -> None:
        """Steps until nothing is left to do at once, again and again for so much of its time."""
        end = self.clock.monotonic() + seconds
        while True:
            for _ in range(1000):
                if self.sender.step() > 0:
                    break
            if self.clock.monotonic() >= end:
                return
            self.clock.pass_s(0.5)

    def command(self, number: int, command: str, arguments: dict[str, object]) -> None:
        self.book.command(number, command, arguments)
        self.downlink.take(json.dumps(self.book.commands[-1]).encode())

    def names(self) -> list[str]:
        return [str(document["name"]) for document in self.book.documents()]
