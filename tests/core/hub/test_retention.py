"""What may go after its time goes; that it was there, when and with which hash, is never forgotten."""

from __future__ import annotations

import msgspec
import pytest

from adapters.memory.queues import MemoryQueues
from adapters.memory.store import MemoryStore
from core.custody import Lot
from core.hub.arrivals import Arrival
from core.hub.outbox import Attempt, Outgoing
from core.hub.plan_records import Selection
from core.hub.retention import Retention, is_forgotten
from core.hub.timetable import Job, JobRun, Timetable
from core.kernel.errors import Broken
from tests.core.hub.outbound import House
from tests.core.hub.planning import finish, plans_of
from tests.hub_world import CONTRACT, HubWorld, slip
from tests.rebuild import rebuilt

pytestmark = pytest.mark.parametrize("world", ["memory"], indirect=True)
YEAR_S = 366 * 86_400.0


def keep(world: HubWorld) -> dict[str, int]:
    assert isinstance(world.store, MemoryStore)
    retention = Retention(world.store, world.library, MemoryQueues(world.store))
    return retention.keep(world.clock.now())


def a_year_passes(world: HubWorld, *, retention_days: int = 300) -> Arrival:
    """One message, then a year, then another; the first."""
    world.publish(contract=f"{CONTRACT}retention_days: {retention_days}\n")
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.clock.move(YEAR_S)
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.work()
    found = world.store.arrival(kept.partition, kept.number)
    assert found is not None
    return found


def test_raw_bytes_go_after_the_partner_s_retention_and_what_came_when_stays(world: HubWorld) -> None:
    before = a_year_passes(world)

    assert keep(world)["bodies"] == 1
    assert keep(world)["bodies"] == 0

    after = world.store.arrival(before.partition, before.number)
    assert after is not None
    assert is_forgotten(after)
    assert (after.sha256, after.size, after.received_at) == (before.sha256, before.size, before.received_at)
    newer = world.store.arrival(before.partition, before.number + 1)
    assert newer is not None
    assert not is_forgotten(newer)


def test_no_contract_lets_bytes_go_within_a_month(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}retention_days: 1\n")
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.clock.move(29 * 86_400)

    assert keep(world)["bodies"] == 0


def test_bytes_that_nobody_has_handled_yet_stay_however_long_their_partition_stands(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}retention_days: 30\n")
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.store.stop(kept.partition, "its promise was broken")
    world.clock.move(YEAR_S)

    assert keep(world)["bodies"] == 0
    world.store.start(kept.partition)
    world.work()

    assert [lot.lot_no for lot in world.store.rows(Lot, limit=9)] == ["L1"]
    assert keep(world)["bodies"] > 0


def test_a_rebuild_from_before_that_says_what_is_gone(world: HubWorld) -> None:
    a_year_passes(world)
    keep(world)

    with pytest.raises(Broken, match="messages are kept; the books cannot be rebuilt"):
        rebuilt(world)


def test_reading_it_again_says_that_the_bytes_are_gone(world: HubWorld) -> None:
    first = a_year_passes(world)
    keep(world)
    plans = plans_of(world)
    place = f"{first.partition}/{first.number}"
    plan = plans.create(Selection(places=(place,)), kind="reread", who="li", reason="x")
    plans.start(plan.plan_id, "li")

    finish(world, plan)

    [item] = plans.items(plan.plan_id, "failed")
    assert item.again == "retention.forgotten"


def test_sends_that_arrived_long_ago_go_with_their_attempts_and_open_ones_stay(world: HubWorld) -> None:
    house = House()
    house.partner()
    sent = house.intend("lot-1")
    house.deliver()
    house.clock.move(91 * 86_400)
    late = house.intend("lot-2")
    with house.store.unit() as unit:
        row = unit.shelf(Outgoing).get(late)
        assert row is not None
        unit.shelf(Outgoing).put(msgspec.structs.replace(row, state="given_up"))

    retention = Retention(house.store, world.library, MemoryQueues(house.store))
    assert retention.keep(house.clock.now())["sends"] == 1

    assert house.store.get(Outgoing, sent) is None
    assert house.store.get(Outgoing, late) is not None
    assert house.store.rows(Attempt, limit=9) == []


def test_ended_runs_of_jobs_go_after_a_month(world: HubWorld) -> None:
    timetable = Timetable(world.store)
    job = Job(name="accrue", every_s=86_400, catch_up="each")
    for _ in range(40):
        slot = timetable.claim(job, "me")
        assert slot is not None
        timetable.finish(job, slot, "")
        world.clock.move(86_400)

    assert keep(world)["runs"] == 10

    assert len(world.store.rows(JobRun, limit=999)) == 30
    assert timetable.claim(job, "me") is not None
