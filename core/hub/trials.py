"""A trial: a message is handled in a unit of work that is then taken back; what would it have done?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

import msgspec

from core.hub import failures
from core.hub.arrivals import Arrival, Arriving
from core.hub.differences import Change, changes
from core.hub.documents import Effect, StoredDocument
from core.hub.drafts import Draft
from core.hub.failures import Failure
from core.hub.handle_run import RunHandler
from core.hub.identities import Seen
from core.hub.intake import store_arrivals
from core.hub.normalize import Normalizer, Prepared
from core.hub.outbox import Outgoing
from core.hub.ports import Blobs, Library, Rooms, Store, Unit
from core.hub.retries import Retries

# books: it would have effects. same: it was booked already and says the same. nothing: it would have none.
# fails: it would fail (again), text says why.
Would = Literal["books", "same", "nothing", "fails"]
EFFECTS_MAX = 200


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One canonical document as it is stored and as it would be, and the fields that differ.

    seen: new (never seen), same, changed, or without_effect (seen, but nothing was booked of it).
    """

    type: str
    key: str
    seen: Literal["new", "same", "changed", "without_effect"]
    before: str
    after: str
    changes: tuple[Change, ...]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What handling would do: effects as lines for the operator, messages told by endpoint, documents."""

    would: Would
    text: str
    effects: tuple[str, ...]
    sends: dict[str, int]
    documents: tuple[Side, ...]


class Trials:
    """Tries messages out; nothing is kept, whatever happens."""

    def __init__(
        self, store: Store, blobs: Blobs, normalizer: Normalizer, rooms: Rooms, library: Library
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._normalizer = normalizer
        self._rooms = rooms
        self._library = library

    def retry(self, prepared: Prepared) -> Trial:
        """The message once more under its own ids."""
        return self._try(lambda _: prepared, prepared.drafts, again=True)

    def tell(self, arriving: Arriving, drafts: tuple[Draft, ...]) -> Trial:
        """A message of our own making, as it would be taken in and handled next; drafts: what it is about."""

        def take(unit: Unit) -> Prepared:
            [arrival] = store_arrivals(unit, self._blobs, [arriving])
            return self._normalizer.prepare(arrival, None)

        return self._try(take, drafts, again=False)

    def _try(self, make: Callable[[Unit], Prepared], drafts: tuple[Draft, ...], *, again: bool) -> Trial:
        sides = tuple(self._side(draft) for draft in drafts)
        found: list[Trial] = []
        try:
            with self._store.unit() as unit:
                prepared = make(unit)
                handler = RunHandler(unit, self._rooms, self._library, Retries())
                handler.handle([prepared], again=again)
                handler.keep(0)
                found.append(_judge(unit, prepared.arrival, sides))
                raise _TakenBackError
        except _TakenBackError:
            pass
        return found[0]

    def _side(self, draft: Draft) -> Side:
        seen = self._store.get(Seen, draft.identity)
        before = self._stored(seen)
        return Side(
            type=draft.type,
            key=draft.key,
            seen=_seen(seen, draft, before),
            before=before.decode(),
            after=draft.canonical.decode(),
            changes=changes(before, draft.canonical),
        )

    def _stored(self, seen: Seen | None) -> bytes:
        """The document that was seen first under this identity, b"" where none is stored."""
        if seen is None:
            return b""
        rows = self._store.rows(StoredDocument, limit=1000, partition=seen.partition, number=seen.number)
        return next((row.body for row in rows if row.ordinal == seen.ordinal), b"")


class _TakenBackError(Exception):
    """Ends a trial's unit of work, so that nothing of it stays."""


def _seen(
    seen: Seen | None, draft: Draft, before: bytes
) -> Literal["new", "same", "changed", "without_effect"]:
    if seen is None:
        return "new"
    if not seen.effect:
        return "without_effect"
    # Where the document itself was let go with its month its identity still knows what it said.
    same = before == draft.canonical if before else seen.content == draft.content
    return "same" if same else "changed"


def _judge(unit: Unit, arrival: Arrival, sides: tuple[Side, ...]) -> Trial:
    effects = unit.shelf(Effect).added()
    added, put, _ = unit.shelf(Outgoing).changes()
    _, failing, _ = unit.shelf(Failure).changes()
    mine = [row for row in failing if (row.partition, row.number) == (arrival.partition, arrival.number)]
    bad = [row for row in mine if row.state not in (failures.MENDED, failures.DISMISSED)]
    would: Would = "nothing"
    if bad:
        would = "fails"
    elif effects:
        would = "books"
    elif sides and all(side.seen == "same" for side in sides):
        would = "same"
    return Trial(
        would=would,
        text=bad[0].text if bad else "",
        effects=tuple(f"{effect.room} {effect.kind}: {effect.text}" for effect in effects[:EFFECTS_MAX]),
        sends=dict(Counter(row.endpoint for row in (*added, *put))),
        documents=sides,
    )


def failed_trial(text: str) -> Trial:
    """The trial of what does not even get so far."""
    return Trial(would="fails", text=text, effects=(), sends={}, documents=())
