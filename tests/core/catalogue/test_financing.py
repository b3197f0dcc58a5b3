"""What is asked for, financed, assigned or owed adds up to what is stated, or says so with both numbers."""

from __future__ import annotations

from typing import Any

import pytest

from core import catalogue
from core.catalogue.erp_receivable import Receivable
from core.catalogue.factoring_assignment import FactoringAssignment
from core.catalogue.funder_application import FunderApplication
from core.catalogue.funder_decision import FunderDecision
from tests.core.catalogue.bodies import full

Judged = FunderApplication | FunderDecision | FactoringAssignment | Receivable


def money(amount: str, currency: str = "CNY") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def document(name: str, **more: Any) -> Judged:
    read = catalogue.read(name, full(name) | more)
    assert isinstance(read, Judged)
    return read


def item(gross: str, currency: str = "CNY", **more: Any) -> dict[str, Any]:
    return {"item_no": "1", "gross": money(gross, currency), **more}


def said(read: Judged) -> list[str]:
    assert read.adds_up == (not read.discrepancies)
    return [one.text for one in read.discrepancies]


def test_an_application_is_held_to_its_count_and_total() -> None:
    two = [item("10000.00"), item("0.01")]

    assert said(document("funder.application.v1")) == []
    assert said(document("funder.application.v1", items=two, amount=money("10000.02"))) == [
        "count is stated as 1 and comes to 2",
        "amount is stated as 10000.02 and comes to 10000.01",
    ]


def test_invoices_in_several_currencies_are_not_added() -> None:
    mixed = [item("10000.00"), item("5.00", "EUR")]

    assert said(document("funder.application.v1", items=mixed, count=2)) == []
    assert said(document("factoring.assignment.v1", items=mixed, count=2, control_sum="10005.00")) == []


def test_a_decision_is_held_to_the_invoices_it_finances() -> None:
    items = [
        item("10000.00", status="accept", financed=money("8000.00")),
        item("700.00", status="reject"),
    ]

    assert said(document("funder.decision.v1", items=items)) == []
    assert said(document("funder.decision.v1", items=items, amount=money("8100.00"), count=2)) == [
        "count is stated as 2 and comes to 1",
        "amount is stated as 8100.00 and comes to 8000.00",
    ]
    assert said(document("funder.decision.v1", items=[])) == []


@pytest.mark.parametrize(("kind", "amount"), [("credit_note", "9800.00"), ("debit_note", "10200.00")])
def test_a_credit_note_lowers_what_is_assigned_and_not_the_control_sum(kind: str, amount: str) -> None:
    items = [item("10000.00", kind="invoice"), item("200.00", kind=kind)]

    read = document(
        "factoring.assignment.v1", items=items, count=2, control_sum="10200.00", amount=money(amount)
    )

    assert said(read) == []


def test_without_the_kinds_of_its_items_the_amount_of_an_assignment_is_not_judged() -> None:
    items = [item("10000.00", kind="invoice"), item("200.00")]

    assert said(document("factoring.assignment.v1", items=items, count=2, control_sum="10200.00")) == []


def test_an_account_is_held_to_its_postings_but_not_over_a_balance_from_before() -> None:
    posting = {"line_no": "1", "debit": money("100.00"), "credit": money("20.00")}
    totals = {
        "gross": money("110.00"), "paid": money("20.00"), "net": money("80.00"),
        "deductions": [{"kind": "rebate", "amount": money("5.00")}],
    }  # fmt: skip

    assert said(document("erp.receivable.v1", lines=[posting], **totals)) == [
        "gross is stated as 110.00 and comes to 100.00",
        "net is stated as 80.00 and comes to 85.00",
    ]
    before = posting | {"brought_forward": True}
    assert said(document("erp.receivable.v1", lines=[before], **totals)) == []
