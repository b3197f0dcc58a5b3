"""The clock as processes: alone on SQLite, and as celery's beat and worker on a real RabbitMQ."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import Celery

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.file.pulses import look
from adapters.wiring.rooms import discover as discover_rooms
from core.hub.timetable import JobRun, JobState
from schedules.celery_app import QUEUE, configuration
from schedules.job import discover
from tests.patience import until
from tests.programs import Program
from tests.servers.rabbitmq import RabbitMQ

DAY_S = 86_400
# Celery is four processes and all of the house is imported in each.
CELERY_S = 240.0


def the_store(home: Path) -> DatabaseStore:
    discover_rooms()
    engine = make_engine(f"sqlite:///{home / 'hub.db'}")
    create_schema(engine, datetime.now(UTC))
    return DatabaseStore(engine)


@contextmanager
def running(home: Path, *arguments: str, broker_url: str = "") -> Iterator[Program]:
    """A process of the clock; killed at the end if it has not stopped by then."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LIANQIAO_")},
        "LIANQIAO_HOME": str(home),
        "LIANQIAO_BROKER_URL": broker_url,
        "LIANQIAO_LOG_FORMAT": "json" if broker_url else "text",
    }
    program = Program([sys.executable, "-m", *arguments], home / "log", environment=environment)
    try:
        yield program
    finally:
        program.kill()


def is_well(home: Path) -> bool:
    return all(finding.well for finding in look(home, "clock", within_s=5))


def states(store: DatabaseStore) -> Mapping[str, JobState]:
    return {row.job: row for row in store.rows(JobState, limit=99)}


def test_alone_it_runs_every_job_and_stops_cleanly(tmp_path: Path) -> None:
    store = the_store(tmp_path)

    with running(tmp_path, "schedules") as clock:
        until(lambda: set(states(store)) == set(discover()), "every job to have run")
        assert clock.stop() == 0, clock.last_words()

    assert [row.text for row in states(store).values() if row.failures] == []
    assert [run.job for run in store.rows(JobRun, limit=99) if run.state == "running"] == []
    assert "the clock stopped" in (tmp_path / "log").read_text()


def test_a_clock_that_was_killed_is_followed_by_one_that_catches_up(tmp_path: Path) -> None:
    store = the_store(tmp_path)
    with running(tmp_path, "schedules") as clock:
        until(lambda: "mark_contracts" in states(store), "a run")
        clock.kill()
    before = states(store)["mark_contracts"].slot
    days_back(store, 3)

    with running(tmp_path, "schedules") as clock:
        until(lambda: states(store)["mark_contracts"].slot >= before, "the missed runs")
        assert clock.stop() == 0, clock.last_words()

    slots = [run.slot for run in store.rows(JobRun, limit=99, job="mark_contracts")]
    # One more if a day has ended meanwhile.
    assert slots[:3] == [before - 2 * DAY_S, before - DAY_S, before]


def days_back(store: DatabaseStore, days: int) -> None:
    """As if nobody had asked for so many days."""
    with store.unit() as unit:
        for run in unit.shelf(JobRun).find(job="mark_contracts"):
            unit.shelf(JobRun).remove(run.job, run.slot)
        known = unit.shelf(JobState).get("mark_contracts")
        assert known is not None
        unit.shelf(JobState).put(
            JobState(
                job=known.job,
                slot=known.slot - days * DAY_S,
                taken_at=known.taken_at - timedelta(days=days),
                failures=0,
                text="",
            )
        )


def fire(broker_url: str, *names: str) -> None:
    """What a beat does."""
    app = Celery()
    app.config_from_object(configuration(broker_url))
    with app.connection_for_write() as connection:
        for name in names:
            app.send_task("schedules.run_job", args=(name,), connection=connection)


@pytest.mark.timeout(900)
def test_celery_s_beat_and_worker_run_every_job_on_a_quorum_queue(
    tmp_path: Path, broker_url: str, rabbitmq: RabbitMQ
) -> None:
    store = the_store(tmp_path)

    with running(tmp_path, "schedules", broker_url=broker_url) as clock:
        # Jobs that are due every few seconds are fired by now; the rest as their time comes.
        often = {name for name, job in discover().items() if job.due.every_s <= 30}
        until(lambda: often <= set(states(store)), "every job that is often due", limit_s=CELERY_S)
        vhost = quote(broker_url.rsplit("/", 1)[1], safe="")
        queue = rabbitmq.api("GET", f"/queues/{vhost}/{QUEUE}").json()
        assert (queue["type"], queue["durable"]) == ("quorum", True)
        # Its pulse is that of jobs that came back, so a main process that hangs is seen by their absence.
        until(lambda: is_well(tmp_path), "a clock that is well")
        clock.send(signal.SIGSTOP)
        until(lambda: not is_well(tmp_path), "a clock that hangs")
        clock.send(signal.SIGCONT)
        until(lambda: is_well(tmp_path), "a clock that goes on")
        assert clock.stop() == 0, clock.last_words()
        assert "none runs" in look(tmp_path, "clock", within_s=5)[0].text
        # What celery and kombu say of their own goes the way of our lines.
        told = [json.loads(line) for line in clock.said.splitlines() if line.startswith("{")]
        assert any(line["logger"].startswith("celery") for line in told)

    assert [row.text for row in states(store).values() if row.failures] == []


@pytest.mark.timeout(900)
def test_what_celery_fires_twice_runs_once_and_what_was_missed_is_caught_up(
    tmp_path: Path, broker_url: str
) -> None:
    store = the_store(tmp_path)
    worker = ("celery", "-A", "schedules.celery_app", "worker", "--concurrency=2", "--without-mingle")
    fire(broker_url, *["mark_contracts"] * 10)

    with running(tmp_path, *worker, broker_url=broker_url) as celery:
        until(lambda: "mark_contracts" in states(store), "a run", limit_s=CELERY_S)
        fire(broker_url, *["mark_contracts"] * 10, "find_stale_feeds")
        until(lambda: "find_stale_feeds" in states(store), "the job fired last")
        first = states(store)["mark_contracts"].slot
        assert {run.tries for run in store.rows(JobRun, limit=99, job="mark_contracts")} == {1}

        # Killed with a firing in its hand: acknowledged late, the broker gives it to the next worker.
        celery.kill()

    days_back(store, 3)
    fire(broker_url, "mark_contracts", "mark_contracts")
    with running(tmp_path, *worker, broker_url=broker_url) as celery:
        until(lambda: states(store)["mark_contracts"].slot >= first, "the missed runs", limit_s=CELERY_S)
        until(
            lambda: all(run.state == "done" for run in store.rows(JobRun, limit=99, job="mark_contracts")),
            "their end",
        )
        assert celery.stop() == 0, celery.last_words()

    runs = store.rows(JobRun, limit=99, job="mark_contracts")
    assert [(run.slot, run.tries) for run in runs][:3] == [
        (first - 2 * DAY_S, 1),
        (first - DAY_S, 1),
        (first, 1),
    ]


@pytest.mark.parametrize(("word", "code"), [("--help", 0), ("--alnoe", 2)])
def test_a_word_that_asks_for_help_or_is_unknown_starts_no_clock(
    tmp_path: Path, word: str, code: int
) -> None:
    with running(tmp_path, "schedules", word) as clock:
        assert clock.end() == code

        assert "--alone" in clock.said
    assert not (tmp_path / "hub.db").exists()
