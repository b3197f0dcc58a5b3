"""What an interchange is answered: how many of its messages were understood, which not, and why."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal

from core.catalogue.ack_interchange import FAULTS_MAX, AckFault, AckGroup, AckMessage, InterchangeAck
from core.catalogue.fields import KEY_LENGTH_MAX, TEXT_LENGTH_MAX
from core.hub.arrivals import Arrival
from core.hub.contracts import Contract
from core.hub.interchanges import Outline, OutlinedGroup, OutlinedMessage
from core.hub.message import Message
from core.hub.route import ANSWERS
from core.kernel.errors import HubError, Unreadable
from core.kernel.ids import message_id

INTERCHANGE_ACK = InterchangeAck.TYPE
# What an ack is made from: the arrival as a whole, none of its documents.
OF_ARRIVAL = -2
# Of rows and documents that are in no envelope only so many are named.
NAMED_MAX = 1_000
Outcome = Literal["accepted", "partial", "rejected"]
SUNK = "interchange.sunk"
FILE = "file"
# Faults of ours, or of the way here: they say nothing of what the partner sent.
_OURS = ("contract.", "normalize.", "library.", "mapping.", "file.", "blob.", "internal.")
_PLACE = re.compile(r"segment ([0-9]{1,9})(?: ([A-Z][A-Z0-9]{1,2}))?(?: element ([0-9]{1,3}))?")


def wants_acks(contract: Contract | None) -> bool:
    """Whether the partner is told what became of its interchanges."""
    return contract is not None and any(INTERCHANGE_ACK in send.types for send in contract.sends)


def is_about_content(failure: HubError) -> bool:
    """Whether what was sent is at fault; else its outcome is not known yet, and nothing is answered."""
    return isinstance(failure, Unreadable) and not failure.cause.startswith(_OURS)


def interchange_acks(
    arrival: Arrival, outlines: Iterable[Outline], refused: Sequence[HubError], sunk: HubError | None
) -> tuple[InterchangeAck, ...]:
    """One for each interchange that holds more than answers.

    refused: what is wrong with single messages. sunk: why nothing of the whole file was taken.
    """
    faults = Faults(refused)
    whole = _Placed(sunk) if sunk is not None else None
    made = (_of_interchange(arrival, outline, faults, whole) for outline in outlines)
    return tuple(ack for ack in made if ack is not None)


def file_ack(
    arrival: Arrival, standard: str, documents: Sequence[tuple[str, str]], refused: Sequence[HubError]
) -> InterchangeAck | None:
    """The answer to a file without envelopes; documents: type and number of each that was taken."""
    if documents and not refused and all(kind in ANSWERS for kind, _ in documents):
        return None
    count = len(documents) + len(refused)
    taken = [
        AckMessage(type=kind, reference=number[:KEY_LENGTH_MAX], result="accepted")
        for kind, number in documents
    ]
    left = [AckMessage(result="rejected", faults=(_fault(_Placed(error), 0),)) for error in refused]
    group = AckGroup(
        number=1,
        result=_result(count, len(documents)),
        received=count,
        accepted=len(documents),
        messages=(*left[:NAMED_MAX], *taken[: max(NAMED_MAX - len(left), 0)]),
    )
    name = documents[0][1] if count == len(documents) == 1 else arrival.name
    return InterchangeAck(
        ack_no=_number(arrival.partner, standard, arrival.sha256.hex()),
        standard=standard or "unknown",
        reference=(name or arrival.delivery)[-KEY_LENGTH_MAX:],
        result=group.result,
        event_time=arrival.received_at,
        received=count,
        accepted=len(documents),
        rejected=len(refused),
        groups=(group,),
    )


def answering(arrival: Arrival, ack: InterchangeAck) -> Message:
    """The ack as a message of ours to the partner who sent the interchange."""
    return Message(
        message_id=message_id(f"{arrival.partner}/{ack.ack_no}", ack.TYPE, ack.reference),
        type=ack.TYPE,
        key=ack.reference,
        body=ack,
        partner=arrival.partner,
        site=arrival.site,
        event_time=arrival.received_at,
        record_time=arrival.received_at,
        cause=arrival.delivery,
        keys=(ack.reference,),
    )


class _Placed:
    """A fault and the segment of the file it stands in; 0 where it stands in none."""

    __slots__ = ("element", "error", "number", "segment")

    def __init__(self, error: HubError) -> None:
        self.error = error
        # A broken message is refused at its head; what is wrong in it is said first.
        found = _PLACE.match(error.text) or _PLACE.match(error.place)
        self.number = int(found[1]) if found else 0
        self.segment = (found[2] or "") if found else ""
        self.element = int(found[3]) if found and found[3] else None


class Faults:
    """Faults by the segments they stand in: a file may hold as many of them as messages."""

    def __init__(self, errors: Iterable[HubError]) -> None:
        self._placed = sorted(map(_Placed, errors), key=lambda one: one.number)
        self._numbers = [one.number for one in self._placed]

    def between(self, first: int, last: int) -> list[_Placed]:
        return self._placed[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]


def _of_interchange(
    arrival: Arrival, outline: Outline, faults: Faults, whole: _Placed | None
) -> InterchangeAck | None:
    mine = whole if whole is not None and outline.first <= whole.number <= outline.last else None
    groups = [
        _group(group, number, faults, mine, sunk=whole is not None)
        for number, group in enumerate(outline.groups, 1)
    ]
    groups = [group for group in groups if group.received]
    received, accepted = sum(group.received for group in groups), sum(group.accepted for group in groups)
    only_answers = any(group.messages for group in outline.groups)
    if not received and (whole is None or only_answers):
        return None
    known = {fault.place for group in groups for one in group.messages for fault in one.faults}
    own = (_fault(mine, outline.first - 1),) if mine is not None and mine.error.place not in known else ()
    return InterchangeAck(
        ack_no=_number(arrival.partner, outline.standard, outline.content),
        # Whom to answer in its own words is not known of one without a head.
        standard=outline.standard if outline.reference or outline.sender else FILE,
        reference=(outline.reference or arrival.name or arrival.delivery)[:KEY_LENGTH_MAX],
        result=_result(received, accepted),
        event_time=arrival.received_at,
        sender=outline.sender[:KEY_LENGTH_MAX],
        sender_scheme=outline.sender_scheme[:KEY_LENGTH_MAX],
        receiver=outline.receiver[:KEY_LENGTH_MAX],
        receiver_scheme=outline.receiver_scheme[:KEY_LENGTH_MAX],
        syntax=outline.syntax[:KEY_LENGTH_MAX],
        prepared=outline.prepared[:KEY_LENGTH_MAX],
        test=outline.test,
        received=received,
        accepted=accepted,
        rejected=received - accepted,
        faults=own,
        groups=tuple(groups),
    )


def _group(
    group: OutlinedGroup, number: int, faults: Faults, whole: _Placed | None, *, sunk: bool
) -> AckGroup:
    messages = [_message(one, faults, whole, sunk=sunk) for one in group.messages if not one.answers]
    accepted = sum(one.result == "accepted" for one in messages)
    return AckGroup(
        number=number,
        kind=group.kind[:KEY_LENGTH_MAX],
        reference=group.reference[:KEY_LENGTH_MAX],
        version=group.version[:KEY_LENGTH_MAX],
        sender=group.sender[:KEY_LENGTH_MAX],
        sender_scheme=group.sender_scheme[:KEY_LENGTH_MAX],
        receiver=group.receiver[:KEY_LENGTH_MAX],
        receiver_scheme=group.receiver_scheme[:KEY_LENGTH_MAX],
        result=_result(len(messages), accepted),
        stated=group.stated,
        received=len(messages),
        accepted=accepted,
        messages=tuple(messages),
    )


def _message(message: OutlinedMessage, faults: Faults, whole: _Placed | None, *, sunk: bool) -> AckMessage:
    mine = faults.between(message.first, message.last)
    if whole is not None and message.first <= whole.number <= message.last:
        mine.append(whole)
    told = tuple(_fault(one, message.first - 1) for one in mine[:FAULTS_MAX])
    if sunk and not told:
        told = (AckFault(code=SUNK, text="what stands beside it in the file is broken; send it again"),)
    return AckMessage(
        type=message.type[:KEY_LENGTH_MAX],
        reference=message.reference[:KEY_LENGTH_MAX],
        version=message.version[:KEY_LENGTH_MAX],
        agency=message.agency[:KEY_LENGTH_MAX],
        association=message.association[:KEY_LENGTH_MAX],
        result="rejected" if told else "accepted",
        faults=told,
    )


def _fault(one: _Placed, before: int) -> AckFault:
    """before: how many segments of the file stand before what its position is counted in."""
    error = one.error
    return AckFault(
        code=(error.cause or type(error).__name__.lower())[:KEY_LENGTH_MAX],
        text=error.text[:TEXT_LENGTH_MAX],
        place=error.place[:TEXT_LENGTH_MAX],
        segment=one.segment,
        position=one.number - before if one.number > before else None,
        element=one.element,
    )


def _result(received: int, accepted: int) -> Outcome:
    if accepted == received and received:
        return "accepted"
    return "partial" if accepted else "rejected"


def _number(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
