"""A slot of a job is run once, however many clocks ask, however often, and whoever dies over it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.hub.timetable import Job, JobRun, JobState, Timetable
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import AnyStore

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
POLL = Job(name="poll", every_s=10, catch_up="latest")
ACCRUE = Job(name="accrue", every_s=10, catch_up="each")


class World:
    """A timetable and its clock."""

    def __init__(self, store: AnyStore, clock: FixedClock) -> None:
        self.store = store
        self.clock = clock
        self.timetable = Timetable(store)

    def run(self, job: Job, *, fails: bool = False) -> list[int]:
        """Runs what is due, as seconds after noon."""
        ran = []
        while (slot := self.timetable.claim(job, "me")) is not None:
            ran.append(slot.number - int(NOON.timestamp()))
            if fails:
                self.timetable.fail(job, slot, "it broke")
                break
            self.timetable.finish(job, slot, "well")
        return ran


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest) -> World:
    clock = FixedClock(NOON)
    return World(open_store(request.param, request, clock), clock)


@pytest.mark.parametrize("job", [POLL, ACCRUE])
def test_a_job_that_never_ran_begins_with_the_present_slot(world: World, job: Job) -> None:
    assert world.run(job) == [0]


@pytest.mark.parametrize("job", [POLL, ACCRUE])
def test_asking_twice_for_one_slot_gives_it_once(world: World, job: Job) -> None:
    first = world.timetable.claim(job, "one")
    second = world.timetable.claim(job, "two")

    assert first is not None
    assert second is None
    world.timetable.finish(job, first, "well")
    assert world.timetable.claim(job, "two") is None


def test_of_missed_slots_polling_takes_the_latest(world: World) -> None:
    world.run(POLL)
    world.clock.move(47)

    assert world.run(POLL) == [40]


def test_of_missed_slots_accrual_takes_each_in_order(world: World) -> None:
    world.run(ACCRUE)
    world.clock.move(47)

    assert world.run(ACCRUE) == [10, 20, 30, 40]


def test_the_slot_knows_the_moment_it_stands_for(world: World) -> None:
    world.clock.move(7)
    slot = world.timetable.claim(POLL, "me")

    assert slot is not None
    assert slot.at == NOON


def test_an_offset_moves_the_slots(world: World) -> None:
    daily = Job(name="daily", every_s=86_400, catch_up="latest", offset_s=16 * 3600)

    slot = world.timetable.claim(daily, "me")

    assert slot is not None
    assert slot.at == datetime(2026, 3, 1, 16, 0, tzinfo=UTC), "midnight at Beijing"


def test_a_run_that_died_is_taken_over_when_its_time_is_over(world: World) -> None:
    dead = world.timetable.claim(ACCRUE, "dead")
    assert dead is not None
    world.clock.move(14)
    assert world.timetable.claim(ACCRUE, "me") is None

    world.clock.move(1)

    assert world.run(ACCRUE) == [0, 10]
    [first, *_] = world.store.rows(JobRun, limit=99)
    assert (first.owner, first.tries) == ("me", 2)


def test_a_slot_is_its_owners_while_he_runs_it_and_no_longer_than_its_limit(world: World) -> None:
    slow = world.timetable.claim(ACCRUE, "slow")
    assert slow is not None
    for _ in range(5):
        world.clock.move(10)
        assert world.timetable.hold(ACCRUE, slow)
        assert world.timetable.claim(ACCRUE, "me") is None

    world.clock.move(10)

    assert not world.timetable.hold(ACCRUE, slow), "it has run for its limit"
    mine = world.timetable.claim(ACCRUE, "me")
    assert mine is not None
    assert mine.number == slow.number
    assert not world.timetable.hold(ACCRUE, slow), "it is another's"
    assert world.timetable.hold(ACCRUE, mine)


def test_who_comes_back_from_the_dead_ends_nothing(world: World) -> None:
    dead = world.timetable.claim(ACCRUE, "dead")
    assert dead is not None
    world.clock.move(61)
    mine = world.timetable.claim(ACCRUE, "me")
    assert mine is not None

    world.timetable.fail(ACCRUE, dead, "what?")

    [row] = world.store.rows(JobRun, limit=9)
    assert (row.state, row.owner) == ("running", "me")


def test_a_failed_accrual_is_tried_again_before_any_later_one(world: World) -> None:
    assert world.run(ACCRUE, fails=True) == [0]
    world.clock.move(4)
    assert world.run(ACCRUE) == []
    world.clock.move(26)

    assert world.run(ACCRUE) == [0, 10, 20, 30]


def test_a_failed_poll_is_overtaken_by_the_next(world: World) -> None:
    world.run(POLL, fails=True)
    world.clock.move(10)

    assert world.run(POLL) == [10]


def test_failures_in_a_row_are_counted_until_one_goes_well(world: World) -> None:
    for _ in range(3):
        world.run(POLL, fails=True)
        world.clock.move(10)
    state = world.store.get(JobState, "poll")
    assert state is not None
    assert (state.failures, state.text) == (3, "it broke")

    world.run(POLL)

    state = world.store.get(JobState, "poll")
    assert state is not None
    assert state.failures == 0


def test_polling_leaves_no_trail_of_rows(world: World) -> None:
    for _ in range(5):
        world.run(POLL)
        world.clock.move(10)

    assert len(world.store.rows(JobRun, limit=99)) == 1


def test_a_person_lets_a_hopeless_slot_go(world: World) -> None:
    world.run(ACCRUE, fails=True)
    number = int(NOON.timestamp())

    world.timetable.skip(ACCRUE, number, who="li", reason="that day is closed")
    world.clock.move(10)

    assert world.run(ACCRUE) == [10]
    with pytest.raises(Refused, match="has not failed"):
        world.timetable.skip(ACCRUE, number, who="li", reason="again")


@pytest.mark.parametrize("died", [False, True])
def test_polling_goes_on_when_a_clock_that_was_ahead_is_set_right(world: World, died: bool) -> None:
    world.clock.move(1200)
    ahead = world.timetable.claim(POLL, "one")
    assert ahead is not None
    if not died:
        world.timetable.finish(POLL, ahead, "well")

    world.clock.move(-1190)

    assert world.run(POLL) == [10]


def test_accrual_is_not_done_twice_when_a_clock_that_was_ahead_is_set_right(world: World) -> None:
    world.run(ACCRUE)
    world.clock.move(20)
    assert world.run(ACCRUE) == [10, 20]

    world.clock.move(-10)

    assert world.run(ACCRUE) == []
