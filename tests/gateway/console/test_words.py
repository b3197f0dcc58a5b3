"""Moments, ages, sizes, money and goods as people read them; no digit is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.console import words

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "10:30:00"), (NOW - timedelta(hours=12), "11-22 22:30:00"),
        (NOW - timedelta(days=400), "2025-10-19 10:30"), (None, "—"),
    ],
)  # fmt: skip
def test_a_moment_says_no_more_than_is_needed(at: datetime | None, said: str) -> None:
    assert words.moment(at, words.zone_of("Asia/Shanghai"), now=NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (99, "99 s"), (100, "1 min"), (5999, "99 min"), (6000, "1 h"),
                          (172_800, "2 d"), (-5, "0 s")],
)  # fmt: skip
def test_an_age_has_one_unit(seconds: int, said: str) -> None:
    assert words.age(NOW - timedelta(seconds=seconds), NOW, lambda text: text) == said


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "x" * 200, "Asia"])
def test_a_zone_nobody_knows_is_chinas(name: str) -> None:
    assert words.zone_of(name).key == "Asia/Shanghai"


def test_money_has_the_decimals_of_its_currency() -> None:
    assert words.money(123_456_789, "CNY") == "1,234,567.89"
    assert words.money(-5, "CNY") == "-0.05"
    assert words.money(1500, "JPY") == "1,500"
    assert words.money(9_007_199_254_740_993, "CNY") == "90,071,992,547,409.93"


def test_quantities_lose_only_zeros() -> None:
    assert words.quantity(12_345_678) == "12.345678"
    assert words.quantity(120_000_000) == "120"
    assert words.quantity(-500_000) == "−0.5"
    assert words.quantity(1_234_500_000_000) == "1,234,500"
    assert words.percent(654_132) == "65.41 %"


def test_between_two_stations() -> None:
    assert words.between(NOW, NOW + timedelta(milliseconds=120)) == "+120 ms"
    assert words.between(NOW, NOW + timedelta(seconds=2)) == "+2.0 s"
    assert words.between(NOW, NOW + timedelta(minutes=5)) == "+5 min"
    assert words.between(NOW, NOW + timedelta(hours=5)) == "+5 h"
    assert words.between(NOW, NOW - timedelta(seconds=3)) == "−3.0 s"
    assert words.between(None, NOW) == ""


def test_sizes() -> None:
    assert [words.size(count) for count in (0, 1023, 1536, 5_000_000)] == [
        "0 B",
        "1023 B",
        "1.5 kB",
        "4.8 MB",
    ]
