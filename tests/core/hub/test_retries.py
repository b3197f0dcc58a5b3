"""Retries: twice as long each time, never all at once, and an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.hub.retries import Retries

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _wait_s(tries: int, name: str, retries: Retries | None = None) -> float:
    due = (retries or Retries()).next_try(tries, AT, name)
    assert due is not None
    return (due - AT) / timedelta(seconds=1)


def test_each_wait_is_twice_the_one_before_up_to_a_longest() -> None:
    waits = [_wait_s(tries, "1/7/0", Retries(first_s=2, longest_s=16, tries_max=8)) for tries in range(1, 8)]

    for wait, base in zip(waits, (2, 4, 8, 16, 16, 16, 16), strict=True):
        assert base <= wait <= base * 1.25


def test_a_thousand_that_failed_together_do_not_come_back_together() -> None:
    waits = [_wait_s(3, f"1/{number}/0") for number in range(1000)]

    assert min(waits) >= 8
    assert max(waits) <= 10
    assert len({round(wait, 3) for wait in waits}) > 200
    in_one_tenth_of_a_second = max(sum(low <= wait < low + 0.1 for wait in waits) for low in waits)
    assert in_one_tenth_of_a_second < 120


def test_the_same_message_waits_the_same_again_so_that_a_rebuild_agrees() -> None:
    assert _wait_s(2, "1/7/0") == _wait_s(2, "1/7/0") != _wait_s(2, "1/8/0")


def test_after_the_last_try_there_is_none() -> None:
    assert Retries(tries_max=3).next_try(2, AT, "x") is not None
    assert Retries(tries_max=3).next_try(3, AT, "x") is None
