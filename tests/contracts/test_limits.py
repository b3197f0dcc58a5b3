"""Rate limits in memory and in Redis: so many at once, so many a second, and an answer whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.memory.limits import MemoryLimits
from adapters.redis.limits import RedisLimits
from core.hub.limits import Limits, Rate
from core.kernel.errors import Broken
from tests.patience import PATIENCE_S, until

# An hour for a token: none comes back while a test runs.
SLOW = Rate(per_s=1 / 3600, burst=3)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.servers)])
def limits(request: pytest.FixtureRequest) -> Iterator[Limits]:
    if request.param == "memory":
        yield MemoryLimits()
        return
    made = RedisLimits(request.getfixturevalue("redis_url"), answer_timeout_s=PATIENCE_S)
    yield made
    made.close()


def test_a_burst_goes_through_and_the_next_is_told_how_long_to_wait(limits: Limits) -> None:
    assert [limits.take("wms", SLOW) for _ in range(3)] == [0.0, 0.0, 0.0]

    assert 3000 < limits.take("wms", SLOW) <= 3600


def test_who_is_told_to_wait_has_taken_nothing(limits: Limits) -> None:
    for _ in range(3):
        limits.take("wms", SLOW)

    waits = [limits.take("wms", SLOW) for _ in range(20)]

    assert max(waits) <= 3600


def test_names_have_buckets_of_their_own(limits: Limits) -> None:
    for _ in range(4):
        limits.take("wms", SLOW)

    assert limits.take("bank", SLOW) == 0.0


def test_tokens_come_back_with_time(limits: Limits) -> None:
    quick = Rate(per_s=5.0, burst=1)

    # On a slow machine a token may be back before it is asked for again.
    wait = until(lambda: limits.take("wms", quick), "an empty bucket")
    assert 0 < wait <= 0.2

    until(lambda: limits.take("wms", quick) == 0.0, "a token")


def test_several_are_taken_together_or_not_at_all(limits: Limits) -> None:
    assert limits.take("wms", SLOW, count=2) == 0.0
    assert limits.take("wms", SLOW, count=2) > 0
    assert limits.take("wms", SLOW, count=1) == 0.0


@pytest.mark.parametrize(("per_s", "burst"), [(0.0, 1), (-1.0, 1), (1.0, 0)])
def test_a_rate_that_lets_nothing_through_is_our_own_mistake(per_s: float, burst: int) -> None:
    with pytest.raises(Broken):
        Rate(per_s=per_s, burst=burst)
