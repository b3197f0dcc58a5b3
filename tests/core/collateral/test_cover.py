"""A release is good only if what stays covers the loan: static by ratio, dynamic by floor."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.catalogue.parts import Measure
from core.custody.lot import Lot
from core.custody.release import ReleaseOrder
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract, exposure, golden, item, pledge
from tests.core.custody.documents import inbound, outbound, pledge_confirm, pledge_notice, release_order
from tests.core.rooms import Rooms, at


def reserved(rooms: Rooms) -> int:
    return rooms.row(Lot, "WH1", "L1").reserved_micro // 1_000_000


def test_dynamic_goods_above_the_floor_may_leave_and_not_a_gram_more() -> None:
    """C4."""
    rooms = golden()

    with pytest.raises(Refused, match=r"order RO-1 would break the floor: PC-1: goods worth 9,999,999\.00"):
        rooms.receive(release_order("RO-1", {"L1": "600.001 TNE"}, at(5)))
    assert reserved(rooms) == 0
    assert rooms.rows(ReleaseOrder) == []

    rooms.receive(release_order("RO-2", {"L1": "600 TNE"}, at(5)))
    assert reserved(rooms) == 600


def test_what_was_promised_before_counts_as_gone() -> None:
    rooms = golden()
    rooms.receive(release_order("RO-1", {"L1": "400 TNE"}, at(5)))

    with pytest.raises(Refused, match="would break the floor"):
        rooms.receive(release_order("RO-2", {"L1": "201 TNE"}, at(6)))

    rooms.receive(release_order("RO-3", {"L1": "200 TNE"}, at(6)))


def test_a_floor_in_goods_is_tested_too() -> None:
    rooms = golden(
        floor_value=None, floor_quantity=Measure(value=Decimal(10_500), unit="TNE"), items=(item(),)
    )

    with pytest.raises(Refused, match="10499 TNE are there, the floor is 10500"):
        rooms.receive(release_order("RO-1", {"L1": "101 TNE"}, at(5)))


def test_static_goods_leave_against_cash() -> None:
    """C4."""
    rooms = golden(mode="static", floor_value=None)

    # 10,600,000 x 70 % = 7,420,000; 6,500,000 need 9,285,714.29 of goods.
    with pytest.raises(Refused, match="repay 2000000 first"):
        rooms.receive(release_order("RO-1", {"L1": "1342.857143 TNE"}, at(5)))
    rooms.receive(exposure("6480000", at(6)))

    rooms.receive(release_order("RO-2", {"L1": "1342.857142 TNE"}, at(7)))
    assert reserved(rooms) == 1342


def test_a_called_contract_releases_nothing_that_was_ordered_after_the_call() -> None:
    rooms = golden()
    rooms.receive(exposure("8480000", at(5)))

    with pytest.raises(Refused, match="PC-1 is at CALL since 2025-06-02 13:00:00Z; cure it first"):
        rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(6)))

    rooms.receive(release_order("RO-2", {"L1": "1 TNE"}, at(4.5), received=at(6)))


def test_a_frozen_contract_releases_nothing_at_any_site() -> None:
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at(4), site="WH2"))
    pledge(rooms, {"L2": "10 TNE"}, at(5), warehouse="WH2")
    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(6)))

    with pytest.raises(Refused, match="PC-1 is frozen, 1 unauthorised releases"):
        rooms.receive(release_order("RO-1", {"L2": "1 TNE"}, at(7), warehouse="WH2"))


def test_free_goods_need_no_cover() -> None:
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at(4)))
    rooms.receive(exposure("8480000", at(5)))

    rooms.receive(release_order("RO-1", {"L2": "10 TNE"}, at(6)))

    assert rooms.row(Lot, "WH1", "L2").reserved_micro == 10_000_000


def test_pledged_goods_of_a_contract_nobody_opened_cannot_be_released() -> None:
    rooms = Rooms()
    rooms.receive(inbound("IN-1", {"L1": "10 TNE"}, at()))
    pledge(rooms, {"L1": "10 TNE"}, at(1))

    with pytest.raises(Refused, match="no cover test is possible"):
        rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(2)))


def test_an_order_that_names_goods_worth_more_than_its_own_bound_is_refused() -> None:
    rooms = golden()
    bound = {"amount": "99999.99", "currency": "CNY"}

    with pytest.raises(Refused, match=r"over its own bound of 99999\.99 CNY"):
        rooms.receive(release_order("RO-1", {"L1": "100 TNE"}, at(5), max_value=bound))

    bound = {"amount": "100000.00", "currency": "CNY"}
    rooms.receive(release_order("RO-2", {"L1": "100 TNE"}, at(5), max_value=bound))


def test_a_cancelled_order_needs_no_cover() -> None:
    rooms = golden()
    rooms.receive(release_order("RO-1", {"L1": "600 TNE"}, at(5)))
    rooms.receive(exposure("8480000", at(6)))

    rooms.receive(release_order("RO-1", {"L1": "600 TNE"}, at(7), status="cancelled", version=1))

    assert reserved(rooms) == 0


def test_an_unpledging_is_tested_like_a_release() -> None:
    rooms = golden()

    with pytest.raises(Refused, match="notice PN-2 would break the floor"):
        rooms.receive(pledge_notice("PN-2", {"L1": "601 TNE"}, at(5), action="unpledge"))
    assert reserved(rooms) == 0

    rooms.receive(pledge_notice("PN-3", {"L1": "600 TNE"}, at(5), action="unpledge"))
    rooms.receive(pledge_confirm("PCF-3", "PN-3", {}, at(6), action="unpledge"))
    assert contract(rooms).value_minor == 1_000_000_000
