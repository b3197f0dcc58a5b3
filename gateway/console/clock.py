"""Whether a clock ticks, for the pages whose matters stand still without one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.hub.timetable import LATE, last_tick
from gateway.console.desk import Desk


class Ticking(NamedTuple):
    """late: no clock asked for a timed job for a minute; at: when one last did, None = never."""

    late: bool
    at: datetime | None


def ticking(desk: Desk) -> Ticking:
    at = last_tick(desk.hub.store)
    return Ticking(at is None or desk.hub.store.now() - at > LATE, at)
