"""A funder's quota names a day's bound, working hours and regions: a draw goes out within all of them."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Loan
from core.loan.records import QuotaDay
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, cny
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY
from tests.core.loan.test_funders import FUNDER, deal, quota
from tests.core.rooms import at

NEXT = 2025_06_03


def of_region(rooms: DealRooms, region: str) -> None:
    body = {"uscc": BORROWER, "name": "闽江钢材", "region": region, "as_of": rooms.now.isoformat()}
    rooms.hear("party.master.v1", body, "house")


def ready(rooms: DealRooms, *draws: str) -> None:
    """Draws of 1,000,000.00 each, approved and routed."""
    for each in draws:
        rooms.draw(draw_no=each)
        rooms.act_on_draw("approve", draw_no=each)
        rooms.act_on_draw("route", draw_no=each, funder=FUNDER)


def send(rooms: DealRooms, draw_no: str = "D-1", **rest: Any) -> None:
    rooms.act_on_draw("disburse", "zhao", draw_no=draw_no, **rest)


def taken(rooms: DealRooms, day: int = DAY) -> int:
    return sum(row.taken_minor for row in rooms.rows(QuotaDay, funder=FUNDER, day=day))


def test_of_one_day_a_funder_is_asked_for_no_more_than_it_lends_on_a_day() -> None:
    rooms = deal()
    quota(rooms, daily=cny(MILLION * 3 // 2))
    ready(rooms, "D-1", "D-2")
    send(rooms, "D-1")

    with pytest.raises(Refused, match="lends 150000000 minor units on 20250602, 100000000 of them are taken"):
        send(rooms, "D-2")

    assert rooms.row(Loan, "D-2").state == "ROUTED"
    assert taken(rooms) == MILLION
    send(rooms, "D-2", hours=24, day=NEXT)
    assert (taken(rooms), taken(rooms, NEXT)) == (MILLION, MILLION)


def test_a_draw_that_is_to_count_from_a_later_day_takes_of_that_day() -> None:
    rooms = deal()
    quota(rooms, daily=cny(MILLION))
    rooms.draw(draw_no="D-1", value_date="2025-06-03")
    rooms.act_on_draw("approve")
    rooms.act_on_draw("route", funder=FUNDER)

    send(rooms)

    assert (taken(rooms), taken(rooms, NEXT)) == (0, MILLION)


@pytest.mark.parametrize("ends", ["failed", "given up"])
def test_what_comes_to_nothing_leaves_its_day_free_for_another(ends: str) -> None:
    rooms = deal()
    quota(rooms, daily=cny(MILLION))
    ready(rooms, "D-1", "D-2")
    send(rooms)

    if ends == "failed":
        rooms.answer("failed", partner=FUNDER)
    else:
        rooms.overdue()
        rooms.act_on_draw("give_up", "zhao", reason="the funder says that nothing was paid")

    assert taken(rooms) == 0
    assert rooms.row(Loan, "D-1").quota_day is None
    send(rooms, "D-2")
    assert taken(rooms) == MILLION


def test_a_day_of_which_nothing_is_lent_and_a_word_that_was_cut_meanwhile() -> None:
    rooms = deal()
    quota(rooms)
    ready(rooms, "D-1")
    quota(rooms, "Q-2", daily=cny(0))

    with pytest.raises(Refused, match="lends 0 minor units on 20250602"):
        send(rooms)
    quota(rooms, "Q-3", valid_to="2025-06-01")
    with pytest.raises(Refused, match="lends from 0 to 20250601, today is 20250602"):
        send(rooms)
    quota(rooms, "Q-4")
    send(rooms)


def test_of_the_quota_of_a_core_s_programme_its_own_day_is_taken() -> None:
    rooms = deal()
    quota(rooms, daily=cny(0))
    quota(rooms, "Q-2", core={"id": CORE}, daily=cny(MILLION))
    ready(rooms, "D-1")

    send(rooms)

    assert {row.core: row.taken_minor for row in rooms.rows(QuotaDay)} == {CORE: MILLION}


# The deal is made at 8:00 UTC, which is 16:00 in Shanghai and 9:00 in London.
@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ({}, ""),
        ({"opens": "09:00", "closes": "17:30"}, ""),
        ({"opens": "09:00", "closes": "16:00"}, "works from 09:00 to 16:00 \\(Asia/Shanghai\\).*it is 16:0"),
        ({"opens": "17:00"}, "works from 17:00 to 24:00"),
        ({"closes": "16:00"}, "works from 00:00 to 16:00"),
        ({"opens": "09:00", "closes": "16:00", "zone": "Europe/London"}, ""),
        ({"opens": "22:00", "closes": "06:00"}, "works from 22:00 to 06:00"),
        ({"opens": "15:00", "closes": "02:00"}, ""),
    ],
)
def test_outside_a_funder_s_hours_nothing_goes_out(hours: dict[str, str], why: str) -> None:
    rooms = deal()
    quota(rooms, **hours)
    ready(rooms, "D-1")

    if not why:
        send(rooms)
        return
    with pytest.raises(Refused, match=why):
        send(rooms)
    assert rooms.row(Loan, "D-1").state == "ROUTED"
    assert taken(rooms) == 0


def test_it_goes_out_when_the_funder_opens() -> None:
    rooms = deal()
    quota(rooms, opens="09:00", closes="16:00")
    ready(rooms, "D-1")

    send(rooms, hours=17.5, day=NEXT)

    assert rooms.row(Loan, "D-1").state == "DISBURSING"
    assert taken(rooms, NEXT) == MILLION


def test_hours_of_no_zone_are_not_kept() -> None:
    rooms = deal()
    with pytest.raises(Refused, match="'Mars/Olympus' is no zone of hours"):
        quota(rooms, zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("region", "regions", "why"),
    [
        ("350102", [], ""),
        ("", [], ""),
        ("350102", ["310000", "350000"], ""),
        ("350102", ["350100"], ""),
        ("350102", ["350102"], ""),
        ("350102", ["350200"], f"lends in 350200, and {BORROWER} is of 350102"),
        ("350102", ["310000"], f"lends in 310000, and {BORROWER} is of 350102"),
        ("", ["350000"], f"lends in 350000, and of {BORROWER} no region is known"),
    ],
)
def test_a_funder_lends_in_its_regions_alone(region: str, regions: list[str], why: str) -> None:
    """By GB/T 2260: a province takes in its cities, a city its districts; an unknown one is never passed."""
    rooms = deal()
    if region:
        of_region(rooms, region)
    quota(rooms, regions=regions)
    rooms.draw()
    rooms.act_on_draw("approve")

    if why:
        with pytest.raises(Refused, match=why):
            rooms.act_on_draw("route", funder=FUNDER)
    else:
        rooms.act_on_draw("route", funder=FUNDER)


def test_another_bound_under_the_same_number_calls_a_person() -> None:
    rooms = deal()
    quota(rooms, daily=cny(MILLION), told_at=at(0).isoformat())

    quota(rooms, daily=cny(2 * MILLION))

    assert f"L04:quota/{FUNDER}/Q-1" in rooms.alerts()
