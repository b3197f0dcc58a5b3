"""Runs what is due: a slot each, whoever asks; a job that keeps failing calls a person."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from core.hub.alert_codes import JOB_FAILING
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.timetable import JobState, Slot
from core.kernel.errors import HubError
from core.kernel.steps import step
from schedules.job import TimedJob
from schedules.slot_keeper import SlotKeeper
from schedules.timed_hub import TimedHub

LOG = logging.getLogger("lianqiao.schedules")
FAILURES_ALARM = 5
SLOTS_A_TURN = 100
HUB = "hub"


class Runner:
    """The jobs of one process; any number of processes may run them, each slot is run by one."""

    def __init__(self, timed: TimedHub, jobs: Mapping[str, TimedJob], owner: str) -> None:
        self._timed = timed
        self._jobs = jobs
        self._owner = owner
        self._keeper = SlotKeeper(timed.timetable)

    @property
    def names(self) -> list[str]:
        return sorted(self._jobs)

    def run_due(self) -> int:
        """Everything that is due now, one job after another; how many slots were run."""
        return sum(self.run_job(name) for name in self.names)

    def run_job(self, name: str) -> int:
        """The due slots of one job: one, or each that was missed; how many were run."""
        job = self._jobs[name]
        for ran in range(SLOTS_A_TURN):
            slot = self._timed.timetable.claim(job.due, self._owner)
            if slot is None or not self._run_slot(job, slot):
                return ran
        return SLOTS_A_TURN

    def _run_slot(self, job: TimedJob, slot: Slot) -> bool:
        step("job.claimed")
        before = self._timed.hub.store.get(JobState, job.due.name)
        try:
            with self._keeper.holding(job.due, slot):
                text = job.run(self._timed, slot)
        except HubError as error:
            self._failed(job, slot, error.text)
            return False
        except BaseException as error:
            self._failed(job, slot, f"{type(error).__name__}: {error}")
            raise
        step("job.ran")
        self._timed.timetable.finish(job.due, slot, text)
        if text:
            LOG.info("%s %s: %s", slot.job, slot.at.isoformat(), text)
        if before is not None and before.failures >= FAILURES_ALARM:
            said = JOB_FAILING.cleared(slot.job, "it ran again")
            self._timed.tell([self._notice("alert.cleared.v1", said, slot)])
        return True

    def _failed(self, job: TimedJob, slot: Slot, text: str) -> None:
        LOG.error("%s %s failed: %s", slot.job, slot.at.isoformat(), text)
        failures = self._timed.timetable.fail(job.due, slot, text)
        if failures == FAILURES_ALARM:
            said = f"the timed job {slot.job} failed {failures} times in a row: {text}"
            alert = JOB_FAILING.raised(slot.job, said)
            self._timed.tell([self._notice("alert.raised.v1", alert, slot)])

    def _notice(self, type_name: str, body: AlertRaised | AlertCleared, slot: Slot) -> Arriving:
        key = f"{body.code}:{slot.job}:{slot.number}/{slot.tries}"
        return internal(type_name, body, partner=HUB, site="", key=key)
