"""Hints between processes, in memory and by Redis: they arrive, do not echo, and losing them is no harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from adapters.memory.wake import MemoryLine, MemoryWake
from adapters.redis.wake import RedisWake
from core.hub.wake import Wake
from tests.beside import running
from tests.patience import until

Processes = Callable[[], Wake]


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.servers)])
def processes(request: pytest.FixtureRequest) -> Iterator[Callable[..., Wake]]:
    """Makes another process on the line, already listening."""
    line, stack = MemoryLine(), ExitStack()

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
        stack.enter_context(running(by_redis.run))
        until(ready.is_set, "the process to listen")
        return by_redis

    with stack:
        yield another


def told(teller: Wake, topic: str, heard: threading.Event) -> bool:
    """Tells once more, for any one hint may be lost; whether it was heard."""
    teller.tell(topic)
    return heard.wait(0.5)


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

    until(lambda: told(teller, "handled", heard), "the hint")

    assert not mine.is_set()


def test_a_hint_of_one_topic_wakes_nobody_who_waits_for_another(processes: Callable[..., Wake]) -> None:
    handled, arrived = threading.Event(), threading.Event()
    processes(handled=handled.set, arrived=arrived.set)
    teller = processes()
    handled.clear()
    arrived.clear()

    until(lambda: told(teller, "arrived", arrived), "the hint")

    assert not handled.is_set()
