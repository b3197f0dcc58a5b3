"""Goods are marked to market: each item by its own price and ratio, to the cent (G6, T7, T22, T23)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.collateral.contract import Holding
from core.custody.lot import Lot
from core.custody.messages import LotAssessed
from core.kernel.errors import Refused
from tests.core.collateral.pledges import (
    approved,
    contract,
    contract_opened,
    curve,
    exposure,
    golden,
    item,
    money,
    pledge,
    quote,
)
from tests.core.custody.documents import inbound, outbound, release_order, transfer
from tests.core.rooms import Rooms, at, ordered

MICRO = 1_000_000


def test_the_golden_pledge_is_worth_10_600_000_and_stands_at_61_percent() -> None:
    rooms = golden()

    [*_, mark] = curve(rooms)
    assert (mark.value_minor, mark.advance_minor) == (1_060_000_000, 742_000_000)
    assert (mark.ltv_ppm, mark.level, mark.gap_minor) == (613_208, "NORMAL", 60_000_000)
    assert mark.basis == "HRC 10600 TNE × 1000 CNY/TNE (Mysteel 2025-06-02 10:00Z)"
    assert rooms.alerts() == {}


def test_a_fall_of_8_percent_breaks_the_floor_by_248_000() -> None:
    rooms = golden()

    rooms.receive(quote("920", at(days=1)))

    assert (contract(rooms).value_minor, contract(rooms).ltv_ppm) == (975_200_000, 666_530)
    assert contract(rooms).level == "CALL"
    assert (
        rooms.alerts()["C03:PC-1"]
        == "PC-1: goods worth 9,752,000.00 CNY are 248,000.00 below the floor of 10,000,000.00"
    )
    assert "C04:PC-1:CALL" not in rooms.alerts()


def test_a_market_above_the_approved_price_marks_nothing_up() -> None:
    """T7."""
    rooms = golden()

    rooms.receive(quote("1100", at(days=1)))
    assert contract(rooms).value_minor == 1_060_000_000

    rooms.receive(approved(item(approved_price=Decimal(1100)), at(1, days=1)))
    assert contract(rooms).value_minor == 1_166_000_000


def test_new_terms_without_a_name_are_refused() -> None:
    rooms = golden()

    with pytest.raises(Refused, match="named person"):
        rooms.receive(approved(item(approved_price=Decimal(1100)), at(5), approver=""))

    assert contract(rooms).value_minor == 1_060_000_000


def test_every_item_of_a_mixed_pledge_counts_at_its_own_ratio() -> None:
    """C5."""
    rooms = golden(items=(item(), item("CU", rate_ppm=500_000, approved_price=Decimal(70_000))))
    rooms.receive(quote("68000", at(5), commodity_code="CU"))
    rooms.receive(inbound("IN-2", {"L2": "100 TNE"}, at(6), sku="CU"))
    pledge(rooms, {"L2": "100 TNE"}, at(7))

    [*_, mark] = curve(rooms)
    assert mark.value_minor == 1_060_000_000 + 680_000_000
    assert mark.advance_minor == 742_000_000 + 340_000_000


def test_lots_kept_in_kilograms_are_valued_by_a_price_for_tonnes() -> None:
    """T22."""
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "2500 KGM"}, at(5)))

    pledge(rooms, {"L2": "2500 KGM"}, at(6))

    assert contract(rooms).value_minor == 1_060_250_000


def test_a_price_for_100_kilograms_is_a_price_for_tonnes() -> None:
    rooms = golden()

    rooms.receive(quote("92", at(days=1), per="100 KGM"))

    assert contract(rooms).value_minor == 975_200_000


def test_a_price_without_tax_is_turned_into_the_terms_basis() -> None:
    """T23."""
    rooms = golden()

    rooms.receive(quote("850", at(days=1), tax_included=False))

    # 850 x 1.13 = 960.50 with VAT.
    assert contract(rooms).value_minor == 10_600 * 96_050


def test_terms_without_tax_take_the_tax_out_of_the_quote_and_round_once() -> None:
    rooms = golden(items=(item(tax_included=False, approved_price=Decimal(900)),))

    # 10,600 t x 1,000 / 1.13 = 9,380,530.973...
    assert contract(rooms).value_minor == 938_053_097


def test_quality_and_condition_are_factors_on_the_market() -> None:
    rooms = golden(items=(item(quality_ppm=980_000, condition_ppm={"damaged": 500_000}),))
    assert contract(rooms).value_minor == 1_038_800_000

    judged = LotAssessed(site="WH1", lot_no="L1", approver="Li", condition="damaged")
    rooms.receive(ordered("custody.lot_assessed.v1", judged, at(5)))

    assert contract(rooms).value_minor == 519_400_000


def test_only_what_the_pledgee_accepts_is_valued() -> None:
    rooms = golden()

    judged = LotAssessed(site="WH1", lot_no="L1", approver="Li", approved="10000")
    rooms.receive(ordered("custody.lot_assessed.v1", judged, at(5)))

    assert contract(rooms).value_minor == 1_000_000_000


def test_goods_that_leave_without_leave_lower_the_value_at_once_and_freeze_the_contract() -> None:
    rooms = golden()

    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(5)))

    assert contract(rooms).value_minor == 1_050_000_000
    assert contract(rooms).frozen_since == at(5)
    assert list(rooms.alerts()) == ["C01:WH1/OUT-1/L1"]


def test_an_arrival_at_a_site_nobody_approved_freezes_the_contract_at_once() -> None:
    rooms = golden()

    rooms.receive(transfer("T-1", {"L1": "1 TNE"}, "arrive", at(5), to_warehouse="WH9"))

    assert contract(rooms).frozen_since == at(5)


def test_a_transfer_to_an_approved_site_changes_no_value() -> None:
    rooms = golden()

    rooms.receive(transfer("T-1", {"L1": "600 TNE"}, "depart", at(5)))
    assert contract(rooms).value_minor == 1_060_000_000
    rooms.receive(transfer("T-1", {"L1": "600 TNE"}, "arrive", at(9)))

    assert {mark.value_minor for mark in curve(rooms)[3:]} == {1_060_000_000}
    assert rooms.alerts() == {}


def test_a_late_order_that_explains_it_unfreezes_the_contract() -> None:
    rooms = golden()
    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(6), order="RO-1"))

    rooms.receive(release_order("RO-1", {"L1": "200 TNE"}, at(5), received=at(7)))

    assert contract(rooms).frozen_since is None
    assert contract(rooms).open_breaches == 0
    assert rooms.alerts() == {}


def test_an_order_between_two_departures_is_judged_by_the_one_that_is_not_explained() -> None:
    """As when a hub was restored: what left is there first, and the orders come one after another."""
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "600 TNE"}, at(5), site="WH2"))
    pledge(rooms, {"L2": "600 TNE"}, at(6), warehouse="WH2")
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(10), order="RO-1"))
    rooms.receive(outbound("OUT-2", {"L2": "20 TNE"}, at(12), order="RO-2", site="WH2"))
    assert contract(rooms).frozen_since == at(10)

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(9), received=at(13)))
    assert contract(rooms).frozen_since == at(12)
    rooms.receive(release_order("RO-3", {"L1": "10 TNE"}, at(11), received=at(14)))

    with pytest.raises(Refused, match="PC-1 is frozen, 1 unauthorised"):
        rooms.receive(release_order("RO-4", {"L1": "10 TNE"}, at(12.5), received=at(15)))


def test_what_is_held_is_always_the_sum_of_the_lots() -> None:
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "7 TNE", "L3": "9000 KGM"}, at(5)))
    pledge(rooms, {"L2": "7 TNE", "L3": "4000 KGM"}, at(6))
    rooms.receive(outbound("OUT-1", {"L1": "1 TNE", "L2": "8 TNE", "L3": "6000 KGM"}, at(7)))

    held = {(each.sku, each.unit): each.micro for each in rooms.rows(Holding)}
    lots: dict[tuple[str, str], int] = {}
    for lot in rooms.rows(Lot, contract_no="PC-1"):
        lots[lot.sku, lot.unit] = lots.get((lot.sku, lot.unit), 0) + lot.eligible_micro
    assert held == lots


def test_a_pledge_under_a_contract_nobody_opened_is_alarmed_and_counted_in_when_it_opens() -> None:
    rooms = Rooms()
    rooms.receive(inbound("IN-1", {"L1": "10600 TNE"}, at(1)))
    pledge(rooms, {"L1": "10600 TNE"}, at(3))
    assert "which is not open here" in rooms.alerts()["C07:PC-1"]

    rooms.receive(quote("1000", at(4)))
    rooms.receive(contract_opened(opened_at=at(5)))

    assert "C07:PC-1" not in rooms.alerts()
    assert rooms.rows(Holding)[0].micro == 10_600 * MICRO


def test_goods_without_terms_secure_nothing_and_are_alarmed_until_terms_are_approved() -> None:
    rooms = Rooms()
    rooms.receive(contract_opened(items=(), floor_value=None))
    rooms.receive(inbound("IN-1", {"L1": "10 TNE"}, at(1)))
    rooms.receive(quote("1000", at(2)))
    pledge(rooms, {"L1": "10 TNE"}, at(3))
    assert contract(rooms).value_minor == 0
    assert "which has no terms for 'HRC'" in rooms.alerts()["C07:PC-1/HRC"]

    rooms.receive(approved(item(), at(4)))

    assert contract(rooms).value_minor == 1_000_000
    assert rooms.alerts() == {}


def test_a_contract_that_cannot_be_is_refused() -> None:
    rooms = Rooms()
    rooms.receive(contract_opened())

    with pytest.raises(Refused, match="is open already"):
        rooms.receive(contract_opened(rate_ppm=600_000))
    with pytest.raises(Refused, match="they must rise"):
        rooms.receive(contract_opened(contract_no="PC-2", call_ppm=900_000))
    with pytest.raises(Refused, match="no ISO 4217 currency"):
        rooms.receive(contract_opened(contract_no="PC-2", currency="CNH"))
    with pytest.raises(Refused, match="the floor is in USD"):
        rooms.receive(contract_opened(contract_no="PC-2", floor_value=money("1", "USD")))
    with pytest.raises(Refused, match="no unit this hub knows"):
        rooms.receive(contract_opened(contract_no="PC-2", items=(item(unit="XYZ"),)))
    with pytest.raises(Refused, match="at most six decimals"):
        rooms.receive(contract_opened(contract_no="PC-2", items=(item(approved_price=Decimal("0.0000001")),)))


def test_an_exposure_in_another_currency_or_below_nothing_is_refused() -> None:
    rooms = golden()

    with pytest.raises(Refused, match="owes nothing below 0"):
        rooms.receive(exposure("-1", at(5)))
    with pytest.raises(Refused, match="no whole number of minor units"):
        rooms.receive(exposure("1.001", at(5)))

    assert contract(rooms).exposure_minor == 650_000_000
