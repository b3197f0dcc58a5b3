"""One run inside its unit of work: identities first, then the rooms, each message kept or taken out whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from core.catalogue.ack_interchange import InterchangeAck
from core.hub.acknowledging import OF_ARRIVAL, answering
from core.hub.alert_codes import DOCUMENT_CONFLICT
from core.hub.alerts import raise_alert
from core.hub.arrivals import Arrival, Arriving
from core.hub.audit_leaves import Leaf, leaves_of
from core.hub.cascade import Cascade
from core.hub.dead_letters import DeadLetters, Failed
from core.hub.documents import NOTED, REFUSED
from core.hub.drafts import Draft
from core.hub.failures import Failure
from core.hub.identities import Seen, document_identity
from core.hub.keeping import Keeper, Outcome
from core.hub.message import Message
from core.hub.normalize import Prepared
from core.hub.ports import Library, Rooms, Unit
from core.hub.retries import Retries
from core.hub.run_spans import RunSpans
from core.hub.spans import UNTOLD
from core.kernel.errors import Refused, Unavailable, Unreadable

WHOLE = -1


class RunHandler:
    """Handles prepared arrivals one after another in one unit of work."""

    def __init__(
        self, unit: Unit, rooms: Rooms, library: Library, retries: Retries, spans: RunSpans | None = None
    ) -> None:
        self._unit = unit
        self._keeper = Keeper(unit)
        self._cascade = Cascade(unit, rooms, library, self._keeper, spans or RunSpans(UNTOLD))
        self._letters = DeadLetters(unit, retries)
        self._seen = unit.shelf(Seen)
        self._again = False

    def handle(self, run: Sequence[Prepared], *, again: bool) -> None:
        """Handles the run; a message that fails is taken out and the rest go on."""
        self._again = again
        self._warm(run)
        for place, prepared in enumerate(run):
            if place:
                self._unit.settled()
            self._one_arrival(prepared, again=again)

    def keep(self, handled: int) -> list[Arriving]:
        """Stores the documents of this run under the number of its unit of work; gives what follows later."""
        self._keeper.flush(handled)
        return self._keeper.following

    def leaves(self, run: Sequence[Prepared]) -> list[Leaf]:
        """What the audit says of each message of this run, once all of them are kept."""
        return leaves_of(run, self._keeper.kept, self._keeper.effects_made)

    def _one_arrival(self, prepared: Prepared, *, again: bool) -> None:
        """Its documents and what of it failed, then the answers to its interchanges."""
        self._understood(prepared, again=again)
        for ack in prepared.acks:
            self._acknowledge(prepared.arrival, ack)

    def _acknowledge(self, arrival: Arrival, ack: InterchangeAck) -> None:
        """Once for an interchange, however often it comes and by whatever door."""
        identity = document_identity(arrival.partner, ack.TYPE, ack.ack_no, "")
        if self._seen.get(identity) is not None:
            return
        told = answering(arrival, ack)
        ordinal = self._keeper.store_made(arrival, told, OF_ARRIVAL)
        self._seen.add(
            Seen(
                identity=identity,
                kind="ack",
                content=arrival.sha256,
                partition=arrival.partition,
                number=arrival.number,
                ordinal=ordinal,
                effect=False,
            )
        )
        self._cascade.run(arrival, told, ordinal)

    def _understood(self, prepared: Prepared, *, again: bool) -> None:
        arrival = prepared.arrival
        self._keeper.begin(arrival, len(prepared.drafts), again=again)
        still_open = self._letters.open_ordinals(arrival) if again else set()
        if prepared.failure is not None:
            failed = Failed(arrival=arrival, ordinal=WHOLE, station="normalize", mapping=prepared.mapping)
            self._letters.keep(failed, prepared.failure, scopes=[f"site:{arrival.site}"])
            if again:
                self._letters.wait_no_more(arrival)
            return
        read: set[int] = set()
        for index, draft in enumerate(prepared.drafts):
            ordinal, stored = self._keeper.ordinal(draft, index, again=again)
            read.add(ordinal)
            if stored and ordinal in still_open and self._corrected(arrival, draft, ordinal):
                continue
            if not stored or ordinal in still_open:
                self._one_document(arrival, draft, ordinal)
        self._refused_units(prepared)
        for ordinal in still_open - read:
            if ordinal >= 0:
                self._letters.vanished(arrival, ordinal)
        for ordinal in still_open - {WHOLE - 1 - index for index in range(len(prepared.refused))}:
            if ordinal < 0:
                self._letters.mend(arrival, ordinal)

    def _refused_units(self, prepared: Prepared) -> None:
        """Units the mapping left out while the others went on: each is a dead letter of its own."""
        for index, error in enumerate(prepared.refused):
            failed = Failed(
                arrival=prepared.arrival,
                ordinal=WHOLE - 1 - index,
                station="normalize",
                mapping=prepared.mapping,
            )
            self._letters.keep(failed, error, scopes=[f"site:{prepared.arrival.site}"])

    def _one_document(self, arrival: Arrival, draft: Draft, ordinal: int) -> None:
        seen = self._seen.get(draft.identity)
        fresh = Seen(
            identity=draft.identity,
            kind="document",
            content=draft.content,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=ordinal,
            effect=False,
        )
        mine = seen is not None and _place(seen) == _place(fresh)
        if seen is None:
            self._seen.add(fresh)
            self._try(arrival, draft, fresh, linked="")
        elif seen.content == fresh.content and not mine and self._dismissed(seen) is None:
            self._link(arrival, draft, ordinal, seen)
        elif seen.effect:
            self._conflict(arrival, draft, ordinal, seen)
        elif seen.content == fresh.content and not mine and self._cascade.instructs(draft.type):
            self._ask(arrival, draft, fresh, seen)
        else:
            self._seen.put(fresh)
            self._try(arrival, draft, fresh, linked="" if mine else _place(seen))

    def _corrected(self, arrival: Arrival, draft: Draft, ordinal: int) -> bool:
        """Whether it was corrected while it waited: then it is noted, and does not replace its correction."""
        seen = self._seen.get(draft.identity)
        mine = (arrival.partition, arrival.number, ordinal)
        if seen is None or (seen.partition, seen.number, seen.ordinal) == mine:
            return False
        failure = self._letters.still_open(*mine)
        conflict = failure is not None and failure.outcome == "conflict"
        if conflict or seen.content == draft.content:
            return False
        self._letters.mend(arrival, ordinal)
        reason = f"it was corrected by {_place(seen)} while it waited; it moves nothing"
        ended = Outcome(NOTED, reason, "noted.corrected", _place(seen))
        self._end(arrival, draft, _message(arrival, draft), ordinal, ended)
        return True

    def _try(self, arrival: Arrival, draft: Draft, seen: Seen, *, linked: str) -> None:
        """Through the rooms; `linked` is the place of the effectless document that this one corrects."""
        message = _message(arrival, draft, corrects=linked)
        mark = self._keeper.mark()
        self._keeper.effects = 0
        try:
            ended = self._cascade.run(arrival, message, seen.ordinal)
        except (Refused, Unavailable, Unreadable) as error:
            self._keeper.back_to(mark)
            self._fail(arrival, draft, message, seen.ordinal, error)
            return
        if self._keeper.effects:
            self._seen.put(msgspec.structs.replace(seen, effect=True))
        self._mend(arrival, seen.ordinal)
        self._end(arrival, draft, message, seen.ordinal, msgspec.structs.replace(ended, linked=linked))

    def _fail(
        self,
        arrival: Arrival,
        draft: Draft,
        message: Message,
        ordinal: int,
        error: Refused | Unavailable | Unreadable,
    ) -> None:
        failed = Failed(
            arrival=arrival, ordinal=ordinal, station="handle", mapping=draft.mapping, message=message
        )
        self._letters.keep(failed, error, scopes=[f"key:{key}" for key in draft.keys])
        ended = Outcome(
            REFUSED if isinstance(error, Refused) else type(error).__name__.lower(), error.text, error.cause
        )
        if isinstance(error, Unavailable):
            self._keeper.store(arrival, draft, ordinal, ended)
        else:
            self._end(arrival, draft, message, ordinal, ended)

    def _mend(self, arrival: Arrival, ordinal: int) -> None:
        """Only what was tried before can have failed before."""
        if self._again:
            self._letters.mend(arrival, ordinal)

    def _end(self, arrival: Arrival, draft: Draft, message: Message, ordinal: int, ended: Outcome) -> None:
        self._keeper.store(arrival, draft, ordinal, ended)
        self._cascade.routes.answer(arrival, message, ordinal, ended)

    def _link(self, arrival: Arrival, draft: Draft, ordinal: int, seen: Seen) -> None:
        """Said before, and said the same: linked, no effect; if it was refused then, it is refused now."""
        reason = f"the same document was seen before at {_place(seen)}; it moves nothing again"
        outcome = NOTED
        earlier = self._letters.still_open(seen.partition, seen.number, seen.ordinal)
        if earlier is not None:
            reason = f"the same document was seen before at {_place(seen)} and failed there: {earlier.text}"
            outcome = REFUSED if earlier.outcome in ("refused", "conflict") else NOTED
        self._letters.mend(arrival, ordinal)
        message = _message(arrival, draft)
        self._end(arrival, draft, message, ordinal, Outcome(outcome, reason, "noted.duplicate", _place(seen)))

    def _dismissed(self, seen: Seen) -> Failure | None:
        """The failure of an earlier document that a person dismissed: that document never had its effect."""
        return None if seen.effect else self._letters.dismissed(seen.partition, seen.number, seen.ordinal)

    def _ask(self, arrival: Arrival, draft: Draft, fresh: Seen, seen: Seen) -> None:
        """An instruction that a person dismissed is said again: it may be meant, or only be read again."""
        dismissed = self._dismissed(seen)
        text = (
            f"{draft.type} {draft.identity_text} failed at {_place(seen)} and was"
            f" {dismissed and dismissed.text}; now it is said again: retry it to carry it out, or dismiss it"
        )
        self._seen.put(fresh)
        error = Refused(text[:2000], cause=f"identity.dismissed@{draft.type}", place=_place(seen))
        self._fail(arrival, draft, _message(arrival, draft), fresh.ordinal, error)

    def _conflict(self, arrival: Arrival, draft: Draft, ordinal: int, seen: Seen) -> None:
        """Said before with another content, and it had an effect: nothing is booked, a person decides."""
        text = (
            f"{draft.type} {draft.identity_text} was booked from {_place(seen)} with another content;"
            " compare the two, then book the new one as a correction by a re-read, or dismiss it"
        )
        message = _message(arrival, draft)
        failed = Failed(
            arrival=arrival, ordinal=ordinal, station="identity", mapping=draft.mapping, message=message
        )
        error = Refused(text, cause=f"identity.conflict@{draft.type}", place=_place(seen))
        self._letters.keep(failed, error, scopes=[], conflict=True)
        alert = DOCUMENT_CONFLICT.raised(draft.identity_text, text, site=draft.site)
        raised = raise_alert(message, alert)
        self._cascade.run(arrival, raised, self._keeper.store_made(arrival, raised, ordinal))
        self._end(arrival, draft, message, ordinal, Outcome(REFUSED, text, error.cause, _place(seen)))

    def _warm(self, run: Sequence[Prepared]) -> None:
        """Reads what the run will ask for: one question per table, all together; then what those name."""
        drafts = [(one.arrival, draft) for one in run for draft in one.drafts]
        wanted: dict[Any, list[Any]] = {Seen: [(draft.identity,) for _, draft in drafts]}
        messages = [_message(arrival, draft) for arrival, draft in drafts]
        for message in messages:
            for kind, key in self._cascade.touched(message):
                wanted.setdefault(kind, []).append(key)
        self._unit.warm(wanted)
        self._cascade.read_ahead(messages)


def _message(arrival: Arrival, draft: Draft, *, corrects: str = "") -> Message:
    return Message(
        message_id=draft.message_id,
        type=draft.type,
        key=draft.key,
        body=draft.body,
        partner=arrival.partner,
        site=draft.site,
        event_time=draft.event_time,
        record_time=arrival.received_at,
        corrects=corrects,
        late=arrival.late,
        keys=draft.keys,
    )


def _place(seen: Seen) -> str:
    return f"{seen.partition}/{seen.number}/{seen.ordinal}"
