"""The hub put together: one object that the doors, the worker and the clock are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from adapters.database.engine import make_engine
from adapters.database.queues import DatabaseQueues
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.database.views import DatabaseViews
from adapters.file.blobs import FileBlobs
from adapters.memory.limits import MemoryLimits
from adapters.memory.signal import Signal
from adapters.trust.body_keys import FileBodyKeys
from adapters.trust.hub_keys import HubKeys
from adapters.wiring.contract_check import ContractCheck
from adapters.wiring.endpoints import ContractDestinations
from adapters.wiring.folders import PartnerFolder
from adapters.wiring.forms import StoredForms
from adapters.wiring.library import StoredLibrary
from adapters.wiring.rooms import DiscoveredRooms
from core.hub.audit_desk import Noted, note
from core.hub.contracts import Contract, Partner
from core.hub.deliver import Deliverer, Way
from core.hub.dispatch import Dispatcher
from core.hub.frame_intake import FrameIntake
from core.hub.incarnations import newest, number_of
from core.hub.limits import Limits
from core.hub.normalize import Normalizer
from core.hub.payloads import Payloads
from core.hub.ports import Blobs
from core.hub.publications import Publication, approve
from core.hub.publish import publish
from core.hub.sealed_bodies import Bodies
from core.hub.spans import UNTOLD, Spans
from core.kernel.clock import Clock

GAP_WAIT_S = 5.0
HASH_SHOWN = 16


class SystemClock:
    """This machine's clock, for the doors and the process loops; what is stored has the database's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Everything a door needs; made once a process.

    arrived, handled: wake-ups inside this process (something was stored, something was committed).
    """

    name: str
    home: Path
    clock: Clock
    store: DatabaseStore
    blobs: Blobs
    key: HubKeys
    body_keys: FileBodyKeys
    library: StoredLibrary
    rooms: DiscoveredRooms
    normalizer: Normalizer
    dispatcher: Dispatcher
    frames: FrameIntake
    views: DatabaseViews
    deliverer: Deliverer
    limits: Limits
    arrived: Signal
    handled: Signal
    spans: Spans = UNTOLD

    def traced(self, spans: Spans) -> Hub:
        """The same hub, whose sampled messages are told there, station by station."""
        self.dispatcher.spans = self.frames.spans = self.deliverer.spans = spans
        return replace(self, spans=spans)

    def gap_wait_s(self, partner: str) -> float:
        """How long frames of this partner's agents wait behind a gap, as its contract says."""
        row = self.store.get(Partner, partner)
        return GAP_WAIT_S if row is None else self.library.contract(row.contract).gap_wait_s

    def check(self, contract: Contract) -> list[str]:
        """What is not there yet of what it names. Refused for a send, pull or line that can never go."""
        return ContractCheck(self.store, self.library, self.home).check(contract)

    def approve(self, publication_id: str, who: str) -> Publication:
        """The second person's yes to what was proposed; Refused too where it can never go by now."""
        proposed = self.store.get(Publication, publication_id)
        if proposed is not None:
            self.check(proposed.read())
        with self.store.unit() as unit:
            approved = approve(unit, self.blobs, publication_id, who)
        self.library.forget()
        return approved

    def publish(self, folder: PartnerFolder, *, by: str = "hub") -> tuple[str, bool]:
        """Publishes a partner's folder; (contract hash, whether it is new). Refused as `check` says."""
        self.check(folder.contract)
        name = folder.contract.partner
        before = self.store.get(Partner, name)
        with self.store.unit() as unit:
            hash_, fresh = published = publish(unit, self.blobs, folder.contract, folder.mappings)
            if fresh:
                change = f"{before.contract[:HASH_SHOWN] if before else 'nothing'} -> {hash_[:HASH_SHOWN]}"
                note(unit, Noted(by=by, what="contract.published", on=name, change=change))
        self.library.forget()
        return published


def make_hub(
    *, name: str, home: Path, database_url: str, redis_url: str = "", clock: Clock | None = None
) -> Hub:
    """Opens the store (making its tables), the blobs and the hub's key, and discovers the rooms.

    redis_url: where rate limits are shared by all processes; "" = each process has its own.
    clock: only tests give one; then it is the store's time too. Raises Unavailable if the database is away.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    rooms = DiscoveredRooms()
    engine = make_engine(database_url)
    process_clock = clock or SystemClock()
    create_schema(engine, process_clock.now())
    store = DatabaseStore(engine, clock)
    blobs = FileBlobs(home / "blobs")
    key = HubKeys.kept_in(home / "keys" / "hub.key")
    library = StoredLibrary(store)
    normalizer = Normalizer(library, blobs)
    body_keys = FileBodyKeys(home / "keys" / "bodies")
    frames = FrameIntake(store, blobs, key, hub=name, incarnation=number_of(newest(store)))
    frames.bodies = Bodies(body_keys, library)
    return Hub(
        name=name,
        home=home,
        clock=process_clock,
        store=store,
        blobs=blobs,
        key=key,
        library=library,
        rooms=rooms,
        normalizer=normalizer,
        dispatcher=Dispatcher(store, normalizer, library, rooms),
        frames=frames,
        body_keys=body_keys,
        views=DatabaseViews(engine),
        deliverer=Deliverer(_way(engine, store, blobs, library, home)),
        limits=_limits(redis_url),
        arrived=Signal(),
        handled=Signal(),
    )


def _limits(redis_url: str) -> Limits:
    if not redis_url:
        return MemoryLimits()
    from adapters.redis.limits import RedisLimits

    return RedisLimits(redis_url)


def _way(engine: Engine, store: DatabaseStore, blobs: Blobs, library: StoredLibrary, home: Path) -> Way:
    return Way(
        store=store,
        blobs=blobs,
        queues=DatabaseQueues(engine),
        destinations=ContractDestinations(store, library, home),
        payloads=Payloads(library, StoredForms(store)),
    )
