"""Redis dies in the middle: nobody waits, nothing fails, and it is used again when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.redis.limits import RedisLimits
from adapters.redis.wake import RedisWake
from adapters.wiring.waking import join
from core.hub.limits import Rate
from core.kernel.clock import FixedClock
from tests.hub_world import slip
from tests.schedules.ticking import START, Ticking
from tests.servers.redis_server import RedisServer

SLOW = Rate(per_s=0.01, burst=3)
WAIT_S = 15.0


@pytest.fixture
def wakes(redis_url: str) -> Iterator[list[RedisWake]]:
    """Two processes on the line, running."""
    stop = threading.Event()
    made = [RedisWake(redis_url), RedisWake(redis_url)]
    threads = [threading.Thread(target=wake.run, args=(stop,), daemon=True) for wake in made]
    for thread in threads:
        thread.start()
    yield made
    stop.set()
    for thread in threads:
        thread.join(WAIT_S)


def test_limits_are_shared_by_processes_and_counted_alone_while_redis_is_dead(
    redis_url: str, redis_server: RedisServer
) -> None:
    one, two = RedisLimits(redis_url), RedisLimits(redis_url)
    assert [one.take("wms", SLOW), two.take("wms", SLOW), one.take("wms", SLOW)] == [0.0, 0.0, 0.0]
    assert two.take("wms", SLOW) > 0

    redis_server.kill()
    began = time.monotonic()
    alone = [two.take("wms", SLOW) for _ in range(50)]

    assert time.monotonic() - began < 1.0
    assert alone[:3] == [0.0, 0.0, 0.0]
    assert all(wait > 0 for wait in alone[3:])


def test_limits_are_shared_again_when_redis_is_back(redis_url: str, redis_server: RedisServer) -> None:
    limits = RedisLimits(redis_url)
    redis_server.kill()
    limits.take("wms", SLOW)
    redis_server.start()
    other = RedisLimits(redis_url)
    other.take("bank", SLOW, count=3)

    deadline = time.monotonic() + WAIT_S
    while limits.take("bank", SLOW) == 0.0:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_telling_a_dead_redis_costs_nothing(redis_server: RedisServer, wakes: list[RedisWake]) -> None:
    redis_server.kill()
    began = time.monotonic()

    for _ in range(1000):
        wakes[0].tell("handled")

    assert time.monotonic() - began < 0.5


def test_hints_come_again_when_redis_is_back(redis_server: RedisServer, wakes: list[RedisWake]) -> None:
    heard = threading.Event()
    wakes[1].listen("handled", heard.set)
    redis_server.kill()
    wakes[0].tell("handled")
    redis_server.start()
    heard.clear()

    deadline = time.monotonic() + WAIT_S
    while not heard.wait(0.1):
        assert time.monotonic() < deadline
        wakes[0].tell("handled")


def test_a_hub_without_its_redis_books_as_ever(
    redis_server: RedisServer, wakes: list[RedisWake], tmp_path: Path
) -> None:
    ticking = Ticking(tmp_path, f"sqlite:///{tmp_path / 'hub.db'}", FixedClock(START))
    join(ticking.hub, wakes[0])
    ticking.publish()
    redis_server.kill()

    kept = ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    ticking.hub.arrived.notify()
    ticking.hub.handled.notify()

    assert ticking.hub.store.arrival(kept.partition, kept.number) is not None
    ticking.hub.store.engine.dispose()


def test_a_hint_from_another_process_wakes_this_one_and_does_not_echo(
    wakes: list[RedisWake], tmp_path: Path
) -> None:
    here = Ticking(tmp_path / "a", f"sqlite:///{tmp_path / 'a.db'}", FixedClock(START)).hub
    there = Ticking(tmp_path / "b", f"sqlite:///{tmp_path / 'b.db'}", FixedClock(START)).hub
    join(here, wakes[0])
    join(there, wakes[1])
    woken: list[int] = []
    there.handled.listen(lambda: woken.append(1))
    time.sleep(0.5)
    there.handled.wait(0)
    woken.clear()

    here.handled.notify()

    assert there.handled.wait(WAIT_S)
    time.sleep(0.5)
    assert len(woken) == 1
    for hub in (here, there):
        hub.store.engine.dispose()
