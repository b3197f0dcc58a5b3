"""`hub health` on real processes: hung, killed, without its store or its broker, and well again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway import settings
from tests.gateway.processes import House
from tests.patience import until
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

# Processes on a machine with much to do: what is not heard for so long is judged, what is well has its time.
WITHIN = ("--within", "5")
BOUND_S = 45.0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def well(house: House, role: str) -> bool:
    return bool(said_well(house, role))


def said_well(house: House, role: str) -> str:
    """What is said of it when it is well; a door that is only slow to answer may be well the next time."""
    code, said = house.asked("health", role, *WITHIN)
    return said if code == 0 else ""


def ill(house: House, role: str, why: str) -> bool:
    code, said = house.asked("health", role, *WITHIN)
    return code == 1 and "NOT WELL" in said and why in said


def ready(house: House) -> httpx.Response | None:
    try:
        return httpx.get(f"{house.url}/health/ready", timeout=BOUND_S, trust_env=False)
    except httpx.TransportError:
        return None


def test_every_part_of_a_small_hub_says_that_it_is_well_and_nothing_when_none_runs(house: House) -> None:
    code, said = house.asked("health")
    assert code == 1
    assert [line.split()[:3] for line in said.splitlines()] == [
        ["NOT", "WELL", "web"],
        ["NOT", "WELL", "agents'"],
        ["NOT", "WELL", "worker:"],
        ["NOT", "WELL", "clock:"],
    ]
    hub, clock = house.start_module("gateway", "run"), house.start_module("schedules")

    until(lambda: house.asked("health")[0] == 0, "a hub that is well")

    for program in (hub, clock):
        assert program.stop() == 0, program.last_words()
    assert "none runs" in house.asked("health", "worker")[1]


def test_a_worker_that_is_stopped_or_killed_is_not_well_and_its_successor_is(house: House) -> None:
    worker = house.start_module("gateway", "worker")
    until(lambda: well(house, "worker"), "a worker that is well")

    worker.send(signal.SIGSTOP)
    until(lambda: ill(house, "worker", "it has not come round for"), "a worker that hangs")
    worker.send(signal.SIGCONT)
    until(lambda: well(house, "worker"), "a worker that goes on")
    worker.kill()
    assert ill(house, "worker", "gone without a goodbye")

    house.start_module("gateway", "worker")
    until(lambda: well(house, "worker"), "the next worker")


def test_a_clock_that_is_stopped_or_killed_is_not_well(house: House) -> None:
    clock = house.start_module("schedules")
    until(lambda: well(house, "clock"), "a clock that is well")

    clock.send(signal.SIGSTOP)
    until(lambda: ill(house, "clock", "it has not come round for"), "a clock that hangs")
    clock.kill()

    assert ill(house, "clock", "gone without a goodbye")


def test_doors_that_hang_are_told_in_bounded_time(house: House) -> None:
    web = house.start_module("gateway", "web")
    until(lambda: well(house, "web"), "doors that answer")

    web.send(signal.SIGSTOP)
    code, said = house.asked("health", "web")

    assert (code, said.count("NOT WELL")) == (1, 2)
    web.send(signal.SIGCONT)
    until(lambda: well(house, "web"), "doors that answer again")


def test_a_web_process_without_a_clock_is_well_and_says_that_none_ticks(house: House) -> None:
    house.start_module("gateway", "web")

    said = until(lambda: said_well(house, "web"), "doors that answer")

    assert "LOOK     clock: none has ticked ever" in said
    assert "python -m schedules" in said


@pytest.mark.timeout(900)
def test_without_its_store_nothing_is_ready_and_with_it_everything_is_again(
    tmp_path: Path, database_url: str, postgres: Postgres
) -> None:
    house = House(tmp_path, LIANQIAO_DATABASE_URL=database_url)
    try:
        house.start_module("gateway", "run")
        until(lambda: well(house, "web") and well(house, "worker"), "a hub that is well")

        postgres.kill()
        until(lambda: (said := ready(house)) is not None and said.status_code == 503, "doors not ready")
        assert httpx.get(f"{house.url}/health/live", trust_env=False, timeout=BOUND_S).status_code == 200
        until(lambda: ill(house, "web", "the store: it does not answer"), "doors that say why")
        until(lambda: ill(house, "worker", "nothing went well for"), "a worker that says its store is away")

        postgres.start()
        until(lambda: well(house, "web") and well(house, "worker"), "a hub that is well again")

        with psycopg.connect(database_url.replace("+psycopg", "")) as locking:
            locking.execute("LOCK TABLE hub_job IN ACCESS EXCLUSIVE MODE")
            # The request itself has a limit: a store that hangs is told, not waited for.
            said = ready(house)
            assert said is not None
            assert (said.status_code, said.json()["state"]) == (503, "away")
        until(lambda: well(house, "web"), "doors whose store answers again")
    finally:
        house.close()


@pytest.mark.timeout(900)
def test_a_worker_whose_broker_is_away_says_so_and_the_doors_are_ready(
    tmp_path: Path, broker_url: str, rabbitmq: RabbitMQ
) -> None:
    house = House(tmp_path, LIANQIAO_BROKER_URL=broker_url)
    try:
        house.start_module("gateway", "run")
        until(lambda: well(house, "web") and well(house, "worker"), "a hub that is well")

        rabbitmq.kill()

        until(lambda: ill(house, "worker", "frames: nothing went well"), "a worker without its broker")
        until(lambda: well(house, "web"), "doors, where agents come whose broker is away")
    finally:
        house.close()


def test_two_containers_that_count_their_processes_alike_do_not_share_their_leases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = []
    for container in ("3f2a", "91bc"):
        monkeypatch.setattr("socket.gethostname", lambda container=container: container)
        names.append(settings.read_settings({}))

    one, other = names
    assert one.worker != other.worker
    assert replace(one, worker=other.worker) == other
