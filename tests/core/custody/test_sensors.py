"""Devices that watch the goods: trouble is alarmed at once, silence in its time, nights too (C13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.custody.asked import DeviceCheckDue
from core.custody.device import Device
from core.custody.due import devices_to_ask
from core.custody.lot import Lot
from core.custody.messages import DeviceRuled, SiteRuled
from core.custody.night import is_night
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import inbound, outbound, pledge_confirm, transfer
from tests.core.rooms import START, Rooms, at, ordered, told


def sensor(no: str, hours: float, **rest: Any) -> Message:
    body = {
        "alarm_no": no,
        "device_id": "SC-7",
        "kind": "weight",
        "event_time": at(hours),
        "warehouse": "WH1",
    }
    return told("wms.sensor_alarm.v1", body | rest)


def placed(**rest: Any) -> Message:
    said: dict[str, Any] = {"silent_after_s": 600, "approver": "Wang", "lot_no": "L1"} | rest
    return ordered("custody.device_ruled.v1", DeviceRuled(site="WH1", device_id="SC-7", **said), at())


def asked(hours: float) -> Message:
    body = DeviceCheckDue(site="WH1", device_id="SC-7", at=at(hours))
    return ordered("custody.device_check_due.v1", body, at(hours))


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    return rooms


def test_trouble_is_alarmed_with_what_was_measured_and_ends_when_the_device_says_so(rooms: Rooms) -> None:
    bounds = {"value": {"value": "92.4", "unit": "TNE"}, "threshold": {"value": "99", "unit": "TNE"}}
    rooms.receive(sensor("A-1", 1, lot_no="L1", **bounds))

    text = rooms.alerts()["C13:WH1/SC-7/weight"]
    assert "SC-7 at L1: weight 92.4 TNE, 99 TNE is allowed" in text
    assert rooms.row(Lot, "WH1", "L1").on_hand_micro == 100_000_000
    assert rooms.row(Device, "WH1", "SC-7").raised == "weight"

    rooms.receive(sensor("A-2", 2, state="cleared"))
    assert rooms.alerts() == {}


def test_each_kind_of_trouble_is_an_alarm_of_its_own(rooms: Rooms) -> None:
    rooms.receive(sensor("A-1", 1))
    rooms.receive(sensor("A-2", 1, kind="seal", text="opened"))
    rooms.receive(sensor("A-3", 2, state="cleared"))

    assert list(rooms.alerts()) == ["C13:WH1/SC-7/seal"]
    assert rooms.alerts()["C13:WH1/SC-7/seal"].endswith("opened")


@pytest.mark.parametrize(("pledged", "severity"), [(True, "critical"), (False, "high")])
def test_trouble_with_pledged_goods_is_graver(rooms: Rooms, pledged: bool, severity: str) -> None:
    if pledged:
        rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(0.5)))
    rooms.receive(placed())

    rooms.receive(sensor("A-1", 1))

    [alert] = [message.body for message in rooms.produced if message.key == "C13:WH1/SC-7/weight"]
    assert alert.severity == severity


def test_a_device_that_falls_silent_is_alarmed_once_until_it_speaks(rooms: Rooms) -> None:
    rooms.receive(placed())
    rooms.receive(sensor("A-1", 1, state="cleared"))
    rooms.produced.clear()

    assert rooms.receive(asked(1.1)) == []
    rooms.receive(asked(1.2))
    assert "SC-7 at WH1 was last heard at 2025-06-02 09:00:00Z" in rooms.alerts()["C13:WH1/SC-7/silent"]
    assert rooms.receive(asked(1.3)) == []

    rooms.receive(sensor("A-2", 2, state="cleared"))
    assert rooms.alerts() == {}


def test_a_device_that_was_placed_and_never_spoke_is_silent_too(rooms: Rooms) -> None:
    rooms.receive(placed())

    rooms.receive(asked(1))

    assert "C13:WH1/SC-7/silent" in rooms.alerts()


def test_one_that_speaks_only_in_trouble_may_be_silent(rooms: Rooms) -> None:
    rooms.receive(sensor("A-1", 1, state="cleared"))

    assert rooms.receive(asked(9_999)) == []


@pytest.mark.parametrize("rest", [{"approver": ""}, {"silent_after_s": -1}])
def test_a_device_is_placed_by_a_person(rooms: Rooms, rest: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="a named approver places it"):
        rooms.receive(placed(**rest))


def test_the_clock_asks_of_the_silent_ones() -> None:
    def one(name: str, **rest: Any) -> Device:
        return Device(site="WH1", device_id=name, heard_at=at(0), **({"silent_after_s": 60} | rest))

    devices = [one("late"), one("known", silent=True), one("free", silent_after_s=0)]

    assert [each.device_id for each in devices_to_ask(devices, at(1))] == ["late"]
    assert devices_to_ask(devices, at(0)) == []


def test_goods_that_move_at_night_are_booked_and_alarmed(rooms: Rooms) -> None:
    body = SiteRuled(site="WH1", approver="Wang", night="22:00-06:00+08:00")
    rooms.receive(ordered("custody.site_ruled.v1", body, at()))

    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(5.9)))
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at(6)))
    rooms.receive(transfer("T-1", {"L1": "10 TNE"}, "depart", at(13.9)))
    rooms.receive(outbound("OUT-2", {"L1": "10 TNE"}, at(14)))

    assert [key for key in rooms.alerts() if key.startswith("C13")] == [
        "C13:WH1/IN-2/night",
        "C13:WH1/T-1/night",
    ]
    assert "nothing may between 22:00-06:00+08:00" in rooms.alerts()["C13:WH1/IN-2/night"]
    assert rooms.row(Lot, "WH1", "L2").on_hand_micro == 10_000_000


@pytest.mark.parametrize(
    ("night", "hours", "said"),
    [
        ("22:00-06:00+00:00", 13.99, False),
        ("22:00-06:00+00:00", 14, True),
        ("22:00-06:00+00:00", 22, False),
        ("00:00-05:00+08:00", 8, True),
        ("00:00-05:00+08:00", 13, False),
        ("20:00-23:30-03:30", 15.5, True),
        ("20:00-23:30-03:30", 19, False),
    ],
)
def test_a_night_is_of_the_sites_own_clock(night: str, hours: float, said: bool) -> None:
    assert is_night(night, START + timedelta(hours=hours)) is said
