"""Gaps in a chain: frames that did not come in time, asked for until they come."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.hub.agents import Epoch, Gap
from core.hub.ports import Unit
from core.hub.records import key_of

MISSING_MAX = 1000


def contiguous(unit: Unit, epoch: Epoch) -> int:
    """The hub has every frame of the epoch up to this number."""
    return min((gap.first - 1 for gap in _gaps(unit, epoch)), default=epoch.booked)


def missing(unit: Unit, epoch: Epoch, held: Sequence[int]) -> list[int]:
    """Numbers the agent should send again: gaps, and what lies before the first held frame."""
    numbers: list[int] = []
    for gap in _gaps(unit, epoch):
        numbers.extend(range(gap.first, min(gap.last, gap.first + MISSING_MAX) + 1))
    if held:
        numbers.extend(range(epoch.booked + 1, min(held[0], epoch.booked + MISSING_MAX)))
    return sorted(set(numbers))[:MISSING_MAX]


class Gaps:
    """The gaps of a unit of work; an epoch's are asked for once, and again when they change."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._known: dict[tuple[str, str], list[Gap]] = {}

    def of(self, epoch: Epoch) -> list[Gap]:
        name = (epoch.agent, epoch.epoch)
        if name not in self._known:
            self._known[name] = _gaps(self._unit, epoch)
        return self._known[name]

    def is_missing(self, epoch: Epoch, number: int) -> bool:
        """Whether it was told that this frame is missing."""
        return any(gap.first <= number <= gap.last for gap in self.of(epoch))

    def is_whole(self, epoch: Epoch, number: int) -> bool:
        """Whether the hub has every frame of the epoch before this one."""
        return all(gap.first >= number for gap in self.of(epoch))

    def open(self, epoch: Epoch, first: int, last: int) -> None:
        """The wait for these frames is over; what was told of the first of them alone is told of all."""
        gap = Gap(agent=epoch.agent, epoch=epoch.epoch, first=first, last=last, since=self._unit.now)
        self._unit.shelf(Gap).put(gap)
        self._known.pop((epoch.agent, epoch.epoch), None)

    def fill(self, epoch: Epoch, number: int) -> bool:
        """This frame came late; whether nothing of the epoch is missing any more."""
        shelf = self._unit.shelf(Gap)
        for gap in self.of(epoch):
            if gap.first <= number <= gap.last:
                shelf.remove(*key_of(gap))
                if gap.first < number:
                    shelf.put(msgspec.structs.replace(gap, last=number - 1))
                if number < gap.last:
                    shelf.put(msgspec.structs.replace(gap, first=number + 1))
        self._known.pop((epoch.agent, epoch.epoch), None)
        return not self.of(epoch)


def _gaps(unit: Unit, epoch: Epoch) -> list[Gap]:
    return unit.shelf(Gap).find(agent=epoch.agent, epoch=epoch.epoch)
