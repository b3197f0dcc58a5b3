"""Orders, shipments, receipts, payments and inventories say what they need to say, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from core import catalogue
from tests.core.catalogue.bodies import full, least, unreadable


def test_a_cancellation_needs_neither_lines_nor_currency() -> None:
    order = catalogue.read("erp.order.v1", least("erp.order.v1") | {"status": "cancelled"})

    assert catalogue.keys(order) == ("PO-7",)


@pytest.mark.parametrize("kept", ["lines", "totals", "payable"])
def test_an_order_with_amounts_needs_its_currency(kept: str) -> None:
    def without_currency(body: dict[str, Any]) -> None:
        for field in {"currency", "lines", "totals", "payable", "taxes"} - {kept}:
            del body[field]

    fault = unreadable("erp.order.v1", without_currency)

    assert (fault.cause, fault.place) == ("catalogue.no_currency", "$.currency")


def test_a_confirmation_of_amounts_needs_its_currency() -> None:
    fault = unreadable("erp.order_confirmation.v1", lambda body: body.pop("currency"))

    assert fault.place == "$.currency"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("erp.order_confirmation.v1", ("signed_at", "issue_date")),
        ("erp.shipment.v1", ("shipped_at", "ship_date", "issue_date")),
        ("erp.goods_receipt.v1", ("received_at", "receipt_date")),
        ("erp.payment.v1", ("paid_at", "value_date")),
        ("erp.inventory.v1", ("as_of", "as_of_date")),
    ],
)
def test_a_document_that_does_not_say_when_is_unreadable(name: str, fields: tuple[str, ...]) -> None:
    def without_time(body: dict[str, Any]) -> None:
        for field in fields:
            del body[field]

    fault = unreadable(name, without_time)

    assert fault.text == f"{name} at $: one of {', '.join(fields)} is needed"


def test_goods_received_below_nothing_are_unreadable() -> None:
    fault = unreadable(
        "erp.goods_receipt.v1", lambda body: body["lines"][0]["quantity_rejected"].update(value="-1")
    )

    assert fault.place == "$.lines[0].quantity_rejected"


def test_goods_sent_below_nothing_are_unreadable() -> None:
    fault = unreadable(
        "erp.shipment.v1", lambda body: body["lines"][0].update(quantity={"value": "-1", "unit": "TNE"})
    )

    assert fault.place == "$.lines[0].quantity"


def test_a_payment_below_nothing_is_a_payment_the_other_way() -> None:
    fault = unreadable("erp.payment.v1", lambda body: body["amount"].update(amount="-0.01"))

    assert (fault.cause, fault.place) == ("catalogue.negative", "$.amount")
    assert "from the payee to the payer" in fault.text


def test_a_bank_amount_with_five_decimals_survives() -> None:
    body = full("erp.payment.v1")
    body["amount"]["amount"] = "100.12345"

    assert b'"amount":"100.12345"' in catalogue.canonical(catalogue.read("erp.payment.v1", body))


def test_an_owners_book_below_nothing_is_what_its_book_says() -> None:
    body = full("erp.inventory.v1")
    body["lines"][0]["quantity"]["value"] = "-3"

    assert b'"-3"' in catalogue.canonical(catalogue.read("erp.inventory.v1", body))


def test_unit_costs_need_their_currency() -> None:
    assert unreadable("erp.inventory.v1", lambda body: body.pop("currency")).place == "$.currency"


@pytest.mark.parametrize(
    "name", ["erp.order.v1", "erp.order_confirmation.v1", "erp.inventory.v1", "erp.invoice.v1"]
)
def test_a_currency_nobody_lists_is_unreadable(name: str) -> None:
    fault = unreadable(name, lambda body: body.update(currency="RMB"))

    assert (fault.cause, fault.place) == ("catalogue.unknown_currency", "$.currency")


def test_every_order_and_invoice_named_is_found_by_search() -> None:
    payment = catalogue.read("erp.payment.v1", full("erp.payment.v1"))
    shipment = catalogue.read("erp.shipment.v1", full("erp.shipment.v1"))

    assert catalogue.keys(payment) == ("P-1", "B-99", "E-1", "12345678")
    assert catalogue.keys(shipment) == ("ASN-1", "PO-7", "沪A12345", "L-0001", "L-0002")


def test_a_refusal_without_a_reason_is_no_answer() -> None:
    fault = unreadable("ack.v1", lambda body: body.pop("code"))

    assert fault.place == "$.code"
    catalogue.read("ack.v1", least("ack.v1") | {"result": "ack", "code": ""})
