"""R35 fed by the ledger's limits; rules whose inputs only the asker knows, given with the question."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hub.message import Message
from core.ledger import ChartPublished, LimitGranted, VoucherLine
from core.risk import FEEDERS, LimitRef, ThingRef, number
from tests.core.ledger.books import LIMITS
from tests.core.risk.cases import FAILS, GOOD
from tests.core.risk.wants import (
    BUYER,
    RULE_SET,
    SELLER,
    STAGES,
    TRADER,
    Wants,
    invoice,
    invoice_refs,
    outcome,
    trade_contract,
)
from tests.core.rooms import at, ordered

LINE = LimitRef(book="limits", account="line", currency="CNY", owner=SELLER)
EXPOSURE = LimitRef(book="limits", account="exposure", currency="CNY", owner=SELLER)


@pytest.fixture
def wants() -> Wants:
    return Wants()


def granted(minor: int) -> Any:
    lines = (
        VoucherLine(account="granted", side="debit", currency="CNY", minor=minor),
        VoucherLine(account="line", side="credit", currency="CNY", minor=minor, party=SELLER),
    )
    said = LimitGranted(
        book="limits", number="G-1", business_day=2025_06_02, text="line", approver="li", lines=lines
    )
    return ordered("ledger.limit_granted.v1", said, at(2))


def chart() -> Any:
    said = ChartPublished(
        book="limits",
        kind="limited",
        first_period=2025_01,
        publisher="chen",
        approver="li",
        accounts=LIMITS,
    )
    return ordered("ledger.chart_published.v1", said, at(1))


@pytest.mark.parametrize(("minor", "expected"), [(10_000, ("pass", "")), (10_001, ("fail", "B"))])
def test_r35_what_the_limit_leaves_when_the_draw_is_taken(
    wants: Wants, minor: int, expected: tuple[str, str]
) -> None:
    wants.hears(chart(), granted(10_000))

    assert outcome(wants, "R35", limits=(LINE,), minor=minor) == expected


def test_r35_a_limit_that_was_never_granted_leaves_nothing(wants: Wants) -> None:
    assert outcome(wants.hears(chart()), "R35", limits=(LINE,), minor=1) == ("fail", "B")


def test_r35_is_not_judged_where_no_limit_is_named_or_one_of_them_is_none(wants: Wants) -> None:
    wants.hears(chart(), granted(10_000))

    assert outcome(wants, "R35", minor=1) == ("not judged", "")
    assert outcome(wants, "R35", limits=(LINE, EXPOSURE), minor=1) == ("not judged", "")


ASKED_ALONE = ["R36", "R38", "R39", "R47", "R48", "R53", "R55", "R58", "R20", "R21"]
# Rules of which the hub holds nothing: their inputs come from the room that asks.
ASKERS = [
    rule.code
    for rule in RULE_SET.rules
    if not {name for row in rule.rows for name in row.when} & FEEDERS.keys()
]


def test_the_rules_that_are_fed_by_the_asker_alone_are_known() -> None:
    assert ASKERS == ASKED_ALONE


@pytest.mark.parametrize("code", ASKERS)
def test_a_rule_of_the_askers_own_inputs_passes_and_is_not_judged_without_them(
    wants: Wants, code: str
) -> None:
    [rule] = [rule for rule in RULE_SET.rules if rule.code == code]
    asked = {name for row in rule.rows for name in row.when}
    good = {name: value for name, value in GOOD[STAGES[code]].items() if name in asked}

    assert outcome(wants, code, given=good) == ("pass", "")
    assert outcome(wants, code) == ("not judged", "")


@pytest.mark.parametrize(("code", "otherwise", "action"), [each for each in FAILS if each[0] in ASKERS])
def test_a_rule_of_the_askers_own_inputs_fails_by_each_of_its_rows(
    wants: Wants, code: str, otherwise: dict[str, Any], action: str
) -> None:
    assert outcome(wants, code, given=GOOD[STAGES[code]] | otherwise) == ("fail", action)


def test_what_is_given_counts_before_what_the_hub_holds(wants: Wants) -> None:
    wants.hears(chart(), granted(10_000))

    assert outcome(wants, "R35", limits=(LINE,), given={"headroom_minor": -1}) == ("fail", "B")


@given(st.decimals(-(10**6), 10**6, places=5), st.fractions(-1, 1, max_denominator=10**9))
def test_an_input_is_on_the_same_side_of_any_threshold_of_five_digits(
    threshold: Decimal, apart: Fraction
) -> None:
    for value in (Fraction(threshold) + apart, Fraction(threshold) + apart / 10**9):
        said = Decimal(str(number(value)))

        assert (said > threshold) == (value > Fraction(threshold))
        assert (said < threshold) == (value < Fraction(threshold))


@pytest.mark.parametrize(
    ("payee", "heard", "expected"),
    [
        (SELLER, [], ("pass", "")),
        (BUYER, [], ("fail", "B")),
        # The seller of the invoices counts before whoever the asker calls the seller.
        (TRADER, [invoice(seller={"id": TRADER})], ("pass", "")),
        (SELLER, [invoice(seller={"id": TRADER})], ("fail", "B")),
        ("", [], ("not judged", "")),
    ],
)
def test_r34_money_goes_to_the_counter_party_of_the_contract(
    wants: Wants, payee: str, heard: list[Message], expected: tuple[str, str]
) -> None:
    parties = {"borrower": SELLER, "seller": SELLER, "payee": payee}

    found = outcome(wants.hears(*heard), "R34", parties=parties, refs=invoice_refs("10000001"))

    assert found == expected


def test_r34_the_seller_of_the_named_contract_is_who_is_paid(wants: Wants) -> None:
    wants.hears(trade_contract())
    named = (ThingRef(kind="contract", number="C-1"),)

    assert outcome(wants, "R34", parties={"payee": SELLER}, refs=named) == ("pass", "")
    assert outcome(wants, "R34", parties={"payee": BUYER}, refs=named) == ("fail", "B")
