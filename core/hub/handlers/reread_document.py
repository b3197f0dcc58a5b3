"""A message was read again: equal, nothing; without effect so far, booked now; different, a correction."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from msgspec.structs import replace

from core import catalogue
from core.hub import failures
from core.hub.documents import DONE, Effect, StoredDocument
from core.hub.handling import handles
from core.hub.identities import Seen
from core.hub.mending import FailureWork
from core.hub.message import Message
from core.hub.rereading import ReadAgain, Reread
from core.hub.work import RoomUnit
from core.kernel.errors import Refused
from core.kernel.ids import message_id


class RereadWork(FailureWork):
    """What a re-read looks at: identities, what was stored and booked, and the failures it may end."""

    def __init__(self, unit: RoomUnit) -> None:
        super().__init__(unit)
        self.unit = unit
        self.seen = unit.shelf(Seen)
        self.documents = unit.shelf(StoredDocument)
        self.effects = unit.shelf(Effect)


@handles("document.reread.v1")
def reread_document(message: Message, work: RereadWork) -> list[Message]:
    """All documents of the message or none: a Refused takes everything back."""
    said = message.read(Reread)
    _require_none_vanished(said, work)
    made = [one for document in said.documents for one in _book(message, said, document, work)]
    for failure in work.still_failing(said.partition, said.number):
        work.end(
            failure, failures.MENDED, message.record_time, f"read again by plan {said.plan}: {failure.text}"
        )
    return made


def _book(message: Message, said: Reread, document: ReadAgain, work: RereadWork) -> list[Message]:
    seen = work.seen.get(document.identity)
    content = sha256(document.body.encode()).digest()
    if seen is not None and seen.effect and (seen.content == content or _decided(said, seen, work)):
        return []
    fresh = Seen(
        identity=document.identity,
        kind="document",
        content=content,
        partition=said.partition if seen is None else seen.partition,
        number=said.number if seen is None else seen.number,
        ordinal=-1 if seen is None else seen.ordinal,
        effect=document.booked,
    )
    if seen is None or not seen.effect:
        work.seen.put(fresh)
        return [_message(message, document, UUID(document.message_id), corrects=_place(seen))]
    _require_correctable(document, seen, work)
    work.seen.put(replace(fresh, **_place_here(said, document, work)))
    work.unit.effect(
        message,
        kind="document.corrected",
        key=document.identity_text,
        text=f"{document.type} {document.key} of {_place(seen)} was corrected by plan {said.plan}"
        f" ({said.by}: {said.reason})",
    )
    correction = message_id(str(message.message_id), document.type, document.identity_text)
    return [_message(message, document, correction, corrects=_place(seen))]


def _decided(said: Reread, seen: Seen, work: RereadWork) -> bool:
    """Another message's content stands, and nothing waits for a decision here: that one was preferred before.

    Of two that say one document differently, reading all again must not bring back the other.
    """
    elsewhere = (seen.partition, seen.number) != (said.partition, said.number)
    return elsewhere and not work.still_failing(said.partition, said.number)


def _place_here(said: Reread, document: ReadAgain, work: RereadWork) -> dict[str, int]:
    """Where the document that stands from now on was told."""
    rows = work.documents.find(partition=said.partition, number=said.number)
    mine = (row.ordinal for row in rows if row.cause == -1 and row.identity == document.identity_text)
    return {"partition": said.partition, "number": said.number, "ordinal": next(mine, -1)}


def _message(message: Message, document: ReadAgain, id_: UUID, *, corrects: str) -> Message:
    """The document as if it had come now; what it corrects is named, so that rooms book the difference."""
    return Message(
        message_id=id_,
        type=document.type,
        key=document.key,
        body=catalogue.read(document.type, document.body.encode()),
        partner=message.partner,
        site=document.site,
        event_time=datetime.fromisoformat(document.event_time),
        record_time=message.record_time,
        cause=str(message.message_id),
        corrects=corrects,
        late=True,
        keys=document.keys,
    )


def _require_correctable(document: ReadAgain, seen: Seen, work: RereadWork) -> None:
    if not document.correctable:
        raise Refused(
            f"{document.type} {document.key} of {_place(seen)} says something else now, and its room cannot"
            " take a correction of this type; book the difference by hand, with a correction document",
            cause=f"reread.no_correction@{document.type}",
        )
    before = work.documents.find(partition=seen.partition, number=seen.number)
    sites = {row.site for row in before if row.ordinal == seen.ordinal and row.site != document.site}
    if sites:
        raise Refused(
            f"{document.type} {document.key} was booked at {', '.join(sites)} and is read at {document.site}"
            " now; a correction stays at its site: void it there and let the source tell it here",
            cause=f"reread.other_site@{document.type}",
        )


def _require_none_vanished(said: Reread, work: RereadWork) -> None:
    """Documents that had effects and are not in the message any more need a person, not a guess."""
    rows = work.documents.find(partition=said.partition, number=said.number)
    kept = {document.identity_text for document in said.documents}
    causes = {row.ordinal: row.cause for row in rows}
    booked = {
        _origin(effect.ordinal, causes)
        for effect in work.effects.find(partition=said.partition, number=said.number)
    }
    gone = [row for row in rows if row.cause == -1 and row.outcome == DONE and row.identity not in kept]
    for row in gone:
        if row.ordinal in booked:
            raise Refused(
                f"{row.type} {row.key} of {said.partition}/{said.number}/{row.ordinal} was booked and is not"
                " read any more; void it with a correction document, then read again",
                cause=f"reread.vanished@{row.type}",
            )


def _origin(ordinal: int, causes: dict[int, int]) -> int:
    """The document from outside that this one was made from."""
    while causes.get(ordinal, -1) != -1:
        ordinal = causes[ordinal]
    return ordinal


def _place(seen: Seen | None) -> str:
    return "" if seen is None else f"{seen.partition}/{seen.number}/{seen.ordinal}"
