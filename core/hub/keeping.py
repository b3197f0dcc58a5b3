"""What is kept of a run: its documents with their outcomes, their search keys and their effects."""

from __future__ import annotations

from uuid import UUID

import msgspec

from core.hub.arrivals import FOLLOWING, Arrival, Arriving
from core.hub.documents import DONE, BusinessKey, Effect, StoredDocument
from core.hub.drafts import Draft
from core.hub.message import Message
from core.hub.notices import internal
from core.hub.ports import Unit
from core.kernel.canonical import canonical_bytes
from core.kernel.ids import message_id


class Outcome(msgspec.Struct, frozen=True):
    """How a document ended: done, noted or refused; why, and the group of the reason."""

    outcome: str
    reason: str = ""
    code: str = ""
    linked: str = ""


class Mark(msgspec.Struct, frozen=True):
    """A point a failing message is taken back to."""

    undo: int
    documents: int
    effects: int
    next_ordinal: int
    following: int


class Keeper:
    """Collects the documents of a run; they are stored under the number of its unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        # Each with the hash of its body where that was made already.
        self.kept: list[tuple[StoredDocument, bytes]] = []
        self.effects_made: list[Effect] = []
        self.following: list[Arriving] = []
        self._next_ordinal = 0
        self._before: dict[str, list[int]] = {}
        self._again = False
        self.effects = 0

    def begin(self, arrival: Arrival, drafts: int, *, again: bool) -> None:
        """Begins an arrival: a first handling numbers its drafts as they stand, a later one keeps numbers."""
        self._again = again
        self._next_ordinal = drafts
        self._before = {}
        if again:
            shelf = self._unit.shelf(StoredDocument)
            rows = shelf.find(partition=arrival.partition, number=arrival.number)
            for row in rows:
                if row.identity:
                    self._before.setdefault(row.identity, []).append(row.ordinal)
            self._next_ordinal = max((row.ordinal + 1 for row in rows), default=0)

    def ordinal(self, draft: Draft, index: int, *, again: bool) -> tuple[int, bool]:
        """(the draft's ordinal, whether an earlier handling stored it)."""
        if not again:
            return index, False
        # One arrival may say one identity twice; each keeps its own ordinal, in the order it was read.
        known = self._before.get(draft.identity_text)
        return (known.pop(0), True) if known else (self.take_ordinal(), False)

    def take_ordinal(self) -> int:
        self._next_ordinal += 1
        return self._next_ordinal - 1

    def mark(self) -> Mark:
        return Mark(
            undo=self._unit.undo.mark(),
            documents=len(self.kept),
            effects=len(self.effects_made),
            next_ordinal=self._next_ordinal,
            following=len(self.following),
        )

    def back_to(self, mark: Mark) -> None:
        """Takes back everything since the mark: this message is out, the rest goes on."""
        self._unit.undo.back_to(mark.undo)
        del self.kept[mark.documents :]
        del self.effects_made[mark.effects :]
        del self.following[mark.following :]
        self._next_ordinal = mark.next_ordinal

    def store(self, arrival: Arrival, draft: Draft, ordinal: int, ended: Outcome) -> None:
        """A document from outside with its outcome, findable by its business keys."""
        document = StoredDocument(
            month=arrival.month,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=ordinal,
            message_id=draft.message_id,
            type=draft.type,
            key=draft.key,
            identity=draft.identity_text,
            site=draft.site,
            event_time=draft.event_time,
            record_time=arrival.received_at,
            body=draft.canonical,
            flags=draft.flags,
            mapping=draft.mapping,
            cause=-1,
            handled=0,
            outcome=ended.outcome,
            reason=ended.reason,
            reason_code=ended.code,
            linked=ended.linked,
        )
        self.kept.append((document, draft.content))
        keys = self._unit.shelf(BusinessKey)
        write = keys.put if self._again else keys.add
        for value in dict.fromkeys(draft.keys):
            write(
                BusinessKey(value=value, partition=arrival.partition, number=arrival.number, ordinal=ordinal)
            )

    def store_made(self, arrival: Arrival, message: Message, cause: int) -> int:
        """A message we made, and its ordinal."""
        ordinal = self.take_ordinal()
        document = StoredDocument(
            month=arrival.month,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=ordinal,
            message_id=message.message_id,
            type=message.type,
            key=message.key,
            identity="",
            site=message.site,
            event_time=message.event_time,
            record_time=message.record_time,
            body=canonical_bytes(message.body),
            flags=b"",
            mapping="",
            cause=cause,
            handled=0,
            outcome=DONE,
            reason="",
            reason_code="",
            linked="",
        )
        self.kept.append((document, b""))
        return ordinal

    def follow(self, arrival: Arrival, message: Message) -> None:
        """A message that has its turn later, in the stream of the arrival that led to it."""
        key = f"{message.key} {message.message_id} {message.record_time.isoformat()}"
        told = internal(message.type, message.body, partner=arrival.partner, site=arrival.site, key=key)
        self.following.append(msgspec.structs.replace(told, kind=FOLLOWING, trace=arrival.trace or b""))

    def effect(
        self, arrival: Arrival, ordinal: int, room: str, message: Message, said: tuple[str, str, str]
    ) -> UUID:
        """Marks one effect (kind, key, text) and gives its id; a second one of that id is Broken."""
        kind, key, text = said
        effect_id = message_id(str(message.message_id), kind, key)
        self.effects += 1
        made = Effect(
            effect_id=effect_id,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=ordinal,
            room=room,
            kind=kind,
            key=key,
            text=text,
        )
        self._unit.shelf(Effect).add(made)
        self.effects_made.append(made)
        return effect_id

    def flush(self, handled: int) -> None:
        """Puts the run's documents on their shelf, under the number of its unit of work."""
        shelf = self._unit.shelf(StoredDocument)
        write = shelf.put if self._again else shelf.add
        for document, _ in self.kept:
            # Nobody has seen it yet: it is finished here, not changed.
            msgspec.structs.force_setattr(document, "handled", handled)
            write(document)
