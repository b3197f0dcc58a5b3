"""Timed jobs: one module of schedules/jobs each, found by looking."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.hub.timetable import Job, Slot
from core.kernel.errors import Broken
from schedules.timed_hub import TimedHub

Run = Callable[[TimedHub, Slot], str]


@dataclass(frozen=True, slots=True)
class TimedJob:
    """When it is due, and what it then does; it gives one line of what it did, "" for nothing."""

    due: Job
    run: Run


def job(
    *, every_s: int, catch_up: Literal["each", "latest"], offset_s: int = 0, limit_s: float = 60.0
) -> Callable[[Run], TimedJob]:
    """Makes the function below the job of its module, whose name is the job's."""

    def make(run: Run) -> TimedJob:
        name = run.__module__.rpartition(".")[2]
        due = Job(name=name, every_s=every_s, catch_up=catch_up, offset_s=offset_s, limit_s=limit_s)
        return TimedJob(due, run)

    return make


def discover() -> dict[str, TimedJob]:
    """Every job by name. Broken if a module of schedules/jobs declares none."""
    jobs = importlib.import_module("schedules.jobs")
    found = {}
    for info in pkgutil.iter_modules(jobs.__path__):
        module = importlib.import_module(f"{jobs.__name__}.{info.name}")
        declared = [item for item in vars(module).values() if isinstance(item, TimedJob)]
        if len(declared) != 1 or declared[0].due.name != info.name:
            raise Broken(f"schedules/jobs/{info.name}.py declares no @job of its own", cause="job.none")
        found[info.name] = declared[0]
    return found
