"""Frames beyond a gap, held until their forerunners come; unverified ones near the end of the chain only."""

from __future__ import annotations

from datetime import datetime

from core.hub.agent_keys import AgentKeys
from core.hub.agents import Epoch, HeldFrame
from core.hub.frames import Frame, parse_frame
from core.hub.ports import Unit
from core.hub.records import key_of

# The agent has what is not receipted: a frame that finds no room here is asked for again in its turn.
HELD_MAX = 10_000
UNVERIFIED_AHEAD_MAX = 1_000


class Holding:
    """What is held in one unit of work, per epoch, by number."""

    def __init__(self, unit: Unit, keys: AgentKeys) -> None:
        self._unit = unit
        self._keys = keys
        self._rows: dict[tuple[str, str], dict[int, HeldFrame]] = {}

    def of(self, epoch: Epoch) -> dict[int, HeldFrame]:
        """The held frames of this epoch by number; read-only to callers."""
        name = (epoch.agent, epoch.epoch)
        if name not in self._rows:
            found = self._unit.shelf(HeldFrame).find(agent=epoch.agent, epoch=epoch.epoch)
            self._rows[name] = {row.number: row for row in found}
        return self._rows[name]

    def keep(self, epoch: Epoch, frame: Frame) -> None:
        """Holds this frame, in the place of whatever was held under its number."""
        row = HeldFrame(
            agent=epoch.agent,
            epoch=epoch.epoch,
            number=frame.header.number,
            hash=frame.hash,
            frame=frame.raw,
            received_at=self._unit.now,
        )
        self._unit.shelf(HeldFrame).put(row)
        self.of(epoch)[row.number] = row

    def is_known(self, epoch: Epoch, number: int) -> bool:
        """Whether the frame held under this number names a key of its agent."""
        return self._keys.knows(parse_frame(self.of(epoch)[number].frame))

    def let_go(self, epoch: Epoch, number: int) -> Frame:
        """Holds this frame no longer, and gives it."""
        row = self.of(epoch).pop(number)
        self._unit.shelf(HeldFrame).remove(*key_of(row))
        return parse_frame(row.frame)

    def first_signed(self, epoch: Epoch, *, waited_since: datetime) -> int:
        """The first held frame of a known key, once one of them came before this moment; 0 until then."""
        known = self._frames(epoch, known=True)
        if not any(row.received_at <= waited_since for row, _ in known):
            return 0
        return next((row.number for row, frame in known if self._keys.signed(frame)), 0)

    def unverified(self, epoch: Epoch) -> list[HeldFrame]:
        """Held frames whose key is not known (yet), in number order."""
        return [row for row, _ in self._frames(epoch, known=False)]

    def _frames(self, epoch: Epoch, *, known: bool) -> list[tuple[HeldFrame, Frame]]:
        frames = [(row, parse_frame(row.frame)) for _, row in sorted(self.of(epoch).items())]
        return [(row, frame) for row, frame in frames if self._keys.knows(frame) == known]
