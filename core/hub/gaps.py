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


def is_missing(unit: Unit, epoch: Epoch, number: int) -> bool:
    """Whether it was told that this frame is missing."""
    return any(gap.first <= number <= gap.last for gap in _gaps(unit, epoch))


def open_gap(unit: Unit, epoch: Epoch, first: int, last: int) -> None:
    """The wait for these frames is over; what was told of the first of them alone is told of all."""
    unit.shelf(Gap).put(Gap(agent=epoch.agent, epoch=epoch.epoch, first=first, last=last, since=unit.now))


def fill(unit: Unit, epoch: Epoch, number: int) -> bool:
    """This frame came late; whether nothing of the epoch is missing any more."""
    shelf = unit.shelf(Gap)
    for gap in _gaps(unit, epoch):
        if gap.first <= number <= gap.last:
            shelf.remove(*key_of(gap))
            if gap.first < number:
                shelf.put(msgspec.structs.replace(gap, last=number - 1))
            if number < gap.last:
                shelf.put(msgspec.structs.replace(gap, first=number + 1))
    return not _gaps(unit, epoch)


def _gaps(unit: Unit, epoch: Epoch) -> list[Gap]:
    return unit.shelf(Gap).find(agent=epoch.agent, epoch=epoch.epoch)
