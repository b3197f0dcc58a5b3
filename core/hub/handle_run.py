"""One run inside its unit of work: identities first, then the rooms, each message kept or taken out whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from core.hub.arrivals import Arrival, month_of
from core.hub.certainty import first_uncertain, make_certain
from core.hub.dead_letters import DeadLetters, Failed
from core.hub.documents import DONE, NOTED, REFUSED, BusinessKey, Effect, StoredDocument
from core.hub.handling import Handler
from core.hub.identities import Seen
from core.hub.message import Message
from core.hub.normalize import Draft, Prepared
from core.hub.ports import Library, Rooms, Unit
from core.hub.retries import Retries
from core.hub.route import Routes
from core.hub.shelf import Shelf
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken, Refused, Unavailable, Unreadable
from core.kernel.ids import message_id

CASCADE_MAX = 1000


class RunHandler:
    """Handles prepared arrivals one after another in one unit of work."""

    def __init__(self, unit: Unit, rooms: Rooms, library: Library, retries: Retries) -> None:
        self._unit = unit
        self._rooms = rooms
        self._routes = Routes(unit, library)
        self._letters = DeadLetters(unit, retries)
        self._works: dict[type, Any] = {}
        self._documents: list[StoredDocument] = []
        self._here: Arrival | None = None
        self._ordinal = 0
        self._next_ordinal = 0
        self._effects = 0
        self._room = ""

    def handle(self, run: Sequence[Prepared], *, retry: bool) -> None:
        """Handles the run; a message that fails is taken out and the rest go on."""
        self._warm(run)
        for prepared in run:
            self._one_arrival(prepared, retry=retry)

    def keep(self, handled: int) -> None:
        """Stores the documents of this run under the number of its unit of work."""
        shelf = self._unit.shelf(StoredDocument)
        for document in self._documents:
            shelf.put(msgspec.structs.replace(document, handled=handled))

    # -- what a room sees (RoomUnit) ---------------------------------------------------------------------

    def shelf(self, kind: Any) -> Shelf[Any]:
        return self._unit.shelf(kind)

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        here = self._here
        if here is None:
            raise Broken("an effect outside of a message", cause="effect.no_message")
        effect_id = message_id(str(message.message_id), kind, key)
        self._effects += 1
        self._unit.shelf(Effect).add(
            Effect(
                effect_id=effect_id, partition=here.partition, number=here.number, ordinal=self._ordinal,
                room=self._room, kind=kind, key=key, text=text,
            )
        )
        return effect_id

    # -- one arrival -------------------------------------------------------------------------------------

    def _one_arrival(self, prepared: Prepared, *, retry: bool) -> None:
        self._here = arrival = prepared.arrival
        self._next_ordinal = len(prepared.drafts)
        open_before = self._letters.open_ordinals(arrival) if retry else None
        if retry:
            self._next_ordinal = max(self._next_ordinal, self._stored_ordinals(arrival))
        if prepared.failure is not None:
            failed = Failed(arrival=arrival, ordinal=-1, station="normalize", mapping=prepared.mapping)
            self._letters.keep(failed, prepared.failure, scopes=[f"site:{arrival.site}"])
            return
        for ordinal, draft in enumerate(prepared.drafts):
            if open_before is None or -1 in open_before or ordinal in open_before:
                self._one_document(arrival, draft, ordinal)
        if open_before is not None and -1 in open_before:
            self._letters.mend(arrival, -1)

    def _one_document(self, arrival: Arrival, draft: Draft, ordinal: int) -> None:
        seen = self._unit.shelf(Seen).get(draft.identity)
        content = sha256(draft.canonical).digest()
        mine = seen is not None and (seen.partition, seen.number, seen.ordinal) == (
            arrival.partition, arrival.number, ordinal,
        )
        if seen is not None and seen.content == content and not mine:
            return self._link(arrival, draft, ordinal, seen)
        if seen is not None and seen.content != content and seen.effect:
            return self._conflict(arrival, draft, ordinal, seen)
        if seen is not None and mine and seen.effect:
            return self._letters.mend(arrival, ordinal)
        fresh = Seen(
            identity=draft.identity, kind="document", content=content, partition=arrival.partition,
            number=arrival.number, ordinal=ordinal, effect=False,
        )
        self._remember(fresh, seen)
        self._try(arrival, draft, ordinal, corrected=seen if seen is not None and not mine else None, seen=fresh)

    def _remember(self, fresh: Seen, before: Seen | None) -> None:
        if before is None:
            self._unit.shelf(Seen).add(fresh)
        else:
            self._unit.shelf(Seen).put(fresh)

    def _try(
        self, arrival: Arrival, draft: Draft, ordinal: int, *, corrected: Seen | None, seen: Seen
    ) -> None:
        message = _message(arrival, draft, corrected)
        mark, documents, next_ordinal = self._unit.undo.mark(), len(self._documents), self._next_ordinal
        self._effects = 0
        failed = Failed(
            arrival=arrival, ordinal=ordinal, station="handle", mapping=draft.mapping, message=message
        )
        try:
            outcome, reason = self._cascade(arrival, message, ordinal)
        except (Refused, Unavailable, Unreadable) as error:
            self._unit.undo.back_to(mark)
            del self._documents[documents:]
            self._next_ordinal = next_ordinal
            self._letters.keep(failed, error, scopes=[f"key:{key}" for key in draft.keys])
            if isinstance(error, Refused):
                self._store(arrival, draft, ordinal, outcome=REFUSED, reason=error.text, code=error.cause)
                self._routes.answer(arrival, message, ordinal, REFUSED, error.text)
            return
        if self._effects:
            self._unit.shelf(Seen).put(msgspec.structs.replace(seen, effect=True))
        self._letters.mend(arrival, ordinal)
        linked = "" if corrected is None else _place(corrected)
        self._store(arrival, draft, ordinal, outcome=outcome, reason=reason, linked=linked)
        self._routes.answer(arrival, message, ordinal, outcome, reason)

    # -- the rooms ---------------------------------------------------------------------------------------

    def _cascade(self, arrival: Arrival, message: Message, ordinal: int) -> tuple[str, str]:
        """The message through its rooms, then what they made of it, breadth first, all in this unit."""
        queue: deque[tuple[Message, int]] = deque([(message, ordinal)])
        outcome: tuple[str, str] | None = None
        for _ in range(CASCADE_MAX):
            if not queue:
                break
            current, place = queue.popleft()
            handlers = self._rooms.handlers(current.type)
            made = self._through_rooms(handlers, current, place)
            self._routes.send(arrival, current, place)
            if outcome is None:
                outcome = (DONE, "") if handlers else (NOTED, f"no room books {current.type}; kept as evidence")
            for produced in made:
                queue.append((produced, self._produced(arrival, produced, place)))
        if queue:
            raise Broken(f"{message.type} led to over {CASCADE_MAX} messages", cause="dispatch.cascade")
        return outcome or (NOTED, "")

    def _through_rooms(self, handlers: Sequence[Handler], message: Message, place: int) -> list[Message]:
        made: list[Message] = []
        for handler in handlers:
            if handler.instruction:
                self._require_certain(message)
            self._room, self._ordinal = handler.room, place
            made.extend(handler.function(message, self._work(handler)))
        return made

    def _require_certain(self, message: Message) -> None:
        uncertain = first_uncertain(self._unit, message)
        if uncertain is not None:
            raise Unavailable(
                f"{message.type} {message.key} waits: {uncertain.scope} is uncertain since"
                f" {uncertain.since:%Y-%m-%d %H:%M:%S}Z ({uncertain.text}); mend that first",
                cause="parked.uncertain", place=uncertain.origin,
            )

    def _work(self, handler: Handler) -> Any:
        if handler.work not in self._works:
            self._works[handler.work] = handler.work(self)
        return self._works[handler.work]

    # -- what is kept ------------------------------------------------------------------------------------

    def _produced(self, arrival: Arrival, message: Message, cause: int) -> int:
        ordinal = self._next_ordinal
        self._next_ordinal += 1
        self._documents.append(
            StoredDocument(
                month=arrival.month, partition=arrival.partition, number=arrival.number, ordinal=ordinal,
                message_id=message.message_id, type=message.type, key=message.key, identity="",
                site=message.site, event_time=message.event_time, record_time=message.record_time,
                body=canonical_bytes(message.body), flags=b"", mapping="", cause=cause, handled=0,
                outcome=DONE, reason="", reason_code="", linked="",
            )
        )
        return ordinal

    def _store(
        self, arrival: Arrival, draft: Draft, ordinal: int, *, outcome: str, reason: str = "", code: str = "",
        linked: str = "",
    ) -> None:
        self._documents.append(
            StoredDocument(
                month=month_of(arrival.received_at), partition=arrival.partition, number=arrival.number,
                ordinal=ordinal, message_id=draft.message_id, type=draft.type, key=draft.key,
                identity=draft.identity_text, site=draft.site, event_time=draft.event_time,
                record_time=arrival.received_at, body=draft.canonical, flags=draft.flags, mapping=draft.mapping,
                cause=-1, handled=0, outcome=outcome, reason=reason, reason_code=code, linked=linked,
            )
        )
        keys = self._unit.shelf(BusinessKey)
        for value in draft.keys:
            keys.put(
                BusinessKey(value=value, partition=arrival.partition, number=arrival.number, ordinal=ordinal)
            )

    def _link(self, arrival: Arrival, draft: Draft, ordinal: int, seen: Seen) -> None:
        """Said before, and said the same: linked, no effect."""
        reason = f"the same document was seen before at {_place(seen)}; it moves nothing again"
        self._store(arrival, draft, ordinal, outcome=NOTED, reason=reason, code="duplicate", linked=_place(seen))
        self._letters.mend(arrival, ordinal)

    def _conflict(self, arrival: Arrival, draft: Draft, ordinal: int, seen: Seen) -> None:
        """Said before with another content, and it had an effect: nothing is booked, a person decides."""
        text = (
            f"{draft.type} {draft.identity_text} was booked from {_place(seen)} with another content;"
            " compare the two, then book the new one as a correction by a re-read, or dismiss it"
        )
        failed = Failed(
            arrival=arrival, ordinal=ordinal, station="identity", mapping=draft.mapping,
            message=_message(arrival, draft, None),
        )
        error = Refused(text, cause=f"identity.conflict@{draft.type}", place=_place(seen))
        self._letters.keep(failed, error, scopes=[f"key:{key}" for key in draft.keys], conflict=True)
        self._store(
            arrival, draft, ordinal, outcome=REFUSED, reason=text, code=error.cause, linked=_place(seen)
        )

    def _stored_ordinals(self, arrival: Arrival) -> int:
        rows = self._unit.shelf(StoredDocument).find(partition=arrival.partition, number=arrival.number)
        return max((row.ordinal + 1 for row in rows), default=0)

    def _warm(self, run: Sequence[Prepared]) -> None:
        """Reads what the run will ask for: one question per table."""
        drafts = [(one.arrival, draft) for one in run for draft in one.drafts]
        self._unit.shelf(Seen).warm((draft.identity,) for _, draft in drafts)
        wanted: dict[Any, list[Any]] = {}
        for arrival, draft in drafts:
            for handler in self._rooms.handlers(draft.type):
                if handler.touches is not None:
                    for kind, key in handler.touches(_message(arrival, draft, None)):
                        wanted.setdefault(kind, []).append(key)
        for kind in sorted(wanted, key=lambda kind: kind.TABLE):
            self._unit.shelf(kind).warm(wanted[kind])


def _message(arrival: Arrival, draft: Draft, corrected: Seen | None) -> Message:
    return Message(
        message_id=draft.message_id, type=draft.type, key=draft.key, body=draft.body, partner=arrival.partner,
        site=draft.site, event_time=draft.event_time, record_time=arrival.received_at,
        corrects="" if corrected is None else _place(corrected), late=arrival.late, keys=draft.keys,
    )


def _place(seen: Seen) -> str:
    return f"{seen.partition}/{seen.number}/{seen.ordinal}"
