"""Of each category so much must stay, and none may be too much of the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.catalogue.parts import Measure
from core.collateral.category import Category
from core.collateral.cover import floor_for
from core.collateral.floor import FloorNotice
from core.collateral.messages import CategoryRuled
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract, golden, item, money, pledge, quote
from tests.core.custody.documents import inbound, measure, outbound, pledge_notice, release_order
from tests.core.rooms import Rooms, at, ordered


def ruled(hours: float = 6, **rest: Any) -> Message:
    said = {"contract_no": "PC-1", "category": "coils", "approver": "Wang"} | rest
    return ordered("collateral.category_ruled.v1", CategoryRuled(**said), at(hours))


def tonnes(amount: str, unit: str = "TNE") -> Measure:
    return Measure(value=Decimal(amount), unit=unit)


def mixed() -> Rooms:
    """PC-1: 11,600 t of coils in two kinds (HRC 10,600, CRC 1,000) and 2,000 t of rods."""
    kinds = (item(category="coils"), item("CRC", category="coils"), item("ROD", category="rods"))
    rooms = golden(items=kinds)
    rooms.receive(inbound("IN-2", {"C1": "1000 TNE"}, at(4.2), sku="CRC"))
    rooms.receive(inbound("IN-3", {"R1": "2000 TNE"}, at(4.3), sku="ROD"))
    pledge(rooms, {"C1": "1000 TNE"}, at(5))
    pledge(rooms, {"R1": "2000 TNE"}, at(5.5))
    rooms.produced.clear()
    return rooms


def test_less_of_a_category_than_must_stay_is_a_broken_floor_over_all_its_kinds() -> None:
    rooms = mixed()
    rooms.receive(ruled(minimum=tonnes("11600000", "KGM")))
    assert rooms.alerts() == {}

    rooms.receive(outbound("OUT-1", {"C1": "0.5 TNE"}, at(7)))

    text = rooms.alerts()["C03:PC-1/category coils"]
    assert text == "PC-1: of category coils 500 KGM are missing of what must stay"
    assert contract(rooms).level == "CALL"


def test_a_minimum_in_money_is_broken_by_a_price() -> None:
    rooms = mixed()
    rooms.receive(ruled(minimum_value=money("11000000")))
    assert rooms.alerts() == {}

    rooms.receive(quote("950", at(7)))

    assert "are there, 1100000000 must stay" in rooms.alerts()["C03:PC-1/category coils"]


def test_a_release_that_would_break_a_category_is_refused() -> None:
    rooms = mixed()
    rooms.receive(ruled(minimum=tonnes("11500")))

    rooms.receive(release_order("RO-1", {"C1": "100 TNE"}, at(7)))
    with pytest.raises(Refused, match=r"of category coils 0\.001 TNE are missing"):
        rooms.receive(release_order("RO-2", {"L1": "0.001 TNE"}, at(8)))


def test_a_share_that_grows_too_large_is_alarmed_and_calls_nobody() -> None:
    rooms = mixed()
    rooms.receive(ruled(max_share_ppm=870_000))
    assert rooms.alerts() == {}

    rooms.receive(ruled(hours=7, max_share_ppm=800_000))
    assert "category coils is 86" in rooms.alerts()["C10:PC-1/category coils"]
    assert contract(rooms).level == "NORMAL"

    rooms.receive(ruled(hours=8))
    assert rooms.alerts() == {}
    assert rooms.rows(Category) == []


def test_a_release_that_leaves_too_much_of_one_category_is_refused() -> None:
    rooms = mixed()
    rooms.receive(ruled(max_share_ppm=870_000))

    with pytest.raises(Refused, match="order RO-1 leaves too much of one: PC-1: category coils is"):
        rooms.receive(release_order("RO-1", {"R1": "1000 TNE"}, at(7)))

    rooms.receive(release_order("RO-2", {"L1": "100 TNE"}, at(8)))


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"contract_no": "PC-9"}, "contract PC-9 is not open here"),
        ({"approver": " "}, "ruled by a named person"),
        ({"minimum_value": money("1", "USD")}, "the minimum is in USD, contract PC-1 in CNY"),
        ({"minimum_value": money("-1")}, "what must stay of coils is not below 0"),
        ({"minimum": tonnes("-1")}, "what must stay of coils is not below 0"),
    ],
)
def test_what_makes_no_rule_is_refused(rest: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        golden().receive(ruled(**rest))


def floor(no: str, amount: str, hours: float) -> Message:
    return pledge_notice(no, {}, at(hours), action="floor", floor_quantity=measure(amount))


def test_of_two_floors_in_goods_the_higher_holds_whatever_unit_it_is_told_in() -> None:
    rooms = golden(floor_value=None, floor_quantity=tonnes("10000"))

    rooms.receive(floor("F-1", "9000000 KGM", 5))
    with pytest.raises(Refused, match="would break the floor"):
        rooms.receive(release_order("RO-1", {"L1": "601 TNE"}, at(6)))

    rooms.receive(floor("F-2", "10500000 KGM", 7))
    with pytest.raises(Refused, match="would break the floor"):
        rooms.receive(release_order("RO-2", {"L1": "101 TNE"}, at(8)))


def test_a_floor_in_a_unit_that_cannot_be_compared_is_refused() -> None:
    rooms = golden(floor_quantity=tonnes("10000"))

    with pytest.raises(Refused, match="the floor in goods is in H87, that of PC-1 in TNE"):
        rooms.receive(floor("F-1", "9000 H87", 5))


def test_a_notice_keeps_the_floor_that_it_changes() -> None:
    rooms = golden()
    value = {"amount": "9000000", "currency": "CNY"}

    rooms.receive(pledge_notice("F-1", {}, at(5), action="floor", floor_value=value))

    notice = rooms.row(FloorNotice, "PC-1", "F-1")
    assert (notice.old_value_minor, notice.value_minor) == (1_000_000_000, 900_000_000)


def test_the_floor_that_an_exposure_asks_for_is_rounded_up() -> None:
    assert floor_for(650_000_000, 700_000) == 928_571_429
    assert floor_for(700, 700_000) == 1_000
    assert floor_for(0, 700_000) == 0
    with pytest.raises(Refused, match="no floor at a pledge rate of 0 ppm"):
        floor_for(1, 0)


def test_a_share_of_just_its_bound_is_not_too_large() -> None:
    rooms = golden(items=(item(category="coils"),))

    rooms.receive(ruled(max_share_ppm=1_000_000))
    assert rooms.alerts() == {}

    rooms.receive(ruled(hours=7, max_share_ppm=999_999))
    assert "is 1000000 ppm of the goods' value, it may be 999999" in rooms.alerts()["C10:PC-1/category coils"]
