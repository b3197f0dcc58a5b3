"""Redis dies in the middle: nobody waits, nothing fails, and it is used again when it is back."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.redis.limits import RedisLimits
from adapters.redis.wake import RedisWake
from adapters.wiring.waking import join
from core.hub.limits import Rate
from core.kernel.clock import FixedClock
from tests.beside import running
from tests.hub_world import slip
from tests.patience import PATIENCE_S, until
from tests.prepared import sqlite_with_tables
from tests.schedules.ticking import START, Ticking
from tests.servers.redis_server import RedisServer

# An hour for a token: none comes back while a test runs.
SLOW = Rate(per_s=1 / 3600, burst=3)


@pytest.fixture
def wakes(redis_url: str) -> Iterator[list[RedisWake]]:
    """Two processes on the line, running."""
    made = [RedisWake(redis_url), RedisWake(redis_url)]
    with running(*[wake.run for wake in made]):
        yield made


def patient(redis_url: str) -> RedisLimits:
    """One process; a Redis that lives is never too slow for it."""
    return RedisLimits(redis_url, answer_timeout_s=PATIENCE_S)


def test_limits_are_shared_by_processes_and_counted_alone_while_redis_is_dead(
    redis_url: str, redis_server: RedisServer
) -> None:
    one, two = patient(redis_url), patient(redis_url)
    assert [one.take("wms", SLOW), two.take("wms", SLOW), one.take("wms", SLOW)] == [0.0, 0.0, 0.0]
    assert two.take("wms", SLOW) > 0

    redis_server.kill()
    alone = [two.take("wms", SLOW) for _ in range(50)]

    assert alone[:3] == [0.0, 0.0, 0.0]
    assert all(wait > 0 for wait in alone[3:])


def test_limits_are_shared_again_when_redis_is_back(redis_url: str, redis_server: RedisServer) -> None:
    limits, other = patient(redis_url), patient(redis_url)
    redis_server.kill()
    assert limits.take("wms", SLOW) == 0.0
    redis_server.start()
    numbers = itertools.count()

    def shared() -> bool:
        """Of a bucket that another process has emptied there is nothing left for this one."""
        name = f"bank-{next(numbers)}"
        other.take(name, SLOW, count=3)
        return limits.take(name, SLOW) > 0

    until(shared, "a shared bucket")


def test_telling_a_dead_redis_fails_nobody(redis_server: RedisServer, wakes: list[RedisWake]) -> None:
    redis_server.kill()

    for _ in range(1000):
        wakes[0].tell("handled")


def test_hints_come_again_when_redis_is_back(redis_server: RedisServer, wakes: list[RedisWake]) -> None:
    heard = threading.Event()
    wakes[1].listen("handled", heard.set)
    redis_server.kill()
    wakes[0].tell("handled")
    redis_server.start()
    heard.clear()

    def told() -> bool:
        wakes[0].tell("handled")
        return heard.wait(0.1)

    until(told, "a hint")


def test_a_hub_without_its_redis_books_as_ever(
    redis_server: RedisServer, wakes: list[RedisWake], tmp_path: Path
) -> None:
    ticking = Ticking(tmp_path, sqlite_with_tables(tmp_path / "hub.db"), FixedClock(START))
    join(ticking.hub, wakes[0])
    ticking.publish()
    redis_server.kill()

    kept = ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    ticking.hub.arrived.notify()
    ticking.hub.handled.notify()

    assert ticking.hub.store.arrival(kept.partition, kept.number) is not None
    ticking.hub.store.engine.dispose()


def test_a_hint_from_another_process_wakes_this_one_and_does_not_echo(redis_url: str, tmp_path: Path) -> None:
    here, there = Joined(redis_url, tmp_path / "here"), Joined(redis_url, tmp_path / "there")
    with running(here.wake.run, there.wake.run):
        for one in (here, there):
            # Who begins to listen is told everything once.
            until(lambda one=one: one.heard == ["arrived", "handled"], "the line")  # type: ignore[misc]

        here.hub.handled.notify()
        until(lambda: there.heard[2:], "the hint")

        # Whatever was told back was told before the second of these.
        for number in (1, 2):
            there.hub.arrived.notify()
            until(lambda number=number: here.heard[2:].count("arrived") == number, "the answer")  # type: ignore[misc]

    assert here.heard[2:].count("handled") == 1, "its own"
    assert there.heard[2:].count("handled") == 1
    for one in (here, there):
        one.hub.store.engine.dispose()


class Joined:
    """A process on the line, and what woke it."""

    def __init__(self, redis_url: str, home: Path) -> None:
        self.hub = Ticking(home, f"sqlite:///{home}.db", FixedClock(START)).hub
        self.wake = RedisWake(redis_url)
        self.heard: list[str] = []
        self.hub.arrived.listen(lambda: self.heard.append("arrived"))
        self.hub.handled.listen(lambda: self.heard.append("handled"))
        join(self.hub, self.wake)
