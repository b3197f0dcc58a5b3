"""The clock only asks what is due; twice, late or after a crash, each slot is run once."""

from __future__ import annotations

import threading

import pytest

from core.hub.timetable import Job, JobRun, JobState, Slot
from core.kernel import steps
from core.kernel.errors import Broken, Unavailable
from schedules.clock import ClockLoop
from schedules.job import TimedJob, discover
from schedules.timed_hub import TimedHub
from tests.beside import running
from tests.patience import PATIENCE_S, until
from tests.schedules.ticking import START, Ticking


class Counting:
    """A job that notes the moments it stood for, and fails when it is told to."""

    def __init__(self, name: str, catch_up: str, *, every_s: int = 60) -> None:
        self.ran: list[int] = []
        self.error: BaseException | None = None
        self.job = TimedJob(
            Job(name=name, every_s=every_s, catch_up=catch_up),  # type: ignore[arg-type]
            self.run,
        )

    def run(self, timed: TimedHub, slot: Slot) -> str:
        if self.error is not None:
            raise self.error
        self.ran.append(int((slot.at - START).total_seconds()))
        return "ran"


def test_every_job_of_the_house_is_found_and_says_what_it_catches_up() -> None:
    jobs = discover()

    assert {
        "retry_messages", "relay_outbox", "find_stale_feeds", "keep_retention", "find_stale_prices",
        "escalate_alerts", "create_months", "release_gaps",
    } <= set(jobs)  # fmt: skip
    assert {name: one.due.name for name, one in jobs.items()} == {name: name for name in jobs}
    assert jobs["mark_contracts"].due.catch_up == "each"
    assert jobs["relay_outbox"].due.catch_up == "latest"


def test_all_jobs_run_on_a_hub_where_nothing_happened(ticking: Ticking) -> None:
    assert ticking.runner.run_due() == len(ticking.jobs)
    assert ticking.runner.run_due() == 0
    assert {state.failures for state in ticking.hub.store.rows(JobState, limit=99)} == {0}


@pytest.mark.parametrize(("catch_up", "expected"), [("each", [0, 60, 120, 180]), ("latest", [0, 180])])
def test_missed_slots_are_caught_up_as_the_job_declares(
    ticking: Ticking, catch_up: str, expected: list[int]
) -> None:
    counting = Counting("count", catch_up)
    ticking.another(counting.job).run_due()
    ticking.clock.move(200)

    ticking.another(counting.job).run_due()

    assert counting.ran == expected


def test_firing_twice_runs_once(ticking: Ticking) -> None:
    counting = Counting("count", "each")
    first, second = ticking.another(counting.job, owner="one"), ticking.another(counting.job, owner="two")

    assert (first.run_job("count"), second.run_job("count"), first.run_job("count")) == (1, 0, 0)
    assert counting.ran == [0]


def test_two_clocks_at_the_same_moment_run_a_slot_once(ticking: Ticking) -> None:
    counting = Counting("count", "latest", every_s=1)
    start = threading.Barrier(4)

    def fire(owner: str) -> None:
        start.wait(timeout=PATIENCE_S)
        ticking.another(counting.job, owner=owner).run_job("count")

    threads = [threading.Thread(target=fire, args=(f"clock-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)

    assert counting.ran == [0]


def test_a_clock_that_dies_in_the_middle_is_made_up_for(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting("count", "each")

    class PowerCut(BaseException):
        pass

    def cut(name: str) -> None:
        if name == "job.claimed":
            raise PowerCut

    monkeypatch.setattr(steps, "_listeners", [cut])
    with pytest.raises(PowerCut):
        ticking.another(counting.job).run_due()
    monkeypatch.setattr(steps, "_listeners", [])

    assert ticking.another(counting.job).run_due() == 0, "the dead one's time is not over"
    ticking.clock.move(61)
    ticking.another(counting.job).run_due()

    assert counting.ran == [0, 60]


def test_a_job_that_fails_is_noted_and_the_others_run(ticking: Ticking) -> None:
    bad, good = Counting("bad", "latest"), Counting("good", "latest")
    bad.error = Unavailable("the registry is away")

    assert ticking.another(bad.job, good.job).run_due() == 1

    assert good.ran == [0]
    [run] = ticking.hub.store.rows(JobRun, limit=9, job="bad")
    assert (run.state, run.text) == ("failed", "the registry is away")


def test_a_fault_of_ours_is_noted_and_not_swallowed(ticking: Ticking) -> None:
    bad = Counting("bad", "latest")
    bad.error = KeyError("oops")

    with pytest.raises(KeyError):
        ticking.another(bad.job).run_due()

    [run] = ticking.hub.store.rows(JobRun, limit=9, job="bad")
    assert (run.state, run.text) == ("failed", "KeyError: 'oops'")


def test_a_job_that_keeps_failing_calls_a_person_until_it_runs_again(ticking: Ticking) -> None:
    bad = Counting("bad", "latest")
    bad.error = Broken("it cannot")
    runner = ticking.another(bad.job)
    for _ in range(7):
        runner.run_due()
        ticking.clock.move(60)
    ticking.work()
    assert ticking.alerts("open") == ["H07 bad"]

    bad.error = None
    runner.run_due()
    ticking.work()

    assert ticking.alerts("open") == []


def test_the_loop_runs_what_is_due_until_it_is_told_to_stop(ticking: Ticking) -> None:
    counting = Counting("count", "latest", every_s=60)
    broken = Counting("broken", "latest", every_s=60)
    broken.error = KeyError("oops")
    jobs, run = [broken.job], counting.job.run
    ran = threading.Event()

    def run_and_tell(timed: TimedHub, slot: Slot) -> str:
        text = run(timed, slot)
        ran.set()
        return text

    jobs.append(TimedJob(counting.job.due, run_and_tell))
    with running(ClockLoop(ticking.another(*jobs), tick_s=0.01).run):
        until(ran.is_set, "the job to run")

    assert counting.ran == [0]
