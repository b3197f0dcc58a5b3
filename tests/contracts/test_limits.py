"""Rate limits in memory and in Redis: so many at once, so many a second, and an answer whatever happens."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from adapters.memory.limits import MemoryLimits
from adapters.redis.limits import RedisLimits
from core.hub.limits import Limits, Rate
from core.kernel.errors import Broken

SLOW = Rate(per_s=0.01, burst=3)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.servers)])
def limits(request: pytest.FixtureRequest) -> Iterator[Limits]:
    if request.param == "memory":
        yield MemoryLimits()
        return
    made = RedisLimits(request.getfixturevalue("redis_url"))
    yield made
    made.close()


def test_a_burst_goes_through_and_the_next_is_told_how_long_to_wait(limits: Limits) -> None:
    assert [limits.take("wms", SLOW) for _ in range(3)] == [0.0, 0.0, 0.0]

    assert 90 < limits.take("wms", SLOW) <= 100


def test_who_is_told_to_wait_has_taken_nothing(limits: Limits) -> None:
    for _ in range(3):
        limits.take("wms", SLOW)

    waits = [limits.take("wms", SLOW) for _ in range(20)]

    assert max(waits) <= 100


def test_names_have_buckets_of_their_own(limits: Limits) -> None:
    for _ in range(4):
        limits.take("wms", SLOW)

    assert limits.take("bank", SLOW) == 0.0


def test_tokens_come_back_with_time(limits: Limits) -> None:
    quick = Rate(per_s=50.0, burst=1)
    assert limits.take("wms", quick) == 0.0
    wait = limits.take("wms", quick)
    assert 0 < wait <= 0.02

    time.sleep(wait + 0.01)

    assert limits.take("wms", quick) == 0.0


def test_several_are_taken_together_or_not_at_all(limits: Limits) -> None:
    assert limits.take("wms", SLOW, count=2) == 0.0
    assert limits.take("wms", SLOW, count=2) > 0
    assert limits.take("wms", SLOW, count=1) == 0.0


@pytest.mark.parametrize(("per_s", "burst"), [(0.0, 1), (-1.0, 1), (1.0, 0)])
def test_a_rate_that_lets_nothing_through_is_our_own_mistake(per_s: float, burst: int) -> None:
    with pytest.raises(Broken):
        Rate(per_s=per_s, burst=burst)
