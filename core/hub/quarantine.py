"""Frames that could not be verified: kept as what they are, they move nothing."""

from __future__ import annotations

import msgspec

from core.hub.agents import Quarantined
from core.hub.frames import Frame
from core.hub.ports import Unit


class FrameRefused(msgspec.Struct, frozen=True):
    """A frame the agent must not simply send again."""

    number: int
    code: str
    text: str


def keep_aside(unit: Unit, frame: Frame, code: str, text: str) -> None:
    """Keeps the frame with what is wrong with it; the same frame again is the same row."""
    row = Quarantined(
        sha256=frame.hash + code,
        agent=frame.header.agent,
        code=code,
        text=text,
        frame=frame.raw,
        received_at=unit.now,
    )
    unit.shelf(Quarantined).put(row)
