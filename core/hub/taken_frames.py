"""What the hub notes of a frame it has taken; the first of an epoch tells which epoch is over."""

from __future__ import annotations

import msgspec

from core.hub import agents
from core.hub.agents import Epoch, TakenFrame, new_epoch
from core.hub.frames import Frame, Header
from core.hub.ports import Unit


def note_taken(unit: Unit, frame: Frame) -> None:
    """Its hash answers a resend and finds a fork."""
    header = frame.header
    taken = TakenFrame(
        agent=header.agent, epoch=header.epoch, number=header.number,
        hash=frame.hash, previous=header.previous, received_at=unit.now,
    )  # fmt: skip
    unit.shelf(TakenFrame).add(taken)
    _close_unseen(unit, header)


def _close_unseen(unit: Unit, header: Header) -> None:
    """The epoch before this one is over, though nothing of it came: coming late it must close nothing."""
    before = header.after
    if before is None or unit.shelf(Epoch).get(header.agent, before.epoch) is not None:
        return
    text = f"nothing had come of it when {header.epoch[:8]} was opened after it"
    unseen = new_epoch(header.agent, before.epoch, unit.now)
    unit.shelf(Epoch).add(msgspec.structs.replace(unseen, state=agents.CLOSED, closed_at=unit.now, text=text))
