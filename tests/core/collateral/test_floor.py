"""The control floor: two notices in flight, the higher holds until a supervisor confirms (T16)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from core.catalogue.parts import Measure
from core.collateral.floor import FloorNotice, floor_at
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract, golden, item, mark_due, quote
from tests.core.custody.documents import measure, outbound, pledge_confirm, pledge_notice
from tests.core.rooms import Rooms, at


def notice(no: str, value: str, issued: datetime, **rest: Any) -> Message:
    floor = {"amount": value, "currency": rest.pop("currency", "CNY")}
    return pledge_notice(no, {}, issued, action="floor", floor_value=floor, **rest)


def confirm(no: str, when: datetime, *, result: str = "accept") -> Message:
    return pledge_confirm(f"C-{no}", no, {}, when, action="floor", result=result)


def floor(rooms: Rooms) -> int:
    return contract(rooms).floor_minor // 100


def test_a_higher_floor_holds_from_its_notice_on() -> None:
    rooms = golden()

    rooms.receive(notice("F-1", "11000000", at(5)))

    assert floor(rooms) == 11_000_000
    assert "600,000.00 below" not in rooms.alerts()["C03:PC-1"]
    assert "400,000.00 below the floor of 11,000,000.00" in rooms.alerts()["C03:PC-1"]


def test_a_lower_floor_holds_only_when_the_supervisor_has_confirmed_it() -> None:
    rooms = golden()

    rooms.receive(notice("F-1", "9000000", at(5)))
    assert floor(rooms) == 10_000_000

    rooms.receive(confirm("F-1", at(6)))
    assert floor(rooms) == 9_000_000


def test_of_two_notices_in_flight_the_higher_holds_until_the_newer_is_confirmed() -> None:
    """T16."""
    rooms = golden()
    rooms.receive(notice("F-1", "12000000", at(5)))
    rooms.receive(notice("F-2", "9000000", at(6)))
    assert floor(rooms) == 12_000_000

    rooms.receive(confirm("F-1", at(7)))
    assert floor(rooms) == 12_000_000

    rooms.receive(confirm("F-2", at(8)))
    assert floor(rooms) == 9_000_000


def test_an_older_notice_confirmed_after_the_newer_one_changes_nothing_any_more() -> None:
    rooms = golden()
    rooms.receive(notice("F-1", "12000000", at(5)))
    rooms.receive(notice("F-2", "9000000", at(6)))

    rooms.receive(confirm("F-2", at(7)))
    assert floor(rooms) == 9_000_000
    rooms.receive(confirm("F-1", at(8)))

    assert floor(rooms) == 9_000_000


def test_a_rejected_notice_leaves_the_old_floor() -> None:
    rooms = golden()
    rooms.receive(notice("F-1", "12000000", at(5)))

    rooms.receive(confirm("F-1", at(6), result="reject"))

    assert floor(rooms) == 10_000_000
    assert rooms.alerts() == {}


def test_the_floor_of_a_past_moment_is_the_one_that_held_then() -> None:
    old = FloorNotice(contract_no="PC-1", notice_no="", issued_at=at(), confirmed_at=at(), value_minor=10)
    new = FloorNotice(contract_no="PC-1", notice_no="F-1", issued_at=at(5), confirmed_at=at(7), value_minor=8)

    assert [floor_at([old, new], at(hours)).value_minor for hours in (4, 6, 8)] == [10, 10, 8]


def test_a_floor_in_goods_is_broken_by_goods_and_not_by_prices() -> None:
    rooms = golden(floor_value=None, floor_quantity=Measure(value=Decimal(10_500), unit="TNE"))

    rooms.receive(quote("860", at(days=1)))
    assert not [key for key in rooms.alerts() if key.startswith("C03")]

    rooms.receive(outbound("OUT-1", {"L1": "100.5 TNE"}, at(1, days=1)))
    assert rooms.alerts()["C03:PC-1/quantity"] == "PC-1: 10499.5 TNE are there, the floor is 10500"


def test_a_kind_of_goods_has_its_own_minimum() -> None:
    rooms = golden(floor_value=None, items=(item(minimum=Decimal(10_600)),))
    assert rooms.alerts() == {}

    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(5)))

    assert rooms.alerts()["C03:PC-1/HRC"] == "PC-1: 10599 TNE of HRC are there, 10600 must stay"


def test_a_floor_in_another_currency_or_for_an_unknown_contract_is_refused() -> None:
    rooms = golden()

    with pytest.raises(Refused, match="the floor is in USD"):
        rooms.receive(notice("F-1", "1", at(5), currency="USD"))
    with pytest.raises(Refused, match="contract PC-9 is not open here"):
        rooms.receive(notice("F-1", "1", at(5), contract_no="PC-9"))

    assert floor(rooms) == 10_000_000


def test_a_floor_in_goods_noticed_later_holds_beside_the_one_in_money() -> None:
    rooms = golden()
    goods = pledge_notice("F-1", {}, at(5), action="floor", floor_quantity=measure("10600000 KGM"))
    rooms.receive(goods)
    assert rooms.alerts() == {}

    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(6)))
    rooms.receive(mark_due(at(7)))

    assert "C03:PC-1/quantity" in rooms.alerts()
    assert floor(rooms) == 10_000_000
