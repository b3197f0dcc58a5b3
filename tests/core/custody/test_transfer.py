"""Goods: each warehouse tells one half, in any order; the pledge goes along, or not (T17)."""

from __future__ import annotations

import pytest

from core.custody.lot import Lot
from core.custody.messages import SiteApproved
from core.custody.transit import Transit
from tests.core.custody.documents import inbound, pledge_confirm, transfer, void
from tests.core.rooms import Rooms, at, ordered

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1, all pledged under PC-1, which allows WH2 but not WH3."""
    rooms = Rooms("custody")
    rooms.receive(ordered("custody.site_approved.v1", SiteApproved(contract_no="PC-1", site="WH2"), at()))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def stands(rooms: Rooms, site: str) -> tuple[int, int, int]:
    lot = rooms.row(Lot, site, "L1")
    return lot.on_hand_micro // MICRO, lot.pledged_micro // MICRO, lot.under_way_micro // MICRO


def test_on_the_road_the_goods_still_secure_the_contract(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))

    assert stands(rooms, "WH1") == (60, 60, 40)
    assert rooms.row(Lot, "WH1", "L1").eligible_micro == 100 * MICRO
    assert rooms.alerts() == {}


def test_the_pledge_arrives_with_the_goods(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), to_location="Hall 2"))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_location="Hall 2"))

    assert stands(rooms, "WH1") == (60, 60, 0)
    assert stands(rooms, "WH2") == (40, 40, 0)
    there = rooms.row(Lot, "WH2", "L1")
    assert (there.contract_no, there.sku, there.location) == ("PC-1", "HRC", "Hall 2")
    assert rooms.row(Transit, "T-1", "WH1", "L1").complete


def test_the_legs_lead_to_the_same_book_in_either_order(rooms: Rooms) -> None:
    legs = [
        transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), received=at(6)),
        transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), received=at(6)),
    ]
    for leg in reversed(legs):
        rooms.receive(leg)

    assert stands(rooms, "WH1") == (60, 60, 0)
    assert stands(rooms, "WH2") == (40, 40, 0)
    assert rooms.row(Transit, "T-1", "WH1", "L1").complete


def test_while_only_the_arrival_is_told_nothing_counts_twice(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5)))

    lots = [rooms.row(Lot, site, "L1") for site in ("WH1", "WH2")]
    assert sum(lot.eligible_micro for lot in lots) == 100 * MICRO


def test_pledged_goods_towards_a_site_nobody_approved_are_an_unauthorised_release(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), to_warehouse="WH3"))

    assert "WH3 is no approved site of contract PC-1" in rooms.alerts()["C01:WH1/T-1/L1"]
    assert stands(rooms, "WH1") == (60, 60, 0)

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_warehouse="WH3"))
    assert stands(rooms, "WH3") == (40, 0, 0)


def test_an_arrival_at_a_site_nobody_approved_alarms_before_the_departure_is_told(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_warehouse="WH3"))
    assert list(rooms.alerts()) == ["C01:WH1/T-1/L1"]

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), to_warehouse="WH3", received=at(6)))

    assert stands(rooms, "WH1") == (60, 60, 0)
    assert stands(rooms, "WH3") == (40, 0, 0)


def test_free_goods_may_go_anywhere(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at()))

    rooms.receive(transfer("T-1", {"L2": "10 TNE"}, "depart", at(2), to_warehouse="WH3"))
    rooms.receive(transfer("T-1", {"L2": "10 TNE"}, "arrive", at(3), to_warehouse="WH3"))

    assert rooms.alerts() == {}
    assert rooms.row(Lot, "WH3", "L2").on_hand_micro == 10 * MICRO


def test_more_arriving_than_departed_is_a_break(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))

    rooms.receive(transfer("T-1", {"L1": "41 TNE"}, "arrive", at(5)))

    assert (
        "41 TNE of lot L1 arrived at WH2 by T-1, 40 TNE departed from WH1"
        in (rooms.alerts()["C07:WH2/T-1/L1"])
    )
    assert stands(rooms, "WH2") == (41, 40, 0)


def test_less_arriving_than_departed_stays_on_the_road(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))

    rooms.receive(transfer("T-1", {"L1": "39 TNE"}, "arrive", at(5)))

    assert stands(rooms, "WH1") == (60, 60, 1)
    assert not rooms.row(Transit, "T-1", "WH1", "L1").complete


def test_inside_one_site_only_the_place_changes(rooms: Rooms) -> None:
    where = {"to_warehouse": "WH1", "from_location": "A", "to_location": "B"}
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), **where))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(2), **where))

    assert stands(rooms, "WH1") == (100, 100, 0)
    assert rooms.row(Lot, "WH1", "L1").location == "B"


@pytest.mark.parametrize("order", [("WH1", "WH2"), ("WH2", "WH1")])
def test_a_transfer_voided_leg_by_leg_leaves_nothing_behind(rooms: Rooms, order: tuple[str, str]) -> None:
    before = rooms.row(Lot, "WH1", "L1")
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5)))

    for number, site in enumerate(order):
        rooms.receive(void(f"V-{number}", "wms.transfer.v1", "T-1", at(6), site=site))

    after = rooms.row(Lot, "WH1", "L1")
    assert (after.on_hand_micro, after.pledged_micro, after.under_way_micro) == (
        before.on_hand_micro,
        before.pledged_micro,
        0,
    )
    assert stands(rooms, "WH2") == (0, 0, 0)
    transit = rooms.row(Transit, "T-1", "WH1", "L1")
    assert (transit.departed_micro, transit.arrived_micro) == (0, 0)
    assert (transit.pledged_out_micro, transit.pledged_in_micro) == (0, 0)


def test_a_leg_read_again_books_the_difference_only(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "4 TNE"}, "depart", at(2)))

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), received=at(3), corrects="1/3/0"))

    assert stands(rooms, "WH1") == (60, 60, 40)
    assert rooms.row(Transit, "T-1", "WH1", "L1").departed_micro == 40 * MICRO


def test_free_goods_that_come_between_the_legs_do_not_leave_the_pledge_behind(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5)))
    rooms.receive(inbound("IN-2", {"L1": "50 TNE"}, at(6)))

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), received=at(7)))

    assert stands(rooms, "WH1") == (110, 60, 0)
    assert stands(rooms, "WH2") == (40, 40, 0)
