"""R14 to R16 and R18 fed by orders, receipts and invoices of a pair."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from tests.core.risk.wants import (
    BUYER,
    SELLER,
    TRADER,
    Wants,
    invoice,
    invoice_refs,
    line,
    order,
    outcome,
    receipt,
    trade,
)

THIS = invoice_refs("10000001")


@pytest.fixture
def wants() -> Wants:
    return Wants()


def test_r14_a_year_of_trade_in_six_months_passes(wants: Wants) -> None:
    wants.hears(*trade(months=6), *trade(months=1, first=12))

    assert outcome(wants, "R14") == ("pass", "")
    inputs = wants.inputs("pre")
    assert (inputs["cooperation_months"], inputs["trade_months_of_12"]) == (12, 6)


@pytest.mark.parametrize(
    ("heard", "action"),
    [
        (trade(months=11), "F"),  # trades each month, for less than a year
        ([*trade(months=5), *trade(months=1, first=20)], "F"),  # long, but seldom
        (trade(months=2), "R"),
    ],
)
def test_r14_short_or_seldom_trade_fails(wants: Wants, heard: list[Message], action: str) -> None:
    assert outcome(wants.hears(*heard), "R14") == ("fail", action)


def test_r14_without_any_document_of_the_pair_it_is_not_judged(wants: Wants) -> None:
    wants.hears(*trade(months=12, buyer={"id": TRADER}))

    judged = wants.judged("R14")
    assert (judged.outcome, judged.missing) == ("not judged", ("cooperation_months", "trade_months_of_12"))


@pytest.mark.parametrize(
    ("to_others", "expected"),
    [
        ("25", ("pass", "")),  # 80 %
        ("24", ("fail", "W")),
        ("900", ("pass", "")),  # 10 %
        ("901", ("fail", "F")),
    ],
)
def test_r15_the_core_enterprises_share_of_what_is_invoiced(
    wants: Wants, to_others: str, expected: tuple[str, str]
) -> None:
    wants.hears(*trade(months=1), *trade(months=1, quantity=to_others, first=1, buyer={"id": TRADER}))

    assert outcome(wants, "R15") == expected


def test_r15_is_not_judged_where_nothing_is_invoiced(wants: Wants) -> None:
    assert outcome(wants.hears(order()), "R15") == ("not judged", "")


@pytest.mark.parametrize(("back", "expected"), [(1, ("pass", "")), (2, ("fail", "F")), (3, ("fail", "R"))])
def test_r16_orders_that_were_cancelled_or_of_which_goods_came_back(
    wants: Wants, back: int, expected: tuple[str, str]
) -> None:
    """Of ten orders: the first is cancelled, of the others goods are sent back."""
    wants.hears(*(order(f"O-{at}") for at in range(10)))
    wants.hears(order("O-0", status="cancelled", lines=[], currency=None, payable=None, buyer=None))
    wants.hears(*(receipt(f"G-{at}", "100", "3", order_no=f"O-{at}") for at in range(1, back)))

    assert outcome(wants, "R16") == expected


def test_r16_is_not_judged_without_orders(wants: Wants) -> None:
    assert outcome(wants.hears(*trade(months=1)), "R16") == ("not judged", "")


def test_a_receipt_told_again_without_what_was_sent_back_takes_it_back(wants: Wants) -> None:
    wants.hears(order(), receipt(rejected="3"), receipt())

    assert wants.inputs("pre")["return_rate_pct"] == 0


def sale(no: str, seller: str, buyer: str, day: str, price: str, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "seller": {"id": seller},
        "buyer": {"id": buyer},
        "issue_date": day,
        "due_date": None,
        "refs": [],
    }
    return invoice(no, price=price, **(body | rest))


def circle(last_day: str, last_price: str, **rest: Any) -> list[Message]:
    return [
        sale("30000001", SELLER, BUYER, "2025-04-10", "1000"),
        sale("30000002", BUYER, TRADER, "2025-04-15", "1005"),
        sale("30000003", TRADER, SELLER, last_day, last_price, **rest),
    ]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (circle("2025-05-10", "1010"), ("fail", "R")),
        (circle("2025-05-11", "1010"), ("pass", "")),  # 31 days
        (circle("2025-05-10", "1020"), ("pass", "")),  # 2 % dearer
        (circle("2025-05-10", "1019.99"), ("fail", "R")),
        (circle("2025-05-10", "1010")[:2], ("pass", "")),  # it does not close
        # Other goods came back.
        (circle("2025-05-10", "1010", lines=[line("100", "1010", name="copper")]), ("pass", "")),
        # The same goods by the kilogram.
        (
            circle(
                "2025-05-10",
                "1010",
                lines=[line("1", "1.01", quantity={"value": "100000", "unit": "KGM"})],
            ),
            ("fail", "R"),
        ),
    ],
)
def test_r18_goods_that_come_back_in_thirty_days_at_about_one_price(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R18") == expected


def test_r18_is_found_from_any_of_its_legs_and_whatever_came_first(wants: Wants) -> None:
    wants.hears(*reversed(circle("2025-05-10", "1010")))

    for party in (SELLER, BUYER, TRADER):
        inputs = wants.inputs("pre", parties={"borrower": party})
        assert (inputs["trade_cycle"], inputs["cycle_days"], inputs["cycle_price_drift_pct"]) == (True, 30, 1)


def test_r18_a_longer_way_at_a_steadier_price_hides_no_circle(wants: Wants) -> None:
    wants.hears(*circle("2025-05-10", "1015"))
    wants.hears(sale("30000004", TRADER, SELLER, "2025-05-20", "1000"))

    assert outcome(wants, "R18") == ("fail", "R")


def test_r18_is_not_judged_where_no_sale_is_known(wants: Wants) -> None:
    assert outcome(wants, "R18") == ("not judged", "")


@pytest.mark.parametrize("bound", ["STEPS_MAX", "LOOKS_MAX", "SOLD_MAX"])
def test_r18_where_there_are_more_ways_than_are_walked_no_circle_is_not_a_pass(
    wants: Wants, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants.hears(*circle("2025-05-10", "1010")[:2])
    assert outcome(wants, "R18") == ("pass", "")

    monkeypatch.setattr(f"core.risk.circles.{bound}", 0)

    assert outcome(wants, "R18") == ("not judged", "")


def test_a_sale_that_was_void_closes_no_circle(wants: Wants) -> None:
    wants.hears(*circle("2025-05-10", "1010"))
    wants.hears(sale("30000002", BUYER, TRADER, "2025-04-15", "1005", status="void"))

    assert outcome(wants, "R18") == ("pass", "")
