"""Weights by table and by scale, tonnes and kilograms: told in any of them, kept in one (T22)."""

from __future__ import annotations

from typing import Any

import pytest

from core.custody.lot import Lot
from core.custody.release import ReleaseLine
from core.hub.message import Message
from tests.core.custody.documents import measure, pledge_confirm, release_order, transfer
from tests.core.rooms import Rooms, at, told

MICRO = 1_000_000


def inbound(no: str, hours: float, *lots: dict[str, Any], **rest: Any) -> Message:
    body = {"inbound_no": no, "event_time": at(hours), "warehouse": "WH1", "lots": list(lots)}
    return told("wms.inbound.v1", body | rest)


def outbound(no: str, hours: float, *lots: dict[str, Any], **rest: Any) -> Message:
    body = {"outbound_no": no, "event_time": at(hours), "warehouse": "WH1", "lots": list(lots)}
    return told("wms.outbound.v1", body | rest)


def line(amount: str, basis: str | None = None, net: str = "", lot_no: str = "L1") -> dict[str, Any]:
    said: dict[str, Any] = {"lot_no": lot_no, "quantity": measure(amount)}
    if basis:
        said["weight_basis"] = basis
    if net:
        said["net_weight"] = measure(net)
    return said


def lot(rooms: Rooms) -> Lot:
    return rooms.row(Lot, "WH1", "L1")


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 by table at WH1, which weigh 98 t."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", 0, line("100 TNE", "theoretical", "98000 KGM")))
    return rooms


def test_a_lot_by_table_that_leaves_over_the_scale_comes_out_at_zero(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", 1, line("49 TNE", "weighed")))
    assert lot(rooms).on_hand_micro == 50 * MICRO

    rooms.receive(outbound("OUT-2", 2, line("49000 KGM", "weighed")))
    assert (lot(rooms).on_hand_micro, rooms.alerts()) == (0, {})


def test_an_order_in_the_lots_own_weight_is_used_up_by_the_scale(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    rooms.receive(release_order("RO-1", {"L1": "50 TNE"}, at(2)))

    rooms.receive(outbound("OUT-1", 3, line("49 TNE", "weighed"), release_order_no="RO-1"))

    assert rooms.alerts() == {}
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 50 * MICRO


def test_what_comes_in_over_the_scale_into_a_lot_by_table_is_turned_too(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", 1, line("9.8 TNE", "weighed")))

    assert lot(rooms).on_hand_micro == 110 * MICRO


def test_the_two_legs_of_a_transfer_agree_though_one_is_weighed(rooms: Rooms) -> None:
    body = {"transfer_no": "T-1", "leg": "depart", "event_time": at(1), "lots": [line("49 TNE", "weighed")]}
    rooms.receive(told("wms.transfer.v1", body | {"from_warehouse": "WH1", "to_warehouse": "WH2"}))
    rooms.receive(transfer("T-1", {"L1": "50 TNE"}, "arrive", at(2)))

    assert rooms.alerts() == {}
    assert rooms.row(Lot, "WH2", "L1").on_hand_micro == 50 * MICRO
    assert lot(rooms).on_hand_micro == 50 * MICRO


@pytest.mark.parametrize(("kept", "other"), [("theoretical", "weighed"), ("weighed", "theoretical")])
def test_without_both_weights_the_other_one_is_booked_as_told_and_alarmed(kept: str, other: str) -> None:
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", 0, line("100 TNE", kept)))

    rooms.receive(outbound("OUT-1", 1, line("49 TNE", other)))

    assert lot(rooms).on_hand_micro == 51 * MICRO
    text = rooms.alerts()["C07:WH1/L1/basis"]
    assert f"lot L1 at WH1 is kept by {kept} weight, OUT-1 tells {other} weight" in text


def test_a_source_that_says_no_kind_of_weight_means_the_lots_own(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", 1, line("49 TNE")))

    assert (lot(rooms).on_hand_micro, rooms.alerts()) == (51 * MICRO, {})


def test_kilograms_and_tonnes_of_one_lot_add_up(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", 1, line("500 KGM"), line("0.5 TNE")))

    assert lot(rooms).on_hand_micro == 101 * MICRO


@pytest.mark.parametrize(
    ("paper", "slip", "said"),
    [
        ("25 TNE", {"net": "25 KGM"}, "25000 kg on paper, 25 kg on slip S-1: a unit is wrong"),
        ("25000 TNE", {"net": "25 TNE"}, "25000000 kg on paper, 25000 kg on slip S-1: a unit is wrong"),
        ("25 TNE", {"net": "23.7 TNE"}, "25000 kg on paper, 23700 kg on slip S-1"),
        (
            "25 TNE",
            {"gross": "40 TNE", "tare": "14 TNE", "net": "25 TNE"},
            "slip S-1: 40 TNE less 14 TNE is not 25 TNE",
        ),
    ],
)
def test_a_slip_that_cannot_be_of_this_load_is_alarmed_and_the_paper_is_booked(
    paper: str, slip: dict[str, str], said: str
) -> None:
    ticket = {"ticket_no": "S-1"} | {name: measure(amount) for name, amount in slip.items()}
    rooms = Rooms("custody")

    rooms.receive(inbound("IN-1", 0, line(paper), weigh_ticket=ticket))

    assert said in rooms.alerts()["C07:WH1/IN-1/scale"]
    assert lot(rooms).on_hand_micro > 0


@pytest.mark.parametrize(
    ("paper", "slip"),
    [
        ("25 TNE", {"net": "24.9 TNE"}),
        ("25 TNE", {"gross": "40 TNE", "tare": "15000 KGM", "net": "25 TNE"}),
        ("25 TNE", {"net": "26.25 TNE"}),
        ("30 H87", {"net": "25 TNE"}),
        ("25 TNE", {}),
    ],
)
def test_a_slip_within_what_scales_are_off_is_no_matter(paper: str, slip: dict[str, str]) -> None:
    ticket = {"ticket_no": "S-1"} | {name: measure(amount) for name, amount in slip.items()}
    rooms = Rooms("custody")

    rooms.receive(inbound("IN-1", 0, line(paper), weigh_ticket=ticket))

    assert rooms.alerts() == {}


def test_a_line_whose_net_weight_is_a_thousandfold_off_is_alarmed_when_it_leaves_too(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", 1, line("5 TNE", None, "5000 TNE")))

    assert "lot L1 is 5 TNE and weighs 5000 TNE: a unit is wrong" in rooms.alerts()["C07:WH1/OUT-1/scale"]
