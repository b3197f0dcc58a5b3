"""Hints between processes, in memory and by Redis: they arrive, do not echo, and losing them is no harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from adapters.memory.wake import MemoryLine, MemoryWake
from adapters.redis.wake import RedisWake
from core.hub.wake import Wake

WAIT_S = 10.0
Processes = Callable[[], Wake]


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.servers)])
def processes(request: pytest.FixtureRequest) -> Iterator[Callable[..., Wake]]:
    """Makes another process on the line, already listening."""
    stop = threading.Event()
    threads: list[threading.Thread] = []
    line = MemoryLine()

    def another(**heard: Callable[[], None]) -> Wake:
        if request.param == "memory":
            wake: Wake = MemoryWake(line)
            for topic, listener in heard.items():
                wake.listen(topic, listener)
            return wake
        by_redis = RedisWake(request.getfixturevalue("redis_url_once"))
        ready = threading.Event()
        by_redis.listen("ready", ready.set)
        for topic, listener in heard.items():
            by_redis.listen(topic, listener)
        threads.append(threading.Thread(target=by_redis.run, args=(stop,), daemon=True))
        threads[-1].start()
        assert ready.wait(WAIT_S)
        return by_redis

    yield another
    stop.set()
    for thread in threads:
        thread.join(WAIT_S)


@pytest.fixture
def redis_url_once(redis_url: str) -> str:
    """One database of one server for all processes of the test."""
    return redis_url


def test_a_hint_reaches_the_others_and_not_who_gave_it(processes: Callable[..., Wake]) -> None:
    heard, mine = threading.Event(), threading.Event()
    teller = processes(handled=mine.set)
    processes(handled=heard.set)
    heard.clear()
    mine.clear()

    teller.tell("handled")

    assert heard.wait(WAIT_S)
    assert not mine.is_set()


def test_a_hint_of_one_topic_wakes_nobody_who_waits_for_another(processes: Callable[..., Wake]) -> None:
    handled, arrived = threading.Event(), threading.Event()
    processes(handled=handled.set, arrived=arrived.set)
    teller = processes()
    handled.clear()
    arrived.clear()

    teller.tell("arrived")

    assert arrived.wait(WAIT_S)
    assert not handled.is_set()
