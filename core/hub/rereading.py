"""Reading a message again: the same bytes by today's mapping, told to its own partition as one message."""

from __future__ import annotations

import msgspec

from core.hub.arrivals import Arrival, Arriving, ContractSwitch
from core.hub.bodies import internal_body
from core.hub.corrections import is_correctable
from core.hub.drafts import Draft
from core.hub.normalize import Normalizer, Prepared
from core.hub.notices import internal
from core.hub.ports import Library, Rooms, Store
from core.hub.retention import is_forgotten
from core.kernel.errors import HubError, Unreadable

REREAD = "document.reread.v1"
SWITCHES_MAX = 10_000


class ReadAgain(msgspec.Struct, frozen=True, kw_only=True):
    """One document as it is read today.

    body: its canonical JSON. booked: some room books its type. correctable: all of them take corrections.
    """

    type: str
    key: str
    keys: tuple[str, ...]
    identity: bytes
    identity_text: str
    message_id: str
    site: str
    event_time: str
    body: str
    booked: bool
    correctable: bool


@internal_body(REREAD)
class Reread(msgspec.Struct, frozen=True, kw_only=True):
    """The message at (partition, number) was read again, by this contract, for this plan."""

    partition: int
    number: int
    plan: str
    by: str
    reason: str
    contract: str
    documents: tuple[ReadAgain, ...]


class Rereader:
    """Reads messages again; pure but for reading the store and published artifacts."""

    def __init__(self, store: Store, normalizer: Normalizer, library: Library, rooms: Rooms) -> None:
        self._store = store
        self._normalizer = normalizer
        self._library = library
        self._rooms = rooms

    def prepare(self, arrival: Arrival) -> tuple[Prepared, str]:
        """By the newest contract of its partition: (drafts, or why there are none; the contract)."""
        switches = self._store.rows(ContractSwitch, limit=SWITCHES_MAX, partition=arrival.partition)
        hash_ = switches[-1].contract if switches else ""
        contract = self._library.contract(hash_) if hash_ else None
        return self._normalizer.prepare(arrival, contract), hash_

    def read(self, arrival: Arrival, *, plan: str, by: str, reason: str) -> Reread:
        """What the message says today. Raises what its mapping raises; a unit left out fails the whole."""
        if arrival.kind != "document":
            raise Unreadable(f"{arrival.name} was made by the hub; there is nothing to read again")
        if is_forgotten(arrival):
            raise Unreadable(
                f"the bytes of {arrival.partition}/{arrival.number} were forgotten after their retention;"
                " there is nothing left to read",
                cause="retention.forgotten",
            )
        prepared, contract = self.prepare(arrival)
        failure: HubError | None = prepared.failure or next(iter(prepared.refused), None)
        if failure is not None:
            raise failure
        return Reread(
            partition=arrival.partition,
            number=arrival.number,
            plan=plan,
            by=by,
            reason=reason,
            contract=contract,
            documents=tuple(self._document(draft) for draft in prepared.drafts),
        )

    def _document(self, draft: Draft) -> ReadAgain:
        return ReadAgain(
            type=draft.type,
            key=draft.key,
            keys=draft.keys,
            identity=draft.identity,
            identity_text=draft.identity_text,
            message_id=str(draft.message_id),
            site=draft.site,
            event_time=draft.event_time.isoformat(),
            body=draft.canonical.decode(),
            booked=bool(self._rooms.handlers(draft.type)),
            correctable=is_correctable(self._rooms, draft.type),
        )


def telling(arrival: Arrival, reread: Reread) -> Arriving:
    """The re-read as a message in the stream of the message itself: it has its turn in the same order."""
    key = f"{arrival.partition}/{arrival.number} {reread.plan}"
    return internal(REREAD, reread, partner=arrival.partner, site=arrival.site, key=key)
