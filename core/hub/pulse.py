"""The pulse of a process: when each of its loops last came round, and when it last did so well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

# Longer than any loop waits between two turns on purpose (30 s, a broker that is away).
WITHIN_S = 45.0


class LoopPulse(msgspec.Struct, frozen=True, kw_only=True):
    """One loop; text: what was wrong at its last turn, "" = nothing."""

    turned_s: float
    well_s: float
    text: str = ""


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """What a process says of itself, as its own loops say it: a loop that hangs says nothing any more.

    Seconds are of the machine's running clock, which its processes share and nobody sets.
    """

    role: str
    host: str
    pid: int
    began: str
    loops: dict[str, LoopPulse]

    @property
    def turned_s(self) -> float:
        """When any of its loops last came round."""
        return max((loop.turned_s for loop in self.loops.values()), default=0.0)


class Finding(NamedTuple):
    """One line about one thing that was looked at; what does not count is told, and forgiven."""

    well: bool
    text: str
    counts: bool = True


def judge(pulse: Pulse, *, now_s: float, within_s: float) -> Iterator[Finding]:
    """Each loop of the process: it must have come round well within so many seconds."""
    for name, loop in pulse.loops.items():
        yield _judge(f"{pulse.role} {pulse.pid} {name}", loop, now_s, within_s)


def _judge(who: str, loop: LoopPulse, now_s: float, within_s: float) -> Finding:
    silent_s, ill_s = now_s - loop.turned_s, now_s - loop.well_s
    if silent_s < 0:
        return Finding(False, f"{who}: it last came round before this machine was started")
    if silent_s > within_s:
        return Finding(False, f"{who}: it has not come round for {silent_s:.0f} s; it hangs or is stopped")
    if ill_s > within_s:
        return Finding(False, f"{who}: nothing went well for {ill_s:.0f} s: {loop.text}")
    trouble = f", with trouble for {ill_s:.0f} s: {loop.text}" if loop.text else ""
    return Finding(True, f"{who}: it came round {silent_s:.1f} s ago{trouble}")
