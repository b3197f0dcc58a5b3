"""Levels are entered at their line, and left only well below it, twice (C03, C04)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.collateral.levels import Reading, Standing, next_standing
from tests.core.collateral.pledges import (
    contract,
    curve,
    exposure,
    golden,
    item,
    mark_due,
    pledge,
    quote,
)
from tests.core.custody.documents import inbound
from tests.core.rooms import at

GOODS = 1_060_000_000  # Minor units at 1,000.00; a price of p per mille marks them at p/1000 of it.


@pytest.mark.parametrize(
    ("owes", "level", "alert"),
    [
        ("7949999", "NORMAL", []),
        ("7950000", "WATCH", ["C04:PC-1:WATCH"]),
        ("8480000", "CALL", ["C04:PC-1:CALL"]),
        ("9010000", "LIQUIDATE", ["C04:PC-1:LIQUIDATE"]),
    ],
)
def test_a_level_begins_at_its_line_to_the_cent(owes: str, level: str, alert: list[str]) -> None:
    """C5."""
    rooms = golden()

    rooms.receive(exposure(owes, at(5)))

    assert contract(rooms).level == level
    assert list(rooms.alerts()) == alert


def test_each_step_down_the_ladder_replaces_the_alarm_of_the_step_before() -> None:
    rooms = golden(floor_value=None)

    for day, price, level in (
        (1, "900", "WATCH"),
        (2, "815", "WATCH"),
        (3, "765", "CALL"),
        (4, "720", "LIQUIDATE"),
    ):
        rooms.receive(quote(price, at(days=day)))
        assert contract(rooms).level == level
        alarmed = [key for key in rooms.alerts() if key.startswith("C04")]
        assert alarmed == ([f"C04:PC-1:{level}"] if day > 1 else [])  # 900 is watched for its fall only


def test_a_level_is_left_only_a_point_below_its_line_and_for_two_marks() -> None:
    rooms = golden(floor_value=None)
    rooms.receive(exposure("7950000", at(5)))
    assert contract(rooms).level == "WATCH"

    rooms.receive(exposure("7900000", at(6)))  # 74.5 %: below the line, not by a point
    rooms.receive(exposure("7844000", at(7)))  # 74.0 %: the first calm mark
    assert contract(rooms).level == "WATCH"
    assert list(rooms.alerts()) == ["C04:PC-1:WATCH"]

    rooms.receive(exposure("7844000", at(8)))  # the second
    assert contract(rooms).level == "NORMAL"
    assert rooms.alerts() == {}


def test_a_mark_in_between_that_is_not_calm_begins_the_count_again() -> None:
    rooms = golden(floor_value=None)
    for hours, owes in ((5, "7950000"), (6, "7844000"), (7, "7900000"), (8, "7844000")):
        rooms.receive(exposure(owes, at(hours)))

    assert contract(rooms).level == "WATCH"


def test_two_marks_of_one_moment_are_one_calm_mark() -> None:
    rooms = golden(floor_value=None)
    rooms.receive(exposure("7950000", at(5)))

    rooms.receive(exposure("7844000", at(6)))
    rooms.receive(mark_due(at(6)))
    assert contract(rooms).level == "WATCH"

    rooms.receive(mark_due(at(7)))
    assert contract(rooms).level == "NORMAL"


def test_a_call_that_is_not_cured_in_time_is_for_liquidation() -> None:
    rooms = golden(floor_value=None, cure_s=2 * 86_400)
    rooms.receive(exposure("8480000", at(5)))

    rooms.receive(mark_due(at(4, days=2)))
    assert contract(rooms).level == "CALL"
    rooms.receive(mark_due(at(5, days=2)))

    assert contract(rooms).level == "LIQUIDATE"
    assert "the call was not cured in time" in rooms.alerts()["C04:PC-1:LIQUIDATE"]


def test_a_cured_call_ends_and_the_next_one_has_its_own_time() -> None:
    rooms = golden(floor_value=None, cure_s=4 * 3_600)
    rooms.receive(exposure("8480000", at(5)))
    for hours in (6, 7):
        rooms.receive(exposure("6500000", at(hours)))
    assert contract(rooms).level == "NORMAL"

    rooms.receive(exposure("8480000", at(8)))
    rooms.receive(mark_due(at(10)))

    assert contract(rooms).level == "CALL"
    assert contract(rooms).call_since == at(8)


def test_a_broken_floor_calls_and_its_alarm_ends_when_the_goods_are_worth_enough_again() -> None:
    rooms = golden()
    rooms.receive(quote("920", at(days=1)))
    assert set(rooms.alerts()) == {"C03:PC-1", "C06:HRC|SH|||close:drop"}

    rooms.receive(quote("960", at(days=2)))

    assert "C03:PC-1" not in rooms.alerts()
    assert contract(rooms).level == "CALL"
    rooms.receive(quote("961", at(days=3)))
    assert contract(rooms).level == "NORMAL"


def test_a_fall_of_5_percent_in_five_days_is_watched_at_any_loan_to_value() -> None:
    rooms = golden(floor_value=None)
    for day, price in ((1, "985"), (2, "970"), (3, "955"), (4, "949")):
        rooms.receive(quote(price, at(days=day)))

    assert (contract(rooms).level, contract(rooms).cause) == ("WATCH", "fall")
    assert [key for key in rooms.alerts() if key.startswith("C04")] == []


def test_the_worst_fall_of_a_mixed_pledge_is_watched() -> None:
    copper = item("CU", approved_price=Decimal(70_000))
    rooms = golden(floor_value=None, items=(copper, item()))
    rooms.receive(quote("68000", at(5), commodity_code="CU"))
    rooms.receive(inbound("IN-2", {"L2": "100 TNE"}, at(6), sku="CU"))
    pledge(rooms, {"L2": "100 TNE"}, at(7))

    rooms.receive(quote("949", at(days=1)))

    assert (contract(rooms).level, contract(rooms).cause) == ("WATCH", "fall")


def test_the_curve_keeps_every_mark() -> None:
    rooms = golden()

    assert [mark.event_time for mark in curve(rooms)] == [at(hours) for hours in (0, 2, 3, 4)]
    assert curve(rooms)[-1].headroom_minor == 92_000_000


def test_an_old_call_that_is_just_calm_is_not_for_liquidation() -> None:
    lines = contract(golden())
    called = Standing("CALL", "ltv", 0, at())

    for value, level in ((1_000, "CALL"), (999, "LIQUIDATE")):
        reading = Reading(at(days=9), 790, value, floor_broken=False)
        assert next_standing(called, reading, lines).level == level


def test_nothing_eases_while_the_floor_is_broken() -> None:
    lines = contract(golden())
    standing = Standing("LIQUIDATE", "ltv", 1, at())

    for hours in (1, 2, 3):
        standing = next_standing(standing, Reading(at(hours), 10, 100, floor_broken=True), lines)

    assert (standing.level, standing.calm) == ("LIQUIDATE", 0)


def test_a_call_by_loan_to_value_stays_alarmed_as_one_while_its_floor_is_broken() -> None:
    rooms = golden()
    rooms.receive(exposure("8480000", at(5)))
    rooms.receive(quote("943", at(days=1)))

    rooms.receive(exposure("1000000", at(1, days=1)))

    assert {"C03:PC-1", "C04:PC-1:CALL"} <= rooms.alerts().keys()


def test_a_loan_on_no_goods_is_for_liquidation_and_no_loan_never_is() -> None:
    lines = contract(golden())

    bare = Reading(at(), 1, 0, floor_broken=False)
    assert next_standing(Standing(), bare, lines).level == "LIQUIDATE"
    free = Reading(at(), 0, 0, floor_broken=False)
    assert next_standing(Standing(), free, lines).level == "NORMAL"


def test_leaving_liquidation_stops_at_the_level_that_still_holds() -> None:
    lines = contract(golden())
    standing = next_standing(Standing(), Reading(at(), 90, 100, floor_broken=False), lines)
    assert standing.level == "LIQUIDATE"

    for hours in (1, 2):
        reading = Reading(at(hours), 795, 1000, floor_broken=False)
        standing = next_standing(standing, reading, lines)

    assert standing.level == "CALL"
    assert standing.call_since == at()
    assert at() + timedelta(seconds=lines.cure_s) > at(2)
