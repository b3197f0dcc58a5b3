"""What a warehouse, a supervisor, a pledgee and a price source can say, and what nobody can."""

from __future__ import annotations

from typing import Any

import pytest

from core import catalogue
from tests.core.catalogue.bodies import full, least, unreadable


def test_an_outbound_without_a_release_order_is_a_fact_like_any_other() -> None:
    outbound = catalogue.read("wms.outbound.v1", least("wms.outbound.v1"))

    assert catalogue.keys(outbound) == ("CK-1", "L-0001")


@pytest.mark.parametrize(
    "name", ["wms.inbound.v1", "wms.outbound.v1", "wms.transfer.v1", "wms.release_order.v1"]
)
def test_a_movement_of_no_lot_moves_nothing(name: str) -> None:
    fault = unreadable(name, lambda body: body.update(lots=[]))

    assert fault.place == "$.lots"


def test_one_lot_may_stand_on_two_lines() -> None:
    body = full("wms.inbound.v1")
    body["lots"] *= 2

    inbound = catalogue.read("wms.inbound.v1", body)

    assert len(inbound.lots) == 2  # type: ignore[attr-defined]
    assert catalogue.keys(inbound).count("L-0001") == 1


def test_a_transfer_to_where_the_goods_are_is_none() -> None:
    fault = unreadable("wms.transfer.v1", lambda body: body.update(to_warehouse="WH-01", to_location="A-03"))

    assert fault.cause == "catalogue.transfer_to_itself"


def test_a_transfer_inside_one_warehouse_goes_to_another_place() -> None:
    catalogue.read("wms.transfer.v1", full("wms.transfer.v1") | {"to_warehouse": "WH-01"})


def test_a_third_leg_is_unreadable() -> None:
    assert unreadable("wms.transfer.v1", lambda body: body.update(leg="fly")).place == "$.leg"


@pytest.mark.parametrize(("field", "value"), [("line_count", 2), ("quantity_sum", "12.49")])
def test_a_snapshot_that_lost_lines_is_asked_for_again(field: str, value: object) -> None:
    fault = unreadable("wms.stock_snapshot.v1", lambda body: body.update({field: value}))

    assert (fault.cause, fault.place) == ("catalogue.snapshot_incomplete", f"$.{field}")
    assert f"{field} says {value} and the lines give" in fault.text


def test_an_empty_warehouse_is_a_snapshot() -> None:
    empty = least("wms.stock_snapshot.v1") | {"lines": [], "line_count": 0, "quantity_sum": "0"}

    catalogue.read("wms.stock_snapshot.v1", empty)


def test_a_sources_book_below_nothing_is_what_its_book_says() -> None:
    body = least("wms.stock_snapshot.v1")
    body["lines"][0]["on_hand"]["value"] = "-1"

    catalogue.read("wms.stock_snapshot.v1", body)


def test_two_equal_snapshots_on_two_days_are_two_documents() -> None:
    today = full("wms.stock_snapshot.v1")
    tomorrow = today | {"as_of": "2026-11-24T08:15:30+08:00"}

    read = [catalogue.canonical(catalogue.read("wms.stock_snapshot.v1", body)) for body in (today, tomorrow)]

    assert read[0] != read[1]


def test_nobody_counts_less_than_nothing() -> None:
    fault = unreadable("wms.stock_count.v1", lambda body: body["lines"][0]["counted"].update(value="-1"))

    assert fault.place == "$.lines[0].counted"


def test_a_count_of_no_lot_is_no_count() -> None:
    assert unreadable("wms.stock_count.v1", lambda body: body.update(lines=[])).place == "$.lines"


def test_an_adjustment_says_by_how_much() -> None:
    assert (
        unreadable("wms.correction.v1", lambda body: body.update(lines=[])).cause
        == "catalogue.correction_empty"
    )


def test_a_void_names_what_never_was_and_needs_no_lines() -> None:
    fault = unreadable("wms.correction.v1", lambda body: body.update(kind="void", corrects=None))

    assert (fault.cause, fault.place) == ("catalogue.correction_empty", "$.corrects")
    catalogue.read("wms.correction.v1", full("wms.correction.v1") | {"kind": "void", "lines": []})


@pytest.mark.parametrize("action", ["pledge", "unpledge"])
def test_a_pledge_of_no_lot_is_none(action: str) -> None:
    fault = unreadable("wms.pledge_notice.v1", lambda body: body.update(action=action, lots=[]))

    assert (fault.cause, fault.place) == ("catalogue.pledge_empty", "$.lots")


def test_a_floor_notice_names_a_floor() -> None:
    def without_floor(body: dict[str, Any]) -> None:
        body.update(action="floor", lots=[], floor_value=None, floor_quantity=None)

    assert unreadable("wms.pledge_notice.v1", without_floor).cause == "catalogue.pledge_empty"
    catalogue.read("wms.pledge_notice.v1", full("wms.pledge_notice.v1") | {"action": "floor", "lots": []})


@pytest.mark.parametrize("field", ["floor_value", "floor_quantity"])
def test_a_floor_below_nothing_is_unreadable(field: str) -> None:
    def sink(body: dict[str, Any]) -> None:
        body[field]["amount" if field == "floor_value" else "value"] = "-1"

    assert unreadable("wms.pledge_notice.v1", sink).place == f"$.{field}"


def test_a_supervisor_confirms_lots_or_rejects_them() -> None:
    rejected = unreadable("wms.pledge_confirm.v1", lambda body: body.update(result="reject"))
    partial = unreadable("wms.pledge_confirm.v1", lambda body: body.update(lots=[]))

    assert rejected.place == partial.place == "$.lots"
    catalogue.read("wms.pledge_confirm.v1", full("wms.pledge_confirm.v1") | {"result": "reject", "lots": []})


@pytest.mark.parametrize("valid_to", ["2026-11-23T08:15:30+08:00", "2026-11-23T00:15:29Z"])
def test_a_release_order_that_ends_before_it_begins_is_unreadable(valid_to: str) -> None:
    fault = unreadable("wms.release_order.v1", lambda body: body.update(valid_to=valid_to))

    assert (fault.cause, fault.place) == ("catalogue.validity_backwards", "$.valid_to")


@pytest.mark.parametrize("tolerance", ["-0.001", "1.5", "3", "NaN"])
def test_a_tolerance_is_a_fraction(tolerance: str) -> None:
    fault = unreadable("wms.release_order.v1", lambda body: body.update(tolerance=tolerance))

    assert fault.place == "$.tolerance"


def test_a_release_order_for_less_than_nothing_is_unreadable() -> None:
    of_goods = unreadable(
        "wms.release_order.v1", lambda body: body["lots"][0]["max_quantity"].update(value="-1")
    )
    of_money = unreadable("wms.release_order.v1", lambda body: body["max_value"].update(amount="-1"))

    assert (of_goods.place, of_money.place) == ("$.lots[0].max_quantity", "$.max_value")


def test_a_receipt_of_released_goods_says_which() -> None:
    fault = unreadable("wms.release_receipt.v1", lambda body: body.update(outbound_no="", lots=[]))

    assert fault.cause == "catalogue.release_empty"


@pytest.mark.parametrize("price", ["0", "-37.63"])
def test_a_price_at_or_below_nothing_is_kept_as_a_fact(price: str) -> None:
    body = full("price.quote.v1")
    body["price"]["amount"] = price

    assert f'"amount":"{price}"'.encode() in catalogue.canonical(catalogue.read("price.quote.v1", body))


@pytest.mark.parametrize("per", ["0", "-1"])
def test_a_price_is_for_something(per: str) -> None:
    fault = unreadable("price.quote.v1", lambda body: body["per"].update(value=per))

    assert (fault.cause, fault.place) == ("catalogue.price_for_nothing", "$.per")


def test_a_price_that_does_not_say_whether_tax_is_in_it_says_neither() -> None:
    assert catalogue.read("price.quote.v1", least("price.quote.v1")).tax_included is None  # type: ignore[attr-defined]


def test_a_price_of_a_day_happened_on_that_day() -> None:
    assert str(catalogue.times(catalogue.read("price.quote.v1", least("price.quote.v1")))) == "2026-11-23"


def test_an_alert_is_not_last_seen_before_it_was_first_seen() -> None:
    fault = unreadable("alert.event.v1", lambda body: body.update(last_seen="2026-11-23T00:15:29Z"))

    assert (fault.cause, fault.place) == ("catalogue.times_backwards", "$.last_seen")


@pytest.mark.parametrize("valid_to", ["2026-11-23T08:15:30+08:00", "2026-11-23T00:15:29Z"])
def test_an_exchange_that_ends_before_it_begins_is_unreadable(valid_to: str) -> None:
    fault = unreadable("wms.exchange_order.v1", lambda body: body.update(valid_to=valid_to))

    assert (fault.cause, fault.place) == ("catalogue.validity_backwards", "$.valid_to")


def test_an_exchange_of_a_lot_for_itself_or_for_less_than_nothing_is_unreadable() -> None:
    itself = unreadable("wms.exchange_order.v1", lambda body: body["goods_in"][0].update(lot_no="L-0001"))
    assert (itself.cause, itself.place) == ("catalogue.exchange_of_itself", "$.goods_in")

    less = unreadable(
        "wms.exchange_order.v1", lambda body: body["goods_out"][0]["quantity"].update(value="-1")
    )
    assert less.cause == "catalogue.negative"


def test_a_patrol_finds_what_there_is_a_word_for() -> None:
    fault = unreadable("wms.patrol.v1", lambda body: body["findings"][0].update(kind="ghost"))

    assert fault.place == "$.findings[0].kind"
