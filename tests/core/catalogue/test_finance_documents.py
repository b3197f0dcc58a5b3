"""What borrowers, funders and the bookkeeping can say about a financing, and what nobody can."""

from __future__ import annotations

from typing import Any

import pytest

from core import catalogue
from core.catalogue.funder_recon_file import FunderReconFile
from core.catalogue.funder_repayment import FunderRepayment
from tests.core.catalogue.bodies import full, least, unreadable


def money(amount: str, currency: str = "CNY") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def fault(type_name: str, **more: Any) -> tuple[str, str]:
    found = unreadable(type_name, lambda body: body.update(more))
    return found.cause, found.text.split(": ", 1)[1]


def test_a_contract_does_not_end_before_it_is_signed() -> None:
    assert fault("trade.contract.v1", valid_to="2026-01-04") == (
        "catalogue.bounds_backwards",
        "valid_to 2026-01-04 is below sign_date 2026-01-05",
    )


def test_what_a_buyer_keeps_back_is_a_fraction_and_what_is_not_said_stays_unsaid() -> None:
    assert fault("trade.contract.v1", retention_rate="5")[0] == "catalogue.not_a_fraction"
    contract = catalogue.read("trade.contract.v1", least("trade.contract.v1"))
    assert (contract.assignable, contract.set_off_waived) == (None, None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("more", "given"), [({"term_months": None}, 0), ({"maturity": "2027-05-23"}, 2)], ids=["none", "both"]
)
def test_an_application_says_in_one_way_for_how_long(more: dict[str, Any], given: int) -> None:
    assert fault("finance.application.v1", **more) == (
        "catalogue.not_exactly_one",
        f"exactly one of term_months, maturity is needed, and {given} are given",
    )


def test_an_application_until_a_day_is_one_too() -> None:
    body = least("finance.application.v1") | {"maturity": "2027-05-23"}
    del body["term_months"]

    catalogue.read("finance.application.v1", body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 0),
        ("term_months", 0),
        ("status", "draft"),
        ("securities", [{"kind": "ship", "number": "1"}]),
    ],
)
def test_an_application_of_no_version_no_term_or_an_unknown_word_is_unreadable(
    field: str, value: object
) -> None:
    assert unreadable("finance.application.v1", lambda body: body.update({field: value})).place.startswith(
        f"$.{field}"
    )


def test_a_paper_is_known_by_its_hash() -> None:
    found = unreadable("finance.application.v1", lambda body: body["documents"][0].update(sha256="abc"))

    assert found.text.endswith("$.documents[0].sha256: Expected 64 lower-case hex digits")


def test_a_drawdown_says_its_term_once_or_leaves_it_to_its_facility() -> None:
    assert fault("finance.drawdown.v1", maturity="2027-02-23") == (
        "catalogue.not_exactly_one",
        "at most one of term_months, maturity may be given, and both are",
    )
    catalogue.read("finance.drawdown.v1", least("finance.drawdown.v1"))


@pytest.mark.parametrize(
    ("type_name", "field", "value"),
    [
        ("finance.drawdown.v1", "trade_refs", [{"kind": "promise", "number": "1"}]),
        ("finance.status.v1", "about", "weather"),
        ("funder.disbursement_result.v1", "status", "perhaps"),
        ("funder.repayment.v1", "kind", "gift"),
        ("funder.recon_file.v1", "kind", "weather"),
        ("registry.filing.v1", "op", "object"),
        ("insurance.cover.v1", "kind", "promise"),
        ("invoice.verification.v1", "result", "perhaps"),
        ("credit.report.v1", "status", "perhaps"),
        ("wms.warehouse_receipt.v1", "op", "lost"),
        ("wms.sensor_alarm.v1", "kind", "smell"),
        ("ledger.voucher.v1", "period", "2026-13"),
        ("funder.quota.v1", "opens", "24:00"),
    ],
)
def test_a_word_that_nobody_knows_is_told_where_it_stands(type_name: str, field: str, value: object) -> None:
    assert unreadable(type_name, lambda body: body.update({field: value})).place.startswith(f"$.{field}")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"rate_per_year_max": "0.04"}, "rate_per_year_max 0.04 is below rate_per_year_min 0.045"),
        ({"term_months_min": 24}, "term_months_max 12 is below term_months_min 24"),
        ({"ticket_max": money("1.00")}, "ticket_max 1.00 is below ticket_min 100000.00"),
        ({"valid_to": "2026-11-22"}, "valid_to 2026-11-22 is below valid_from 2026-11-23"),
    ],
    ids=["rate", "term", "ticket", "days"],
)
def test_the_most_of_a_quota_is_not_below_its_least(more: dict[str, Any], text: str) -> None:
    assert fault("funder.quota.v1", **more) == ("catalogue.bounds_backwards", text)


def test_a_quota_is_counted_in_one_currency() -> None:
    assert fault("funder.quota.v1", daily=money("1.00", "USD")) == (
        "catalogue.currencies_mixed",
        "a quota is in one currency, and here are total CNY, daily USD, remaining CNY, ticket_min CNY, "
        "ticket_max CNY",
    )


def test_what_was_paid_says_how_much_and_what_was_not_paid_says_nothing() -> None:
    assert fault("funder.disbursement_result.v1", paid_amount=None) == (
        "catalogue.none_given",
        "paid_amount is needed: nobody can post a payment of nobody knows what",
    )
    assert fault("funder.disbursement_result.v1", status="pending") == (
        "catalogue.contradiction",
        "paid_amount is 1000000.00 CNY and status is pending: it was paid or it was not",
    )


def test_a_failure_says_why() -> None:
    failed = {"status": "failed", "paid_amount": None, "fail_code": "", "fail_text": ""}

    assert fault("funder.disbursement_result.v1", **failed) == (
        "catalogue.none_given",
        "one of fail_code, fail_text is needed",
    )


@pytest.mark.parametrize(
    ("second", "text"),
    [
        ({"no": 1}, "term 1, due 2027-01-24, stands behind term 1, due 2026-12-24"),
        ({"due": "2026-12-23"}, "term 2, due 2026-12-23, stands behind term 1, due 2026-12-24"),
    ],
    ids=["number", "day"],
)
def test_the_terms_of_a_plan_stand_in_their_order(second: dict[str, Any], text: str) -> None:
    found = unreadable("funder.repayment_plan.v1", lambda body: body["terms"][1].update(second))

    assert (found.cause, found.place) == ("catalogue.terms_disordered", "$.terms")
    assert found.text.endswith(text)


def test_a_plan_of_nothing_or_in_two_currencies_is_none() -> None:
    assert unreadable("funder.repayment_plan.v1", lambda body: body.update(terms=[])).place == "$.terms"
    mixed = unreadable(
        "funder.repayment_plan.v1", lambda body: body["terms"][1].update(interest=money("1", "USD"))
    )

    assert mixed.cause == "catalogue.currencies_mixed"
    assert mixed.text.endswith("a plan is in one currency, and here are CNY, USD")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"amount": money("306104.99")}, ["amount is stated as 306104.99 and comes to 306105.00"]),
        ({"split": None}, []),
        ({"split": {"principal": money("1", "USD")}}, []),
        ({"split": {}}, []),
    ],
    ids=["it does", "a cent", "no split", "mixed money", "empty"],
)
def test_a_repayment_is_held_to_its_split(more: dict[str, Any], said: list[str]) -> None:
    read = catalogue.read("funder.repayment.v1", full("funder.repayment.v1") | more)

    assert isinstance(read, FunderRepayment)
    assert [one.text for one in read.discrepancies] == said
    assert read.adds_up == (not said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"rows": [], "count": 0, "sum": money("0")}, []),
        (
            {"rows": [], "count": 1},
            ["count is stated as 1 and comes to 0", "sum is stated as 1000000.00 and comes to 0"],
        ),
        ({"sum": money("1000000.01")}, ["sum is stated as 1000000.01 and comes to 1000000.00"]),
        ({"sum": money("7", "USD")}, []),
    ],
    ids=["it does", "a day without any", "its rows are lost", "a cent", "mixed money"],
)
def test_a_funders_day_is_held_to_its_count_and_sum(more: dict[str, Any], said: list[str]) -> None:
    read = catalogue.read("funder.recon_file.v1", full("funder.recon_file.v1") | more)

    assert isinstance(read, FunderReconFile)
    assert [one.text for one in read.discrepancies] == said
    assert read.adds_up == (not said)


def test_a_voucher_balances_in_each_currency() -> None:
    one_more = full("ledger.voucher.v1")["lines"] + [
        {"account": "1002", "side": "debit", "amount": money("5.00", "USD")}
    ]

    assert fault("ledger.voucher.v1", lines=one_more) == (
        "catalogue.voucher_unbalanced",
        "the lines are 5.00 USD debit and 0 USD credit",
    )
    assert fault("ledger.voucher.v1", lines=one_more[:1])[1] == "Expected `array` of length >= 2"


def test_a_red_voucher_keeps_its_sides() -> None:
    red = full("ledger.voucher.v1")
    for line in red["lines"]:
        line["amount"] = money("-1000000.00")

    catalogue.read("ledger.voucher.v1", red)
