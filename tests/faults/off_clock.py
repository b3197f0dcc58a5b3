"""A clock that somebody sets: the agent's, or that of a hub on SQLite, whose time is its machine's."""

from __future__ import annotations

import time
import types
from datetime import UTC, datetime, timedelta
from pathlib import Path


def put_in_place(owner: object, name: str, new: object) -> None:
    """In this process, from now on, `owner.name` is this."""
    setattr(owner, name, new)


def set_clock_off(module: str, path: str) -> None:
    """From now on the program's time of day is off by the seconds that the file says, whenever asked."""
    file = Path(path)
    if module == "front_end_agent":
        from front_end_agent.clock import SystemClock as AgentClock

        put_in_place(AgentClock, "now", lambda _clock: _off(file))
        return
    from adapters.database import store
    from adapters.wiring.hub import SystemClock

    put_in_place(SystemClock, "now", lambda _clock: _off(file))
    ours = types.SimpleNamespace(time_ns=lambda: time.time_ns() + round(_seconds(file) * 1_000_000_000))
    put_in_place(store, "time", ours)


def _off(file: Path) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=_seconds(file))


def _seconds(file: Path) -> float:
    try:
        return float(file.read_text() or 0)
    except FileNotFoundError:
        return 0.0
