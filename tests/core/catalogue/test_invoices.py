"""An invoice is kept as it was written; whether it adds up is told, never mended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core import catalogue
from core.catalogue.erp_invoice import Invoice
from tests.core.catalogue.bodies import full, unreadable


def an_invoice(**changed: Any) -> Invoice:
    invoice = catalogue.read("erp.invoice.v1", full("erp.invoice.v1") | changed)
    assert isinstance(invoice, Invoice)
    return invoice


def totals(**changed: str | None) -> dict[str, Any]:
    return {**full("erp.invoice.v1")["totals"], **changed}


def told(invoice: Invoice) -> list[tuple[str, str, str]]:
    return [(each.what, str(each.stated), str(each.computed)) for each in invoice.discrepancies]


def test_an_invoice_that_adds_up_says_so() -> None:
    invoice = an_invoice()

    assert invoice.adds_up
    assert invoice.discrepancies == ()


def test_a_payable_that_does_not_add_up_is_kept_and_told_with_both_numbers() -> None:
    invoice = an_invoice(payable="43886.88")

    assert not invoice.adds_up
    assert told(invoice) == [("payable", "43886.88", "43887.00")]
    assert invoice.discrepancies[0].text == "payable is stated as 43886.88 and comes to 43887.00"
    assert b'"payable":"43886.88"' in catalogue.canonical(invoice)


@pytest.mark.parametrize(
    ("what", "computed"),
    [("lines", "47687.50"), ("tax", "6199.38"), ("ex_tax", "47687.50"), ("with_tax", "53886.88")],
)
def test_each_total_is_held_against_its_parts(what: str, computed: str) -> None:
    invoice = an_invoice(totals=totals(**{what: "1.00"}))

    assert (what, "1.00", computed) in told(invoice)


def test_allowances_and_charges_count() -> None:
    invoice = an_invoice(
        totals=totals(allowances="100.00", charges="30.00", ex_tax="47617.50", with_tax="53816.88"),
        payable="43817.00",
    )

    assert invoice.adds_up


def test_a_cent_is_a_cent() -> None:
    assert told(an_invoice(payable="43887.01")) == [("payable", "43887.01", "43887.00")]


def test_one_more_zero_is_no_difference() -> None:
    assert an_invoice(payable="43887").adds_up


def test_what_is_not_stated_is_not_judged() -> None:
    assert an_invoice(totals=None, taxes=[], lines=[], line_count=None).adds_up
    assert an_invoice(totals={"lines": "47687.50"}).adds_up


def test_a_payable_is_held_against_tax_though_the_sum_with_tax_is_not_stated() -> None:
    invoice = an_invoice(totals=totals(with_tax=None), payable="1.00")

    assert told(invoice) == [("payable", "1.00", "43887.00")]


def test_a_line_without_its_amount_makes_their_sum_unknown_not_wrong() -> None:
    line = full("erp.invoice.v1")["lines"][0] | {"line_amount": None}

    assert an_invoice(lines=[line]).adds_up


def test_lines_lost_on_the_way_are_told() -> None:
    assert ("line_count", "2", "1") in told(an_invoice(line_count=2))


def test_sums_of_long_numbers_are_exact() -> None:
    line = full("erp.invoice.v1")["lines"][0]
    long = "1234567890123456789012.0000000001"
    lines = [
        line | {"line_no": "1", "line_amount": long},
        line | {"line_no": "2", "line_amount": "0.0000000001"},
    ]

    invoice = an_invoice(lines=lines, line_count=2, totals={"lines": "1234567890123456789012.0000000002"})

    assert invoice.adds_up


def test_a_credit_note_and_a_red_invoice_keep_their_sign() -> None:
    credit = an_invoice(kind="credit_note", type_code="381", vat_kind=None, invoice_code="")
    red = an_invoice(status="red", payable="-43887.00", totals=None)

    assert (credit.payable, red.payable) == (Decimal("43887.00"), Decimal("-43887.00"))


def test_a_fully_digital_invoice_has_twenty_digits_and_no_code() -> None:
    invoice = an_invoice(vat_kind="digital_special", invoice_no="25312000000012345678", invoice_code="")

    assert invoice.face == "|25312000000012345678|2026-11-23"
    assert catalogue.keys(invoice)[:2] == ("25312000000012345678", "PO-7")


def test_two_digital_invoices_are_told_apart_by_number_alone() -> None:
    first = an_invoice(vat_kind="digital_special", invoice_no="25312000000012345678", invoice_code="")
    second = an_invoice(vat_kind="digital_special", invoice_no="25312000000012345679", invoice_code="")

    assert first.face != second.face
    assert (
        first.face
        == an_invoice(vat_kind="digital_ordinary", invoice_no=first.invoice_no, invoice_code="").face
    )


def test_a_paper_invoice_is_told_by_code_and_number() -> None:
    assert an_invoice().face == "3100204130|12345678|2026-11-23"
    assert an_invoice(invoice_code="3100204131").face != an_invoice().face


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"vat_kind": "digital_special", "invoice_code": ""}, "$.invoice_no"),
        ({"vat_kind": "digital_special", "invoice_no": "25312000000012345678"}, "$.invoice_code"),
        ({"vat_kind": "special", "invoice_no": "25312000000012345678"}, "$.invoice_no"),
        ({"vat_kind": "special", "invoice_code": ""}, "$.invoice_code"),
        ({"vat_kind": "e_ordinary", "invoice_code": "310020413"}, "$.invoice_code"),
        ({"vat_kind": "e_ordinary", "invoice_no": "1234567８"}, "$.invoice_no"),
    ],
)
def test_a_chinese_number_of_the_wrong_shape_is_unreadable(changed: dict[str, str], place: str) -> None:
    assert unreadable("erp.invoice.v1", lambda body: body.update(changed)).place == place


def test_an_invoice_from_elsewhere_may_have_any_number() -> None:
    assert an_invoice(vat_kind=None, invoice_code="", invoice_no="TOSL108").face == "|TOSL108|2026-11-23"


@pytest.mark.parametrize("rate", ["13", "1.01", "-0.13"])
def test_a_tax_rate_is_a_fraction_not_a_percentage(rate: str) -> None:
    fault = unreadable("erp.invoice.v1", lambda body: body["taxes"][0].update(rate=rate))

    assert (fault.cause, fault.place) == ("catalogue.not_a_fraction", "$.taxes[0].rate")
    assert "13 % is 0.13" in fault.text


@pytest.mark.parametrize("field", ["lines", "tax", "payable", "rounding"])
def test_nan_hides_in_no_total(field: str) -> None:
    def spoil(body: dict[str, Any]) -> None:
        (body if field == "payable" else body["totals"]).update({field: "NaN"})

    assert unreadable("erp.invoice.v1", spoil).place.endswith(field)
