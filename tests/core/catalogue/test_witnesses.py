"""What registry, insurer, tax office, bureau and keeper can say, and what nobody can."""

from __future__ import annotations

from typing import Any

import pytest

from core import catalogue
from tests.core.catalogue.bodies import full, least, unreadable


def fault(type_name: str, **more: Any) -> tuple[str, str]:
    found = unreadable(type_name, lambda body: body.update(more))
    return found.cause, found.text.split(": ", 1)[1]


@pytest.mark.parametrize("op", ["change", "extend", "cancel"])
def test_what_is_changed_at_the_registry_has_its_number(op: str) -> None:
    assert fault("registry.filing.v1", op=op, filing_no="") == (
        "catalogue.none_given",
        f"filing_no is needed: to {op} is to {op} a filing there is",
    )


def test_a_filing_has_a_number_once_it_is_accepted() -> None:
    assert fault("registry.filing.v1", op="init", filing_no=" ")[1] == (
        "filing_no is needed: what is accepted is filed under a number"
    )
    for status in ("pending", "rejected"):
        catalogue.read(
            "registry.filing.v1",
            full("registry.filing.v1") | {"op": "init", "status": status, "filing_no": ""},
        )


def test_a_query_finds_what_others_filed_and_both_are_searched_for() -> None:
    filing = catalogue.read("registry.filing.v1", full("registry.filing.v1"))

    assert {"ZYHT-1", "ZD-20260101-77", "L-0001"} <= set(catalogue.keys(filing))


def test_a_hit_without_its_number_is_unreadable() -> None:
    found = unreadable("registry.filing.v1", lambda body: body["hits"][0].update(filing_no=" "))

    assert found.place == "$.hits[0].filing_no"


@pytest.mark.parametrize(
    ("kind", "field"), [("limit", "limit_no"), ("shipment", "declare_no"), ("claim", "claim_no")]
)
def test_an_insurer_names_what_it_speaks_of_and_what_is_asked_has_no_number_yet(
    kind: str, field: str
) -> None:
    assert fault("insurance.cover.v1", kind=kind, status="accepted", **{field: ""}) == (
        "catalogue.none_given",
        f"{field} is needed: a {kind} is one of these",
    )
    asked = full("insurance.cover.v1") | {"kind": kind, "status": "pending", field: ""}
    catalogue.read("insurance.cover.v1", asked)


@pytest.mark.parametrize("status", ["accepted", "pending"])
def test_a_premium_says_how_much(status: str) -> None:
    assert fault("insurance.cover.v1", kind="premium", status=status, premium=None)[1] == (
        "premium is needed: a premium is one of these"
    )


def test_cover_is_a_fraction_and_does_not_end_before_it_begins() -> None:
    assert fault("insurance.cover.v1", rate="90")[0] == "catalogue.not_a_fraction"
    assert fault("insurance.cover.v1", valid_until="2025-12-31") == (
        "catalogue.bounds_backwards",
        "valid_until 2025-12-31 is below valid_from 2026-01-01",
    )


def test_a_fully_digital_invoice_has_no_code() -> None:
    digital = catalogue.read("invoice.verification.v1", least("invoice.verification.v1"))

    assert catalogue.keys(digital) == ("CY-1", "12345678")


def test_a_report_does_not_expire_before_it_was_obtained() -> None:
    found = fault("credit.report.v1", expires_at="2026-11-23T00:15:29Z")

    assert found[0] == "catalogue.bounds_backwards"
    assert found[1].startswith(
        "expires_at 2026-11-23 00:15:29+00:00 is below obtained_at 2026-11-23 08:15:30"
    )


def test_a_fact_of_a_report_is_a_text_whatever_it_counts() -> None:
    found = unreadable("credit.report.v1", lambda body: body.update(facts={"overdue": 3}))

    assert "Expected `str`, got `int`" in found.text


@pytest.mark.parametrize("op", ["split", "merged"])
def test_a_receipt_made_of_another_names_it(op: str) -> None:
    assert fault("wms.warehouse_receipt.v1", op=op, parents=[]) == (
        "catalogue.none_given",
        f"parents is needed: a receipt that was {op} comes of another",
    )


def test_an_endorsed_receipt_says_to_whom() -> None:
    assert fault("wms.warehouse_receipt.v1", op="endorsed", endorsements=[])[1] == (
        "endorsements is needed: what was endorsed says to whom"
    )


def test_a_receipt_is_not_its_own_parent() -> None:
    assert fault("wms.warehouse_receipt.v1", parents=["CD-1", "CD-2"]) == (
        "catalogue.own_parent",
        "parents holds CD-2, the receipt itself",
    )


def test_a_frozen_store_measures_below_nothing() -> None:
    frozen = full("wms.sensor_alarm.v1") | {"kind": "temp", "value": {"value": "-18.5", "unit": "CEL"}}

    catalogue.read("wms.sensor_alarm.v1", frozen)
