"""The samples through a whole hub in memory: same intake, same rooms, empty books, nothing leaves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from adapters.memory.blobs import MemoryBlobs
from adapters.memory.store import MemoryStore
from adapters.wiring.folders import PartnerFolder
from adapters.wiring.library import StoredLibrary
from adapters.wiring.rooms import DiscoveredRooms
from core.custody.movement import Movement as Moved
from core.hub.alert_book import Alert
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.dispatch import Dispatcher
from core.hub.documents import REFUSED, Effect, StoredDocument
from core.hub.normalize import Normalizer
from core.hub.onboarding import Booked, FileOutcome, Movement
from core.hub.outbox import Outgoing
from core.hub.publish import publish
from core.hub.status import Status, status_of
from core.kernel.clock import Clock
from core.kernel.errors import Refused

TURNS_MAX = 200
SHOWN = 100
FAULTS_SHOWN = 5
TEXT_MAX = 300
_ALL = 1_000_000
_LEASE_S = 60.0
_MICRO = Decimal(1_000_000)


class DryHub:
    """Made for one run and thrown away with it."""

    def __init__(self, folder: PartnerFolder, clock: Clock, *, source: str, site: str) -> None:
        self._store = MemoryStore(clock)
        self._blobs = MemoryBlobs()
        self._contract = folder.contract
        self._source, self._site = source, site
        library = StoredLibrary(self._store)
        normalizer = Normalizer(library, self._blobs)
        self._dispatcher = Dispatcher(self._store, normalizer, library, DiscoveredRooms())
        with self._store.unit() as unit:
            self.contract_hash, _ = publish(unit, self._blobs, folder.contract, folder.mappings)
        self.mappings = library.contract(self.contract_hash).mappings

    def deliver(self, samples: Sequence[tuple[str, bytes]], *, key: str) -> list[FileOutcome]:
        """Hands them in one after the other, as a partner's machine would; how each ended."""
        return [self._one(name, payload, f"{key}/{place}") for place, (name, payload) in enumerate(samples)]

    def _one(self, name: str, payload: bytes, key: str) -> FileOutcome:
        doors = self._contract.doors or ("rest",)
        kept = keep_delivery(
            self._store,
            self._blobs,
            Delivery(
                partner=self._contract.partner,
                door=doors[0],
                key=key,
                source=self._source,
                site=self._site,
                name=name,
                media="application/octet-stream",
                payload=payload,
            ),
        )
        self._work()
        status = status_of(self._store, kept.partition, kept.number)
        return _outcome(name, payload, status)

    def _work(self) -> None:
        for _ in range(TURNS_MAX):
            leases = self._store.lease("dry-run", ttl_s=_LEASE_S, limit=100)
            if not leases:
                return
            for lease in leases:
                self._dispatcher.dispatch(lease)
        raise Refused("the samples bring more than a dry run takes; give smaller ones", cause="dry_run.size")

    @property
    def effects(self) -> int:
        return len(self._store.rows(Effect, limit=_ALL))

    def booked(self) -> Booked:
        """What stands in the books now."""
        effects = self._store.rows(Effect, limit=_ALL)
        documents = self._store.rows(StoredDocument, limit=_ALL)
        return Booked(
            effects_count=len(effects),
            movements=tuple(_movement(one) for one in self._store.rows(Moved, limit=SHOWN)),
            effects=tuple(
                f"{one.room} {one.kind} {one.key}: {one.text}"[:TEXT_MAX] for one in effects[:SHOWN]
            ),
            answers=tuple(f"{one.type} → {one.endpoint}" for one in self._store.rows(Outgoing, limit=SHOWN)),
            alerts=tuple(
                f"{one.code} {one.object}: {one.text}"[:TEXT_MAX]
                for one in self._store.rows(Alert, limit=SHOWN)
            ),
            refused=tuple(
                f"{one.type} {one.key}: {one.reason}"[:TEXT_MAX]
                for one in documents
                if one.outcome == REFUSED
            )[:SHOWN],
        )


def _outcome(name: str, payload: bytes, status: Status | None) -> FileOutcome:
    faults = status.faults if status else []
    return FileOutcome(
        file=name,
        sha256=sha256(payload).hexdigest(),
        state=status.state if status else "taken",
        documents=len(status.documents) if status else 0,
        faults=tuple(f"{one.place}: {one.text}"[:TEXT_MAX] for one in faults[:FAULTS_SHOWN]),
    )


def _movement(moved: Moved) -> Movement:
    def quantity(micro: int) -> str:
        return f"{(Decimal(micro) / _MICRO).normalize():f}"

    return Movement(
        site=moved.site,
        lot=moved.lot_no,
        kind=moved.kind,
        on_hand=quantity(moved.on_hand_delta),
        pledged=quantity(moved.pledged_delta),
        unit=moved.unit,
        document=f"{moved.document_type} {moved.document_no}",
    )
