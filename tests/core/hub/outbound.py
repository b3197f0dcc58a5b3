"""A house with one message to tell and a partner to tell it to: the world of the tests of the way out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.memory.blobs import MemoryBlobs
from adapters.memory.endpoint import MemoryDestinations, MemoryEndpoint
from adapters.memory.queues import MemoryQueues
from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival
from core.hub.contracts import Contract, Repeat, Send
from core.hub.deliver import Deliverer, Way
from core.hub.endpoints import Destination
from core.hub.mapping import Facts
from core.hub.outbox import Attempt, Outgoing
from core.hub.payloads import Payload, Payloads
from core.kernel.clock import FixedClock
from core.kernel.errors import Unreadable
from core.kernel.ids import message_id

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOOK = "bank/alerts"


class NoMappings:
    """A library whose contracts write canonical JSON."""

    def contract(self, hash_: str) -> Contract:
        return Contract(partner="bank", name="Bank", parties=("bank",), sites=(), sends=(a_send(),))


class NoForms:
    """Nothing is written by a mapping."""

    def write(self, hash_: str, body: dict[str, Any], facts: Facts) -> Payload:
        raise Unreadable(f"there is no mapping {hash_}")


def a_send(*, repeat: Repeat = "safe", tries_max: int = 12) -> Send:
    return Send(
        name="alerts", adapter="memory", address="memory:", types=("alert.opened.v1",), repeat=repeat,
        tries_max=tries_max,
    )  # fmt: skip


class House:
    """A store in memory, its deliverer, and partners in memory."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.store = MemoryStore(self.clock)
        self.blobs = MemoryBlobs()
        self.destinations = MemoryDestinations()
        self.deliverer = self.another_deliverer()
        self._places = 0

    def another_deliverer(self) -> Deliverer:
        return Deliverer(
            Way(
                store=self.store,
                blobs=self.blobs,
                queues=MemoryQueues(self.store),
                destinations=self.destinations,
                payloads=Payloads(NoMappings(), NoForms()),  # type: ignore[arg-type]
            )
        )

    def partner(
        self, endpoint: str = HOOK, *, repeat: Repeat = "safe", tries_max: int = 12
    ) -> MemoryEndpoint:
        there = MemoryEndpoint()
        send = a_send(repeat=repeat, tries_max=tries_max)
        self.destinations.known[endpoint] = Destination(send=send, endpoint=there)
        return there

    def intend(self, key: str = "lot-1", *, endpoint: str = HOOK) -> str:
        """Puts one message into the outbox; its send id."""
        self._places += 1
        send_id = message_id(f"message-{self._places}", "send", endpoint).hex
        outgoing = Outgoing(
            send_id=send_id, endpoint=endpoint, key=key, place=self._places, partition=1, number=self._places,
            ordinal=0, message_id=f"message-{self._places}", type="alert.opened.v1",
            body=b'{"text":"10.50 t left"}', contract="c1", state="waiting", tries=0, intent_at=NOON,
            due_at=self.clock.now(), text="",
        )  # fmt: skip
        with self.store.unit() as unit:
            unit.shelf(Outgoing).add(outgoing)
        return send_id

    def deliver(self) -> int:
        return self.deliverer.run(limit=100)

    def later(self, seconds: float) -> int:
        """Time goes by, then what is due is delivered."""
        self.clock.move(seconds)
        return self.deliver()

    def state(self, send_id: str) -> str:
        row = self.store.get(Outgoing, send_id)
        assert row is not None
        return row.state

    def tries(self, send_id: str) -> list[str]:
        """How each attempt of the send ended."""
        return [row.result for row in self.store.rows(Attempt, limit=100, send_id=send_id)]

    def told(self) -> list[str]:
        """The alarms raised and cleared, as type and code."""
        arrivals = self.store.rows(Arrival, limit=1000)
        return [f"{row.facts.decode().split('.')[1]} {row.name.split(':')[0]}" for row in arrivals]


def hours(count: int) -> float:
    return timedelta(hours=count).total_seconds()
