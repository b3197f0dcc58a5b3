"""R22, R29, R32, R33, R37 and R54 fed by lists of receivables, debtors, insurers and the registry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.catalogue.parts import PartyRef
from core.hub.message import Message
from tests.core.collateral.receivables import (
    BUYER,
    SELLER,
    credit_note,
    filing,
    invoice,
    judged,
    letter,
    offered,
    owed,
    payment,
    security,
    stated,
    verification,
    yuan,
)
from tests.core.collateral.test_insurance import bound, cover, policy
from tests.core.risk.wants import BUYER as CODED
from tests.core.risk.wants import Wants, invoice_refs, outcome
from tests.core.rooms import at

NOT_JUDGED, PASS = ("not judged", ""), ("pass", "")
OURS: dict[str, Any] = {"refs": invoice_refs("INV1"), "contract_no": "F-1"}


@pytest.fixture
def wants() -> Wants:
    """F-1, for which INV1 of 1,000.00 is offered."""
    return Wants().hears(security(), invoice("INV1", "1000"), offered("B-1", {"INV1": "1000"}))


# --- R22 ---


def test_r22_an_invoice_that_stands_for_this_contract_alone_passes(wants: Wants) -> None:
    assert outcome(wants, "R22", **OURS) == PASS


def test_r22_an_invoice_that_stands_for_another_contract_is_used(wants: Wants) -> None:
    assert outcome(wants, "R22", refs=OURS["refs"], contract_no="F-2") == ("fail", "R")


def test_r22_a_second_claim_by_another_contract_makes_it_used_for_both(wants: Wants) -> None:
    wants.hears(security(contract_no="F-2"), offered("B-2", {"INV1": "1000"}, at(3), contract_no="F-2"))

    assert outcome(wants, "R22", **OURS) == ("fail", "R")


def test_r22_the_same_amount_of_one_day_under_another_number_is_used_until_judged(wants: Wants) -> None:
    wants.hears(invoice("INV2", "1000"))
    second: dict[str, Any] = {"refs": invoice_refs("INV2"), "contract_no": "F-1"}
    assert outcome(wants, "R22", **second) == ("fail", "R")

    wants.hears(offered("B-2", {"INV2": "1000"}, at(3)))
    assert outcome(wants, "R22", **second) == ("fail", "R")

    [thing] = [row.thing for row in wants.receivables() if row.invoice_no == "INV2"]
    wants.hears(judged(thing, "distinct", at(4)))

    assert outcome(wants, "R22", **second) == PASS


def test_r22_is_not_judged_of_an_invoice_that_nobody_told_of(wants: Wants) -> None:
    assert outcome(wants, "R22", refs=invoice_refs("INV1", "INV9"), contract_no="F-1") == NOT_JUDGED
    assert outcome(wants, "R22", contract_no="F-1") == NOT_JUDGED


# --- R29 ---


@pytest.mark.parametrize(
    ("issued", "due", "expected"),
    [
        (date(2025, 3, 4), date(2025, 6, 30), PASS),  # 90 days old
        (date(2025, 3, 3), date(2025, 6, 30), ("fail", "B")),
        (date(2025, 3, 10), date(2025, 4, 3), PASS),  # 60 days past due
        (date(2025, 3, 10), date(2025, 4, 2), ("fail", "B")),
        (date(2025, 3, 10), None, NOT_JUDGED),
    ],
)
def test_r29_too_old_or_too_long_past_due(issued: date, due: date | None, expected: tuple[str, str]) -> None:
    wants = Wants().hears(invoice("INV1", "1000", issue_date=issued, due_date=due))

    assert outcome(wants, "R29", **OURS) == expected


@pytest.mark.parametrize(("old", "expected"), [("1000", PASS), ("1000.01", ("fail", "B"))])
def test_r29_a_debtor_of_whose_balance_more_than_half_is_too_old(
    wants: Wants, old: str, expected: tuple[str, str]
) -> None:
    wants.hears(invoice("INV8", old, issue_date=date(2025, 1, 1), due_date=date(2025, 2, 1)))

    assert outcome(wants, "R29", **OURS) == expected


def test_r29_what_was_paid_is_old_no_more(wants: Wants) -> None:
    wants.hears(invoice("INV8", "5000", issue_date=date(2025, 1, 1), due_date=date(2025, 2, 1)))
    wants.hears(payment("P-1", {"INV8": "4500"}, at(3)))

    assert wants.inputs("draw", **OURS)["cross_age_pct"] == "33.333333"


# --- R32 ---

UNCHANGED: dict[str, Any] = {"given": {"account_change": "none"}}


def test_r32_an_invoice_that_its_debtor_acknowledged_passes_and_one_that_waits_blocks(wants: Wants) -> None:
    assert outcome(wants, "R32", **OURS, **UNCHANGED) == ("fail", "B")

    wants.hears(
        verification("INV1", at(3)),
        filing("ZD-7", at(4)),
        letter("notice", "N-1", [], at(5), about=["B-1"]),
        letter("acknowledgement", "A-1", [], at(6), about=["B-1"]),
    )

    assert outcome(wants, "R32", **OURS, **UNCHANGED) == PASS
    assert outcome(wants, "R32", **OURS, given={"account_change": "unverified"}) == ("fail", "B")


def test_r32_is_not_judged_of_what_nobody_told_of(wants: Wants) -> None:
    assert outcome(wants, "R32", refs=invoice_refs("INV9"), **UNCHANGED) == NOT_JUDGED
    assert outcome(wants, "R32", **OURS)[0] == "fail"


# --- R33 ---


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([], PASS),
        ([payment("P-1", {"INV1": "999.99"}, at(3))], PASS),
        ([payment("P-1", {"INV1": "1000"}, at(3))], ("fail", "B")),
        ([credit_note("CN1", "1000", "INV1", at(3))], ("fail", "B")),
        ([stated("INV1", date(2025, 6, 1), disputed=yuan("1000"))], ("fail", "B")),
        # The seller owes the debtor as much.
        ([invoice("X1", "1000", seller=BUYER, buyer=SELLER)], ("fail", "B")),
        ([invoice("X1", "999.99", seller=BUYER, buyer=SELLER)], PASS),
    ],
)
def test_r33_what_is_left_of_the_invoices(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R33", **OURS) == expected


def test_r33_is_not_judged_without_an_invoice(wants: Wants) -> None:
    assert outcome(wants, "R33", contract_no="F-1") == NOT_JUDGED


# --- R37 ---

DRAW: dict[str, Any] = {"contract_no": "F-1", "parties": {"buyer": CODED}, "minor": 40_000}


def paid(when: Any, **said: Any) -> Message:
    body: dict[str, Any] = {"premium": yuan("100"), "status": "paid"}
    return cover("premium", when, **(body | said))


def insured(*heard: Message, **said: Any) -> Wants:
    """F-1 under POL-1, with a limit of 1,000.00 on the buyer, of which 600.00 are owed."""
    limit = cover(
        "limit",
        at(2),
        limit_no="L-1",
        buyer={"id": CODED, "name": "Coded"},
        amount=yuan(said.pop("limit", "1000")),
        valid_from=date(2025, 1, 1),
        valid_until=date(2025, 12, 31),
    )
    premium = paid(at(2))
    wants = Wants().hears(security(insurer=PartyRef(name="PICC")), bound("F-1", "POL-1"))
    return wants.hears(policy(at(2), **said), limit, premium, owed("600", at(3)), *heard)


@pytest.mark.parametrize(
    ("heard", "said", "expected"),
    [
        ([], {}, PASS),
        ([], {"limit": "999.99"}, ("fail", "B")),
        ([], {"valid_until": date(2025, 6, 2)}, ("fail", "B")),
        ([], {"valid_from": date(2025, 6, 3)}, ("fail", "B")),
        ([], {"status": "void"}, ("fail", "B")),
        ([paid(at(4), status="rejected")], {}, ("fail", "B")),
    ],
)
def test_r37_the_buyers_limit_the_policy_and_its_premium(
    heard: list[Message], said: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert outcome(insured(*heard, **said), "R37", **DRAW) == expected


def test_r37_is_not_judged_where_no_policy_is_bound(wants: Wants) -> None:
    assert outcome(wants, "R37", **DRAW) == NOT_JUDGED


# --- R54 ---


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2025, 7, 3), PASS),  # 31 days
        (date(2025, 7, 2), ("fail", "W")),
        (date(2025, 6, 9), ("fail", "F")),
        (date(2025, 6, 2), ("fail", "B")),
    ],
)
def test_r54_the_filing_or_policy_that_ends_first(
    wants: Wants, until: date, expected: tuple[str, str]
) -> None:
    wants.hears(filing("ZD-7", at(4), term_until=until), filing("ZD-8", at(4), term_until=date(2027, 1, 1)))
    assert outcome(wants, "R54", contract_no="F-1") == expected

    assert outcome(insured(valid_until=until), "R54", contract_no="F-1") == expected


def test_r54_is_not_judged_where_nothing_of_the_contract_ends(wants: Wants) -> None:
    assert outcome(wants, "R54", contract_no="F-1") == NOT_JUDGED
    assert outcome(wants, "R54") == NOT_JUDGED
