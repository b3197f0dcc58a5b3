"""Runs of messages through the rooms: one unit of work each, exactly one effect, in order per partition."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.hub.alert_codes import PARTITION_STOPPED
from core.hub.arrivals import FOLLOWING, Arrival, ContractSwitch
from core.hub.audit import extend_partition
from core.hub.audit_leaves import Leaf, RunText, encoded
from core.hub.collisions import again_on_collision
from core.hub.contracts import Contract
from core.hub.documents import Handled
from core.hub.handle_run import RunHandler
from core.hub.intake import store_arrivals
from core.hub.normalize import Normalizer, Prepared
from core.hub.notices import internal
from core.hub.ports import NOT_STORABLE, Lease, Library, Rooms, Store, Unit
from core.hub.retries import Retries
from core.hub.run_spans import RunSpans, understood
from core.hub.spans import UNTOLD, Spans
from core.kernel.errors import FAULTS, Broken, Unreadable
from core.kernel.steps import step

ENGINE = "1"
RUN_MAX = 500
DRAFTS_MAX = 1000


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit of work is for: `why` new or retry, the position after it, the contract in force."""

    why: str
    position: int
    contract: str


class Dispatcher:
    """Handles what stands next in a leased partition, and what is due for another try."""

    def __init__(self, store: Store, normalizer: Normalizer, library: Library, rooms: Rooms) -> None:
        self.spans: Spans = UNTOLD
        self._store = store
        self._normalizer = normalizer
        self._library = library
        self._rooms = rooms
        self._retries = Retries()
        self._contracts: dict[int, tuple[int, str]] = {}

    def dispatch(self, lease: Lease, *, limit: int = RUN_MAX) -> Lease:
        """Handles at most `limit` new arrivals and the due retries; the lease with its new position."""
        if lease.due:
            lease = self._dispatch_due(lease)
        run = _until_following(self._store.run(lease.partition, lease.position, limit))
        if not run:
            return lease
        prepared, contract = self._prepare(lease, run)
        turn = Turn(why="new", position=prepared[-1].arrival.number, contract=contract)
        return self._commit(lease, prepared, turn)

    def _dispatch_due(self, lease: Lease) -> Lease:
        due = self._store.due(lease.partition, RUN_MAX)
        numbers = sorted({failure.number for failure in due})
        arrivals = [self._store.arrival(lease.partition, number) for number in numbers]
        run = [arrival for arrival in arrivals if arrival is not None]
        if not run:
            return lease
        hash_ = self._latest_contract(lease.partition)
        contract = self._library.contract(hash_) if hash_ else None
        prepared = [self._understood(arrival, contract) for arrival in run]
        turn = Turn(why="retry", position=lease.position, contract=hash_)
        return self._commit(lease, prepared, turn)

    def _prepare(self, lease: Lease, run: Sequence[Arrival]) -> tuple[list[Prepared], str]:
        """As many of the run as one unit of work bears: by its documents, and what each of them weighs."""
        hash_ = self._contract_at(lease)
        contract = self._library.contract(hash_) if hash_ else None
        prepared, drafts = [], 0
        for arrival in run:
            one = self._understood(arrival, contract)
            if one.switch:
                hash_ = one.switch
                contract = self._library.contract(hash_)
            prepared.append(one)
            drafts += sum(self._weight(draft.type) for draft in one.drafts)
            if drafts >= DRAFTS_MAX:
                break
        return prepared, hash_

    def _weight(self, message_type: str) -> int:
        return max((each.together.weight for each in self._rooms.handlers(message_type)), default=1)

    def _understood(self, arrival: Arrival, contract: Contract | None) -> Prepared:
        if not self.spans.wants(arrival.trace):
            return self._normalizer.prepare(arrival, contract)
        began = self.spans.moment()
        prepared = self._normalizer.prepare(arrival, contract)
        understood(self.spans, arrival, began, prepared.failure.cause if prepared.failure else "")
        return prepared

    def _commit(self, lease: Lease, prepared: list[Prepared], turn: Turn) -> Lease:
        """Commits the run whole; a collision with another worker is tried again, what breaks is isolated."""
        try:
            moved = again_on_collision(
                lambda: self._commit_once(lease, prepared, turn), what=f"partition {lease.partition}"
            )
        except (Broken, *FAULTS) as error:
            return self._isolate(lease, prepared, turn, _as_broken(error))
        if turn.why == "new":
            self._contracts[lease.partition] = (turn.position, turn.contract)
        return moved

    def _commit_once(self, lease: Lease, prepared: list[Prepared], turn: Turn) -> Lease:
        spans = RunSpans(self.spans)
        kept: list[Arrival] = []
        with self._store.unit() as unit:
            handler = RunHandler(unit, self._rooms, self._library, self._retries, spans)
            handler.handle(prepared, again=turn.why == "retry")
            handled = self._mark_handled(unit, lease, prepared, turn)
            following = handler.keep(handled)
            if following:
                kept = store_arrivals(unit, self._normalizer.blobs, following)
            text = _text(lease, turn, handled, handler.leaves(prepared))
            moved = msgspec.structs.replace(extend_partition(unit, lease, text), position=turn.position)
            unit.advance(lease, moved)
            step("dispatch.handled")
        step("dispatch.committed")
        spans.committed([one.arrival for one in prepared], kept, why=turn.why)
        return moved

    def _mark_handled(self, unit: Unit, lease: Lease, prepared: list[Prepared], turn: Turn) -> int:
        for one in prepared:
            if one.switch:
                number = one.arrival.number
                switch = ContractSwitch(partition=lease.partition, number=number, contract=one.switch)
                unit.shelf(ContractSwitch).put(switch)
        handled = unit.take_handled()
        # A run of new arrivals is a range; retries are picked from anywhere, so each is named.
        numbers = [one.arrival.number for one in prepared]
        ranges = [(numbers[0], numbers[-1])] if turn.why == "new" else [(one, one) for one in numbers]
        for first, last in ranges:
            unit.shelf(Handled).add(
                Handled(
                    handled=handled,
                    first=first,
                    last=last,
                    partition=lease.partition,
                    why=turn.why,
                    contract=turn.contract,
                    engine=ENGINE,
                    owner=lease.owner,
                    at=unit.now,
                )
            )
        return handled

    def _isolate(self, lease: Lease, prepared: list[Prepared], turn: Turn, broken: Broken) -> Lease:
        """One at a time: the message that breaks a promise stops its partition, those before it are done."""
        if len(prepared) == 1 and broken.cause == NOT_STORABLE and prepared[0].failure is None:
            return self._commit(lease, [_not_storable(prepared[0], broken)], turn)
        if len(prepared) == 1:
            self._stop(lease.partition, prepared[0].arrival.number, broken)
            raise broken
        contract = self._contract_at(lease) if turn.why == "new" else turn.contract
        for one in prepared:
            # What is published behind a message is not in force yet where the run may stop.
            contract = one.switch or contract
            at = one.arrival.number if turn.why == "new" else turn.position
            single = msgspec.structs.replace(turn, position=at, contract=contract)
            lease = self._commit(lease, [one], single)
        return lease

    def _stop(self, partition: int, number: int, broken: Broken) -> None:
        """Stops the partition and alarms in the hub's own stream, which goes on."""
        self._store.stop(partition, f"{number}: {broken.text}")
        place = f"{partition}/{number}"
        text = f"partition {partition} stopped at message {place}: {broken.text}"
        alert = PARTITION_STOPPED.raised(place, text)
        with self._store.unit() as unit:
            # A stop that comes again after a person's start is told again: the same key would be a repeat.
            key = f"{alert.code}:{place}:{unit.now.isoformat()}"
            told = internal("alert.raised.v1", alert, partner="hub", site="", key=key)
            store_arrivals(unit, self._normalizer.blobs, [told])

    def _contract_at(self, lease: Lease) -> str:
        known = self._contracts.get(lease.partition)
        if known is not None and known[0] == lease.position:
            return known[1]
        switches = self._store.rows(ContractSwitch, limit=10_000, partition=lease.partition)
        return next((s.contract for s in reversed(switches) if s.number <= lease.position), "")

    def _latest_contract(self, partition: int) -> str:
        switches = self._store.rows(ContractSwitch, limit=10_000, partition=partition)
        return switches[-1].contract if switches else ""


def _text(lease: Lease, turn: Turn, handled: int, leaves: list[Leaf]) -> bytes:
    """What the partition's audit says of a unit of work."""
    return encoded(
        RunText(
            handled=handled,
            why=turn.why,
            owner=lease.owner,
            engine=ENGINE,
            contract=turn.contract,
            position=turn.position,
            leaves=leaves,
        )
    )


def _until_following(run: Sequence[Arrival]) -> Sequence[Arrival]:
    """What a handler left for later has a unit of work of its own."""
    first = next((place for place, one in enumerate(run) if one.kind == FOLLOWING), len(run))
    return run[: max(first, 1)]


def _as_broken(error: Exception) -> Broken:
    """A handler's own fault breaks a promise too: the message stops its partition, and nobody else's."""
    if isinstance(error, Broken):
        return error
    kind = type(error).__name__
    broken = Broken(f"handling it failed with {kind}: {error}", cause=f"dispatch.fault@{kind}")
    broken.__cause__ = error
    return broken


def _not_storable(one: Prepared, broken: Broken) -> Prepared:
    """What the store cannot hold will never be booked: the arrival is a dead letter, its stream goes on."""
    failure = Unreadable(broken.text, cause=broken.cause)
    return msgspec.structs.replace(one, drafts=(), refused=(), failure=failure)
