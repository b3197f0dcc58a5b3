"""The worker's collector looks for cyclic garbage between runs, and misses none."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from gateway.tidying import OBJECTS_MAX, Tidying, tidy_between_runs


class Knot:
    """Something that only a collector frees."""

    def __init__(self) -> None:
        self.myself = self


@pytest.fixture
def _collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_collector")
def test_what_holds_itself_alive_is_freed_at_the_next_quiet_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    tidy_between_runs()
    tidying = Tidying()
    knot = Knot()
    there = weakref.ref(knot)
    del knot

    tidying.at_a_quiet_moment()
    assert there() is not None

    monkeypatch.setattr("gateway.tidying.EVERY_S", 0.0)
    tidying.at_a_quiet_moment()
    assert there() is None


@pytest.mark.usefixtures("_collector")
def test_between_two_quiet_moments_memory_has_a_limit() -> None:
    tidy_between_runs()

    assert 0 < gc.get_threshold()[0] <= OBJECTS_MAX
