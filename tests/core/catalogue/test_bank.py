"""Bank statements close and payment orders hold their control sums, currency by currency, or say so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core import catalogue
from core.catalogue.bank_payment_order import PaymentOrder
from core.catalogue.bank_statement import BankStatement
from tests.core.catalogue.bodies import full, unreadable


def money(amount: str, currency: str = "EUR") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def balance(kind: str, amount: str, side: str = "credit", currency: str = "EUR") -> dict[str, Any]:
    return {"kind": kind, "amount": money(amount, currency), "side": side}


def entry(amount: str, side: str, currency: str = "EUR", status: str = "booked") -> dict[str, Any]:
    return {"amount": money(amount, currency), "side": side, "status": status}


def statement(*parts: dict[str, Any], **more: Any) -> BankStatement:
    body = full("bank.statement.v1") | {
        "balances": [part for part in parts if "kind" in part],
        "entries": [part for part in parts if "kind" not in part],
    }
    del body["totals"]
    read = catalogue.read("bank.statement.v1", body | more)
    assert isinstance(read, BankStatement)
    return read


def order(**more: Any) -> PaymentOrder:
    read = catalogue.read("bank.payment_order.v1", full("bank.payment_order.v1") | more)
    assert isinstance(read, PaymentOrder)
    return read


def said(document: BankStatement | PaymentOrder) -> list[str]:
    return [one.text for one in document.discrepancies]


def test_credits_raise_and_debits_lower_the_balance_to_the_fifth_decimal() -> None:
    whole = statement(
        balance("OPBD", "10.00"),
        entry("20.00001", "debit"),
        entry("0.00002", "credit"),
        balance("CLBD", "9.99999", "debit"),
    )

    assert whole.adds_up


def test_a_page_of_several_is_no_whole_statement_and_is_not_judged_by_the_sums_of_all() -> None:
    second = statement(
        balance("OPBD", "100"), entry("30", "credit"), balance("CLBD", "160"),
        page="2", last_page=True, totals={"credits": 2, "credit_sum": "60"},
    )  # fmt: skip
    first = statement(
        balance("OPBD", "100"), entry("30", "credit"), balance("CLBD", "160"), page="00001", last_page=False
    )
    alone = statement(
        balance("OPBD", "100"), entry("30", "credit"), balance("CLBD", "130"), page="1", last_page=True
    )

    assert (said(second), second.adds_up) == ([], False)
    assert (said(first), first.adds_up) == ([], False)
    assert alone.adds_up


def test_a_page_that_begins_and_ends_with_balances_of_its_own_must_close() -> None:
    interim = {"subkind": "INTM"}
    middle = statement(
        balance("OPBD", "130") | interim,
        entry("30", "credit"),
        balance("CLBD", "161") | interim,
        page="2",
        last_page=False,
    )

    last = statement(
        balance("OPBD", "130"), entry("30", "credit"), balance("CLBD", "161"), page="2", last_page=True
    )

    assert said(middle) == said(last) == ["closing_balance.EUR is stated as 161 and comes to 160"]


def test_a_balance_that_does_not_close_is_kept_with_both_numbers() -> None:
    wrong = statement(balance("OPBD", "10.00"), entry("5.00", "credit"), balance("CLBD", "15.01"))

    assert not wrong.adds_up
    assert said(wrong) == ["closing_balance.EUR is stated as 15.01 and comes to 15.00"]


@pytest.mark.parametrize("status", ["pending", "information", "future"])
def test_only_what_is_booked_changes_the_balance(status: str) -> None:
    whole = statement(
        balance("OPBD", "10.00"), entry("5.00", "credit", status=status), balance("CLBD", "10.00")
    )

    assert whole.adds_up


def test_each_currency_closes_for_itself() -> None:
    wrong = statement(
        balance("OPBD", "10.00"),
        entry("5.00", "credit"),
        balance("CLBD", "15.00", currency="USD"),
    )

    assert said(wrong) == [
        "closing_balance.EUR is stated as 0 and comes to 15.00",
        "closing_balance.USD is stated as 15.00 and comes to 0",
    ]


def test_yesterdays_close_opens_where_the_bank_names_no_opening() -> None:
    assert statement(balance("PRCD", "1"), entry("1", "credit"), balance("CLBD", "2")).adds_up


def test_without_both_balances_nothing_is_judged() -> None:
    assert statement(balance("ITBD", "1"), entry("1", "credit"), balance("CLAV", "7")).adds_up


@pytest.mark.parametrize(
    ("totals", "text"),
    [
        ({"count": 3}, "totals.count is stated as 3 and comes to 2"),
        ({"sum": "5.01"}, "totals.sum is stated as 5.01 and comes to 5.00"),
        ({"net": "5.00"}, "totals.net is stated as 5.00 and comes to -1.00"),
        ({"credits": 2}, "totals.credits is stated as 2 and comes to 1"),
        ({"credit_sum": "3.00"}, "totals.credit_sum is stated as 3.00 and comes to 2.00"),
        ({"debits": 0}, "totals.debits is stated as 0 and comes to 1"),
        ({"debit_sum": "2.00"}, "totals.debit_sum is stated as 2.00 and comes to 3.00"),
    ],
)
def test_a_total_the_entries_do_not_give_is_kept_with_both_numbers(totals: dict[str, Any], text: str) -> None:
    wrong = statement(entry("2.00", "credit"), entry("3.00", "debit"), totals=totals)

    assert said(wrong) == [text]


def test_an_order_whose_sums_hold_may_be_paid() -> None:
    assert order().adds_up


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"count": 2}, "count is stated as 2 and comes to 1"),
        ({"control_sum": "1000.01"}, "control_sum is stated as 1000.01 and comes to 1000.00"),
        ({"settlement": money("999.99")}, "settlement is stated as 999.99 and comes to 1000.00"),
        ({"settlement": money("1000.00", "CNY")}, "settlement is stated as 1000.00 and comes to 0"),
    ],
)
def test_an_order_that_says_another_sum_is_kept_with_both_numbers(more: dict[str, Any], text: str) -> None:
    wrong = order(**more)

    assert not wrong.adds_up
    assert said(wrong) == [text]


def test_a_batch_holds_its_own_sum() -> None:
    batches = full("bank.payment_order.v1")["batches"]
    batches[0] |= {"count": 4, "control_sum": "0.01"}

    assert said(order(batches=batches)) == [
        "batches.count is stated as 4 and comes to 1",
        "batches.control_sum is stated as 0.01 and comes to 1000.00",
    ]


def test_between_banks_the_sum_may_be_of_what_was_instructed() -> None:
    batches = full("bank.payment_order.v1")["batches"]
    del batches[0]["control_sum"]

    assert order(batches=batches, control_sum="7800.00").adds_up


def test_no_bank_books_less_than_nothing() -> None:
    fault = unreadable("bank.statement.v1", lambda body: body["entries"][0].update(amount=money("-1")))

    assert (fault.cause, fault.place) == ("catalogue.negative", "$.entries[0].amount")


def test_the_entries_of_a_statement_are_found_by_the_banks_and_the_payers_reference() -> None:
    read = catalogue.read("bank.statement.v1", full("bank.statement.v1"))

    assert catalogue.keys(read) == ("ST-118", "6222000000000001", "BR-1", "E-1")
    assert isinstance(read, BankStatement)
    assert read.entries[0].amount.amount == Decimal("1000.00")
