"""What a machine lays in the dispatcher's way: handlers that fail so often, collisions, another worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from core.hub.arrivals import Arrival
from core.hub.contracts import Contract
from core.hub.handling import Handler
from core.hub.message import Message
from core.hub.normalize import Normalizer, Prepared
from core.hub.ports import Blobs, Collision, Rooms
from core.kernel.errors import Unavailable

ALWAYS = 1_000_000
# How often the handling of a document fails before it goes through, by its number.
FAILS = {0: 0, 1: 0, 2: 1, 3: 2, 4: ALWAYS}


class NoWork:
    """The trouble asks for nothing of its unit of work."""

    def __init__(self, _unit: object) -> None:
        """Nothing is kept."""


class TroubledRooms:
    """The real rooms; before them something that is not always there. Only what was committed was a try."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._committed: Counter[str] = Counter()
        self._pending: list[str] = []
        self._trouble = Handler(
            type="wms.inbound.v1", room="custody", function=self._stumble, work=NoWork, touches=None,
            instruction=False,
        )  # fmt: skip

    def handlers(self, message_type: str) -> Sequence[Handler]:
        found = self._rooms.handlers(message_type)
        return (self._trouble, *found) if message_type == "wms.inbound.v1" else found

    def commit(self) -> None:
        self._committed.update(self._pending)
        self._pending.clear()

    def take_back(self) -> None:
        self._pending.clear()

    def _stumble(self, message: Message, _work: NoWork) -> list[Message]:
        name = str(message.message_id)
        self._pending.append(name)
        if self._committed[name] < FAILS[int(message.key.rsplit("-", 1)[1])]:
            raise Unavailable("what it needs is away", cause="test.away")
        return []


class Interrupted:
    """A normalizer after whose next reading something else happens first."""

    def __init__(self, normalizer: Normalizer) -> None:
        self._normalizer = normalizer
        self.then: Callable[[], None] | None = None

    @property
    def blobs(self) -> Blobs:
        return self._normalizer.blobs

    def prepare(self, arrival: Arrival, contract: Contract | None) -> Prepared:
        prepared = self._normalizer.prepare(arrival, contract)
        if self.then is not None:
            then, self.then = self.then, None
            then()
        return prepared


class Steps:
    """The dispatcher's steps: at the end of a unit of work it may collide, so many times."""

    def __init__(self, rooms: TroubledRooms) -> None:
        self._rooms = rooms
        self.collisions = 0

    def __call__(self, name: str) -> None:
        if name == "dispatch.handled" and self.collisions:
            self.collisions -= 1
            self._rooms.take_back()
            raise Collision("another worker was faster", cause="test.collision")
        if name == "dispatch.committed":
            self._rooms.commit()
