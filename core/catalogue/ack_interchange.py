"""What became of an interchange as a whole: what came in it, what of that was taken, what was wrong where."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Part

FAULTS_MAX = 1_000


class AckFault(Part, frozen=True, kw_only=True):
    """One thing that is wrong.

    code: a short stable word for the reason
    text: for a person: what, where, what to do
    place: where in the file it stands
    segment: the tag of the segment it stands in
    position: of that segment, counted in its message from its head, which is 1
    element: of that segment
    """

    code: Key
    text: Text = ""
    place: Text = ""
    segment: OptionalKey = ""
    position: Count | None = None
    element: Count | None = None


Faults = Annotated[tuple[AckFault, ...], Meta(max_length=FAULTS_MAX)]


class AckMessage(Part, frozen=True, kw_only=True):
    """One message, document or row.

    type: as its sender calls it (850, ORDERS)
    reference: its number in the interchange
    version: its release or directory (004010, D.96A)
    agency, association: whose it is (UN, EAN008)
    result: accepted, or rejected: nothing of it was taken
    faults: what is wrong with it
    """

    type: OptionalKey = ""
    reference: OptionalKey = ""
    version: OptionalKey = ""
    agency: OptionalKey = ""
    association: OptionalKey = ""
    result: Literal["accepted", "rejected"]
    faults: Faults = ()


class AckGroup(Part, frozen=True, kw_only=True):
    """Messages that stand together.

    number: its place in the interchange, from 1
    kind: of the group (PO), "" where messages are in none
    reference, version: its number and release
    sender, sender_scheme, receiver, receiver_scheme: as the group names them, "" where it does not
    result: partial where some of its messages were taken
    stated: how many messages it says it has; null where it does not say
    received, accepted: how many there were, and how many of them were taken
    messages: each of them, or where there are very many those that were rejected
    """

    number: Count
    kind: OptionalKey = ""
    reference: OptionalKey = ""
    version: OptionalKey = ""
    sender: OptionalKey = ""
    sender_scheme: OptionalKey = ""
    receiver: OptionalKey = ""
    receiver_scheme: OptionalKey = ""
    result: Literal["accepted", "partial", "rejected"]
    stated: Count | None = None
    received: Count
    accepted: Count
    messages: Annotated[tuple[AckMessage, ...], Meta(max_length=LINES_MAX)] = ()


class InterchangeAck(Document, frozen=True, kw_only=True):
    """M40 for a whole interchange, made by the hub: aligns with X12 997 and 999, EDIFACT CONTRL, pacs.002.

    It tells what was understood. Whether a document had its effect is told by ack.v1.

    ack_no: the hub's number of it, the same however often the interchange comes
    standard: x12, edifact, or the format of a file that is no interchange
    reference: its control number, or the file's name
    result: partial where some of its messages were taken
    event_time: when it came in
    sender, sender_scheme, receiver, receiver_scheme: as its envelope names them
    syntax: version of the envelope (00401, UNOC:3)
    prepared: the day and time its envelope bears, in its own digits (2611230800)
    test: it says of itself that it is a test
    received, accepted, rejected: how many messages, documents or rows
    faults: what is wrong with the interchange itself
    groups: what stands in it
    """

    TYPE: ClassVar[str] = "ack.interchange.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("reference", "groups.messages.reference")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    ack_no: Key
    standard: Key
    reference: Key
    result: Literal["accepted", "partial", "rejected"]
    event_time: Moment
    received: Count
    accepted: Count
    rejected: Count
    sender: OptionalKey = ""
    sender_scheme: OptionalKey = ""
    receiver: OptionalKey = ""
    receiver_scheme: OptionalKey = ""
    syntax: OptionalKey = ""
    prepared: OptionalKey = ""
    test: bool = False
    faults: Faults = ()
    groups: Annotated[tuple[AckGroup, ...], Meta(max_length=LINES_MAX)] = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
        if self.accepted + self.rejected != self.received:
            raise Wrong(
                f"{self.accepted} accepted and {self.rejected} rejected are not the {self.received} received",
                cause="catalogue.counts",
                field="received",
            )
