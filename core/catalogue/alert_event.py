"""The hub tells the world of an alert: raised, seen again, worse, acknowledged or closed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments
from core.catalogue.fields import Count, Key, Keys, Moment, OptionalKey, Text
from core.catalogue.parts import Document

AlertCode = Annotated[str, Meta(pattern="^[A-Z][0-9]{2,3}$")]


class AlertEvent(Document, frozen=True, kw_only=True):
    """M37, a fact made by the hub: aligns with the Common Alerting Protocol.

    alert_no: one alert from raised to closed
    change: what happened to it now
    code: C01 unauthorised release, C02 short stock, C03 floor, C04 LTV, C05 stale feed, C06 price,
        C07 reconciliation, C15 clock or sequence
    severity: how bad it is now
    object_kind, object_no: what it is about (lot, pledge, warehouse, price series, agent)
    event_time: when what it is about happened, by the source's clock
    first_seen, last_seen: when the hub saw it, by the hub's clock
    times_seen: how often
    changed_at: when this change was made, by the hub's clock
    text: for a person
    warehouse: where
    lots: which
    evidence: ids of the messages that show it
    owner: who is to look
    changed_by: who acknowledged or closed it; "" is the hub
    reason: of the change
    """

    TYPE: ClassVar[str] = "alert.event.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("alert_no", "object_no", "lots")
    TIMES: ClassVar[tuple[str, ...]] = ("changed_at",)

    alert_no: Key
    change: Literal["raised", "repeated", "escalated", "acknowledged", "closed"]
    code: AlertCode
    severity: Literal["low", "medium", "high", "critical"]
    object_kind: Key
    object_no: Key
    event_time: Moment
    first_seen: Moment
    last_seen: Moment
    changed_at: Moment
    text: Text
    times_seen: Count | None = None
    warehouse: OptionalKey = ""
    lots: Keys = ()
    evidence: Keys = ()
    owner: OptionalKey = ""
    changed_by: OptionalKey = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time, first_seen=self.first_seen)
        require_moments(last_seen=self.last_seen, changed_at=self.changed_at)
        if self.last_seen < self.first_seen:
            raise Wrong(
                f"last_seen {self.last_seen.isoformat()} is before first_seen {self.first_seen.isoformat()}",
                cause="catalogue.times_backwards",
                field="last_seen",
            )
