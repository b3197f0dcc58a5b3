"""The timetable: which slots of a job are due, and who has them; a slot is (job, moment), so it runs once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

import msgspec

from core.hub.collisions import again_on_collision
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.hub.retries import Retries
from core.kernel.errors import Refused

RUNNING = "running"
DONE = "done"
FAILED = "failed"
SKIPPED = "skipped"
RUNS_MAX = 100_000
JOBS_MAX = 1000
TEXT_MAX = 500
# A newest slot further ahead was taken before the clock was set back: what polls does not wait for it.
SET_BACK_S = 60
# A slot is its owner's for so long, and longer while he says that he still runs it.
HOLD_S = 15.0
# Jobs are due every second; where none was taken for so long, no clock runs.
LATE = timedelta(seconds=60)
TRIES = Retries(first_s=5.0, longest_s=600.0, tries_max=8)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """When a job is due: every so often since 1970 UTC, moved by offset_s.

    catch_up: `each` missed slot is made up for, in order (accrual), or only the `latest` counts (polling).
    limit_s: a run that takes longer is taken for dead, however its owner holds on to its slot.
    """

    name: str
    every_s: int
    catch_up: Literal["each", "latest"]
    offset_s: int = 0
    limit_s: float = 60.0

    def slot_at(self, moment: datetime) -> int:
        """The newest slot that has begun, in seconds since 1970 UTC."""
        seconds = int(moment.timestamp()) - self.offset_s
        return seconds - seconds % self.every_s + self.offset_s


class JobState(Record, frozen=True, kw_only=True):
    """How far a job is: the newest slot anybody took, and how often it failed in a row."""

    TABLE: ClassVar[str] = "hub_job"
    KEY: ClassVar[tuple[str, ...]] = ("job",)

    job: str
    slot: int
    taken_at: datetime
    failures: int
    text: str


class JobRun(Record, frozen=True, kw_only=True):
    """One slot of a job: who has it until when, how it ended. The row is the guard against a second run."""

    TABLE: ClassVar[str] = "hub_job_run"
    KEY: ClassVar[tuple[str, ...]] = ("job", "slot")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("job", "state"),)

    job: str
    slot: int
    state: str
    owner: str
    tries: int
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    text: str


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """The right to run a job for one slot; `at` is the moment the slot stands for, not when it runs."""

    job: str
    number: int
    owner: str
    tries: int

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.number, UTC)


class Timetable:
    """Asks only what is due; every clock that asks gets a slot of its own or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def claim(self, job: Job, owner: str) -> Slot | None:
        """The next slot of this job that is due and that nobody has; one run of a job at a time."""

        def once() -> Slot | None:
            with self._store.unit() as unit:
                return _Claim(unit, job, owner).next()

        return again_on_collision(once, what=f"job {job.name}")

    def hold(self, job: Job, slot: Slot) -> bool:
        """Its owner still runs it: the slot is his for HOLD_S more, never beyond the limit; whether it is."""

        def once() -> bool:
            with self._store.unit() as unit:
                run = unit.shelf(JobRun).get(job.name, slot.number)
                if run is None or (run.owner, run.tries, run.state) != (slot.owner, slot.tries, RUNNING):
                    return False
                end = run.begun_at + timedelta(seconds=job.limit_s)
                until = min(end, unit.now + timedelta(seconds=HOLD_S))
                unit.shelf(JobRun).put(msgspec.structs.replace(run, until=max(run.until, until)))
                return until > unit.now

        return again_on_collision(once, what=f"job {job.name}")

    def finish(self, job: Job, slot: Slot, text: str) -> None:
        """The slot was run."""
        self._end(job, slot, DONE, text)

    def fail(self, job: Job, slot: Slot, text: str) -> int:
        """It failed; how often in a row now. `each`: the same slot is tried again before any later one."""
        return self._end(job, slot, FAILED, text)

    def skip(self, job: Job, number: int, *, who: str, reason: str) -> None:
        """A person lets a failed slot go, so that later ones have their turn. Refused if it did not fail."""
        with self._store.unit() as unit:
            run = unit.shelf(JobRun).get(job.name, number)
            if run is None or run.state != FAILED:
                raise Refused(f"slot {number} of {job.name} has not failed", cause="job.not_failed")
            text = f"skipped by {who}: {reason}"[:TEXT_MAX]
            unit.shelf(JobRun).put(msgspec.structs.replace(run, state=SKIPPED, ended_at=unit.now, text=text))

    def _end(self, job: Job, slot: Slot, state: str, text: str) -> int:
        def once() -> int:
            with self._store.unit() as unit:
                known = unit.shelf(JobState).get(job.name)
                run = unit.shelf(JobRun).get(job.name, slot.number)
                if known is None or run is None or (run.owner, run.tries) != (slot.owner, slot.tries):
                    return 0
                failures = known.failures + 1 if state == FAILED else 0
                ended = msgspec.structs.replace(run, state=state, ended_at=unit.now, text=text[:TEXT_MAX])
                unit.shelf(JobRun).put(ended)
                unit.shelf(JobState).put(
                    msgspec.structs.replace(known, failures=failures, text=text[:TEXT_MAX])
                )
                return failures

        return again_on_collision(once, what=f"job {job.name}")


def last_tick(store: Store) -> datetime | None:
    """When any clock last took a slot of any job, by the database's time; None if none ever did."""
    return max((row.taken_at for row in store.rows(JobState, limit=JOBS_MAX)), default=None)


class _Claim:
    """Inside one unit of work that holds the job's row."""

    def __init__(self, unit: Unit, job: Job, owner: str) -> None:
        self._unit = unit
        self._job = job
        self._owner = owner
        self._states = unit.shelf(JobState)
        self._runs = unit.shelf(JobRun)

    def next(self) -> Slot | None:
        known = self._states.get(self._job.name)
        current = self._job.slot_at(self._unit.now)
        running = self._runs.find(job=self._job.name, state=RUNNING)
        # A run that has more time left than any is given was begun when the clock was ahead: its owner may be
        # dead, and nobody would be asked for as long as the clock was.
        longest = self._unit.now + timedelta(seconds=self._job.limit_s)
        if any(self._unit.now < run.until <= longest for run in running):
            return None
        if self._job.catch_up == "each":
            return self._each(known, current, running)
        return self._latest(known, current)

    def _each(self, known: JobState | None, current: int, dead: list[JobRun]) -> Slot | None:
        """What died or failed comes first, then the slot after the newest."""
        broken = sorted([*dead, *self._runs.find(job=self._job.name, state=FAILED)], key=lambda run: run.slot)
        if broken:
            return self._again(broken[0])
        number = current if known is None else known.slot + self._job.every_s
        return self._take(known, number) if number <= current else None

    def _again(self, run: JobRun) -> Slot | None:
        ended = run.ended_at or run.until
        due = TRIES.next_try(min(run.tries, TRIES.tries_max - 1), ended, f"{run.job}/{run.slot}")
        if run.state == FAILED and due is not None and due > self._unit.now:
            return None
        return self._keep(run.slot, run.tries + 1)

    def _latest(self, known: JobState | None, current: int) -> Slot | None:
        if known is not None and current <= known.slot <= current + max(self._job.every_s, SET_BACK_S):
            return None
        # Only the newest slot counts, so the rows of the others have nothing more to guard.
        for run in self._runs.find(job=self._job.name, limit=RUNS_MAX):
            self._runs.remove(run.job, run.slot)
        return self._take(known, current)

    def _take(self, known: JobState | None, number: int) -> Slot:
        failures, text = (known.failures, known.text) if known else (0, "")
        self._states.put(
            JobState(job=self._job.name, slot=number, taken_at=self._unit.now, failures=failures, text=text)
        )
        return self._keep(number, 1)

    def _keep(self, number: int, tries: int) -> Slot:
        run = JobRun(
            job=self._job.name,
            slot=number,
            state=RUNNING,
            owner=self._owner,
            tries=tries,
            begun_at=self._unit.now,
            until=self._unit.now + timedelta(seconds=min(HOLD_S, self._job.limit_s)),
            ended_at=None,
            text="",
        )
        if tries == 1:
            self._runs.add(run)
        else:
            self._runs.put(run)
        return Slot(job=run.job, number=number, owner=self._owner, tries=tries)
