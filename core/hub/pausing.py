"""An endpoint that a person paused: what must leave waits in its queue until it goes on."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.audit_desk import Noted, note
from core.hub.ports import Unit
from core.hub.records import Record
from core.kernel.errors import Refused

WHY_MAX = 500


class Paused(Record, frozen=True, kw_only=True):
    """Nothing is sent there; by whom, why and since when."""

    TABLE: ClassVar[str] = "hub_paused_endpoint"
    KEY: ClassVar[tuple[str, ...]] = ("endpoint",)

    endpoint: str
    by: str
    why: str
    at: datetime


def pause(unit: Unit, endpoint: str, by: str, why: str) -> None:
    """From the next send on; one under way ends as it ends. Refused without a reason, or if paused."""
    if not why.strip():
        raise Refused("why is it paused? whoever finds it so must know", cause="endpoint.no_reason")
    known = unit.shelf(Paused).get(endpoint)
    if known is not None:
        raise Refused(f"{known.by} has paused {endpoint} already: {known.why}", cause="endpoint.paused")
    unit.shelf(Paused).put(Paused(endpoint=endpoint, by=by, why=why.strip()[:WHY_MAX], at=unit.now))
    note(unit, Noted(by=by, what="endpoint.paused", on=endpoint, why=why))


def resume(unit: Unit, endpoint: str, by: str) -> None:
    """What waited goes out in its order. Refused if it is not paused."""
    known = unit.shelf(Paused).get(endpoint)
    if known is None:
        raise Refused(f"{endpoint} is not paused", cause="endpoint.not_paused")
    unit.shelf(Paused).remove(endpoint)
    note(
        unit, Noted(by=by, what="endpoint.resumed", on=endpoint, change=f"paused by {known.by}: {known.why}")
    )


def is_paused(unit: Unit, endpoint: str) -> bool:
    return unit.shelf(Paused).get(endpoint) is not None
