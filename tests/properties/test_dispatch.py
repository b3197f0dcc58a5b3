"""Two workers over documents that are new, doubled, changed, failing, refused: one effect each, in order."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from adapters.memory.store import MemoryStore, _Outlet
from core.custody.lot import Lot
from core.hub import dispatch, failures
from core.hub.arrivals import Arrival
from core.hub.dead_letters import DeadLetters
from core.hub.dispatch import Dispatcher
from core.hub.documents import Handled
from core.hub.drafts import Draft
from core.hub.handle_run import RunHandler
from core.hub.identities import Seen
from core.hub.ports import Lease
from core.hub.rebuild import Rebuild, compare
from core.kernel.errors import Unavailable
from tests.hub_world import CONTRACT, slip
from tests.properties.troubles import ALWAYS, FAILS, Interrupted, Steps, TroubledRooms
from tests.properties.worlds import ON_EACH_STORE, Worlds, must_find, run

WORKERS = some.sampled_from(["one", "two"])
TWO_SITES = CONTRACT.replace("zone: Asia/Shanghai}]", "zone: Asia/Shanghai}, {id: W2, zone: Asia/Shanghai}]")
TTL_S = 10.0


class Dispatching(RuleBasedStateMachine):
    """Whoever works, however often it is tried: one effect for each document, in its partition's order."""

    def __init__(self, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.world = worlds.new()
        self.world.publish(contract=TWO_SITES)
        self.rooms = TroubledRooms(self.world.rooms)
        self.steps = Steps(self.rooms)
        monkeypatch.setattr(dispatch, "step", self.steps)
        self.reading = {name: Interrupted(self.world.normalizer) for name in ("one", "two")}
        self.workers = {name: self._worker(reading) for name, reading in self.reading.items()}
        self.leases: dict[str, list[Lease]] = {"one": [], "two": []}
        self.positions: dict[int, int] = {}
        self.came: dict[tuple[str, int], list[str]] = {}
        self.deliveries = 0

    @rule(
        site=some.sampled_from(["W1", "W2"]),
        number=some.sampled_from(sorted(FAILS)),
        qty=some.sampled_from(["1", "1", "2", "bad"]),
    )
    def a_document_comes(self, site: str, number: int, qty: str) -> None:
        """New, or again by another delivery, or with other content."""
        more = {"unit": "XYZ"} if qty == "bad" else {}
        said = {"lot": f"L{number}", "qty": "1" if qty == "bad" else qty, **more}
        self.deliveries += 1
        payload = slip("in", f"IN-{site}-{number}").replace(b'"lots":[]', b'"lots":[%b]' % _json(said))
        self.world.deliver(payload, f"k{self.deliveries}", site=site)
        self.came.setdefault((site, number), []).append(qty)

    @rule(worker=WORKERS)
    def lease(self, worker: str) -> None:
        self.leases[worker] = self.world.store.lease(worker, ttl_s=TTL_S, limit=5)

    @rule(worker=WORKERS, limit=some.integers(1, 4))
    def work(self, worker: str, limit: int) -> None:
        """With the leases it believes it has, each as it was left."""
        kept = []
        for lease in self.leases[worker]:
            try:
                kept.append(self.workers[worker].dispatch(lease, limit=limit))
            except Unavailable:
                self.rooms.take_back()
        self.leases[worker] = kept

    @rule(seconds=some.sampled_from([1, 11, 400]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.move(seconds)

    @rule(times=some.integers(1, 6))
    def the_next_units_of_work_collide(self, times: int) -> None:
        self.steps.collisions = times

    @rule(worker=WORKERS)
    def it_will_be_overtaken_while_it_reads(self, worker: str) -> None:
        """Its lease runs out, and the other takes its partitions and works."""
        other = "two" if worker == "one" else "one"

        def overtake() -> None:
            self.world.clock.move(TTL_S + 1)
            self.lease(other)
            self.work(other, 4)

        self.reading[worker].then = overtake

    @invariant()
    def a_document_has_one_effect(self) -> None:
        rows = self.world.documents()
        named = {(row.partition, row.number, row.ordinal): row.identity for row in rows}
        booked = [(row.partition, row.number, row.ordinal) for row in self.world.effects()]
        effects = Counter((place[0], named[place]) for place in booked)
        assert max(effects.values(), default=1) == 1, f"it was booked twice: {effects}"

    @invariant()
    def partitions_go_on_in_order(self) -> None:
        rows = [row for row in self.world.store.rows(Handled, limit=10_000) if row.why == "new"]
        reached: Counter[int] = Counter()
        for row in sorted(rows, key=lambda row: row.handled):
            assert row.first == reached[row.partition] + 1, f"{row.partition} was not handled in order"
            reached[row.partition] = row.last
        for partition, position in self.positions.items():
            assert reached[partition] >= position, f"the position of {partition} went back"
        self.positions = dict(reached)

    def teardown(self) -> None:
        self.steps.collisions = 0
        for reading in self.reading.values():
            reading.then = None
        for _ in range(12):
            self.world.clock.move(400)
            self.lease("one")
            self.work("one", 500)
        self.a_document_has_one_effect()
        self.partitions_go_on_in_order()
        for (site, number), contents in self.came.items():
            self._is_booked(site, number, contents)
        waiting = [row for row in self.world.failures() if row.state == failures.WAITING]
        assert not waiting, f"it waits for ever: {waiting}"
        self._rebuilds()

    def _is_booked(self, site: str, number: int, contents: list[str]) -> None:
        lot = self.world.store.get(Lot, site, f"L{number}")
        tonnes = lot.on_hand_micro / 1_000_000 if lot is not None else 0
        good = {float(qty) for qty in contents if qty != "bad"}
        if FAILS[number] == ALWAYS or not good:
            assert tonnes == 0
        elif "bad" in contents:
            assert tonnes in {0, *good}
        else:
            assert tonnes in good, f"{site} {number} came as {contents} and stands at {tonnes}"

    def _rebuilds(self) -> None:
        rooms, books = TroubledRooms(self.world.rooms), MemoryStore(self.world.clock)
        again = Rebuild(self.world.store, books, self.world.normalizer, self.world.library, rooms)
        while again.step(1):
            rooms.commit()
        found = compare(self.world.store, books)
        assert found == [], f"the books are not what was handled: {found[:3]}"

    def _worker(self, reading: Interrupted) -> Dispatcher:
        world = self.world
        return Dispatcher(world.store, reading, world.library, self.rooms)  # type: ignore[arg-type]


def _json(said: dict[str, str]) -> bytes:
    return msgspec.json.encode(said)


@ON_EACH_STORE
def test_each_document_has_one_effect_whoever_works_and_fails(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(lambda: Dispatching(worlds, monkeypatch))


def test_a_worker_that_moves_what_is_no_longer_its_own_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Outlet, "stands_as", lambda _outlet, _lease: True)

    must_find(lambda: Dispatching(worlds, monkeypatch))


def test_documents_that_are_not_recognised_again_are_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def every_one_is_new(run: RunHandler, arrival: Arrival, draft: Draft, ordinal: int) -> None:
        seen = Seen(
            identity=draft.identity, kind="document", content=draft.content, partition=arrival.partition,
            number=arrival.number, ordinal=ordinal, effect=False,
        )  # fmt: skip
        run._try(arrival, draft, seen, linked="")

    monkeypatch.setattr(RunHandler, "_one_document", every_one_is_new)

    must_find(lambda: Dispatching(worlds, monkeypatch))


def test_what_failed_and_is_never_tried_again_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeadLetters, "_due", lambda *_said, **_more: None)

    must_find(lambda: Dispatching(worlds, monkeypatch), "stands at 0")
