"""Something was told and understood that moves nothing: kept as evidence, with the reason."""

from __future__ import annotations

from typing import ClassVar

from core.catalogue.checks import require_moments
from core.catalogue.fields import Key, Keys, Moment, OptionalKey, Text
from core.catalogue.parts import Document


class NotedEvent(Document, frozen=True, kw_only=True):
    """A fact without effect: EPCIS inspecting, sensor_reporting and unknown steps, and their like.

    event_no: the source's number, or the event's hash
    kind: what it is in the source's words (ObjectEvent, patrol …)
    event_time: when it happened
    reason: why it moves nothing
    step: the source's word for the step (EPCIS bizStep)
    warehouse: where
    subjects: lots, pieces or devices it is about
    text: what was told, for a person
    """

    TYPE: ClassVar[str] = "noted.event.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("event_no", "subjects")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    event_no: Key
    kind: Key
    event_time: Moment
    reason: Text
    step: OptionalKey = ""
    warehouse: OptionalKey = ""
    subjects: Keys = ()
    text: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
