"""An agent whose clock is off: told when it leaves the bound and when it is back; no time is corrected."""

from __future__ import annotations

from core.hub.agents import Agent
from core.hub.arrivals import Arriving
from core.hub.notices import Noticed, notice

# A heartbeat may wait a minute at the broker; what is off by more than two is the clock.
SKEW_MS_MAX = 120_000


def skew_notice(agent: Agent, beat: int, skew_ms: int) -> Arriving | None:
    """What changed with this heartbeat against the last one, or None."""
    was_off, is_off = abs(agent.skew_ms) > SKEW_MS_MAX, abs(skew_ms) > SKEW_MS_MAX
    if was_off == is_off:
        return None
    way = "ahead of" if skew_ms > 0 else "behind"
    text = f"the clock of {agent.agent} is {abs(skew_ms) / 1000:.0f} s {way} the hub's"
    said = Noticed(
        what="clock_off" if is_off else "clock_right",
        object=f"{agent.agent}/clock",
        text=f"{text}; {SKEW_MS_MAX // 1000} s are allowed",
        detail={"agent": agent.agent, "beat": str(beat)},
    )
    return notice(agent.partner, said)
