"""An agent as a machine of the intake sees it: what it sealed in each epoch, and what the hub said of it."""

from __future__ import annotations

from tests.frames import FrameMaker, document
from tests.hub_world import HubWorld, slip


class Chain:
    """One agent: every frame of every epoch it ever sealed, and its records by where they stand."""

    def __init__(self, world: HubWorld, agent: str, seed: int) -> None:
        self.agent = agent
        self._seed = self._known_seed = bytes([seed]) * 32
        self.maker = world.agent(agent, epoch=self._epoch_name(1), seed=self._seed)
        self.epochs = [self.maker]
        self.records: dict[str, bytes] = {}
        self.receipted: dict[str, int] = {}
        self.seen: set[str] = set()
        self._key_frame = 0
        self.maker.open()

    def pick(self, pick: int) -> list[bytes]:
        """One frame of all there ever were; a later epoch's first frame goes before any other of it."""
        pairs = [(epoch, raw) for epoch in self.epochs for raw in epoch.frames.values()]
        epoch, raw = pairs[pick % len(pairs)]
        first = [] if epoch.epoch in self.seen or epoch is self.epochs[0] else [epoch.frames[1]]
        self.seen.add(epoch.epoch)
        return [*first, raw]

    def seal(self, count: int) -> None:
        """A frame with so many new documents."""
        at = len(self.records)
        payloads = [slip("in", f"{self.agent}-{at + n}", ("L1", "1")) for n in range(count)]
        self._seal(payloads)

    def change_key(self) -> None:
        self._seed = bytes([self._seed[0] + 1]) * 32
        self._key_frame = self.maker.number + 1
        self.maker.new_key(self._seed)

    def begin_anew(self) -> None:
        """What has no receipt is sealed again in a new epoch, under the key that the hub surely knows.

        No more than one epoch is new to the hub: it could not know which of two is the older.
        """
        if not self.seen >= {epoch.epoch for epoch in self.epochs[:-1]}:
            return
        old, receipted = self.maker, self.receipted.get(self.maker.epoch, 0)
        waiting = [self._payloads(old, number) for number in old.frames if number > receipted]
        if receipted >= self._key_frame:
            self._known_seed = self._seed
        self.maker = FrameMaker(
            self.agent, epoch=self._epoch_name(len(self.epochs) + 1), seed=self._known_seed
        )
        self.epochs.append(self.maker)
        self.maker.open({"epoch": old.epoch, "number": old.number})
        self._key_frame = 0
        if self._known_seed != self._seed:
            self._key_frame = 2
            self.maker.new_key(self._seed)
        for payloads in filter(None, waiting):
            self._seal(payloads)

    def places(self, maker: FrameMaker, *, up_to: int) -> set[str]:
        """Where the records of an epoch's frames stand, up to a number."""
        mine = f"{self.agent}/{maker.epoch}/"
        found = (place for place in self.records if place.startswith(mine))
        return {place for place in found if number_of(place) <= up_to}

    def _seal(self, payloads: list[bytes]) -> None:
        place = f"{self.agent}/{self.maker.epoch}/{self.maker.number + 1}"
        self.records |= {f"{place}#{ordinal}": payload for ordinal, payload in enumerate(payloads)}
        self.maker.data(*map(document, payloads))

    def _payloads(self, maker: FrameMaker, number: int) -> list[bytes]:
        mine = f"{self.agent}/{maker.epoch}/{number}#"
        return [payload for place, payload in self.records.items() if place.startswith(mine)]

    def _epoch_name(self, number: int) -> str:
        return f"{number:032x}"


def number_of(place: str) -> int:
    """The frame's number in "agent/epoch/number#ordinal"."""
    return int(place.split("/")[2].split("#", maxsplit=1)[0])
