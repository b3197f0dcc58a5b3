"""One side tells the other what became of its message."""

from __future__ import annotations

from typing import ClassVar, Literal

from core.catalogue.checks import Wrong, require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document


class Ack(Document, frozen=True, kw_only=True):
    """M40, a fact: aligns with pacs.002, UBL ApplicationResponse, EDIFACT CONTRL and APERAK, X12 997.

    about: the message it answers, by the number its sender gave it
    result: ack (it had its effect, or is kept as evidence), or nack (it had none)
    event_time: when it was decided
    code: a short stable word for the reason
    text: for a person: what, where, what to do
    place: where in the message the reason stands
    retryable: the same message may be sent again later
    message_id: the hub's id of it
    """

    TYPE: ClassVar[str] = "ack.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("about", "message_id")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    about: Key
    result: Literal["ack", "nack"]
    event_time: Moment
    code: OptionalKey = ""
    text: Text = ""
    place: Text = ""
    retryable: bool = False
    message_id: OptionalKey = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
        if self.result == "nack" and not self.code.strip():
            raise Wrong("a nack needs the code of its reason", cause="catalogue.none_given", field="code")
