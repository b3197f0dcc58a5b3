"""R01 to R13 and R17 fed by masters, standings, statements and ties."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from core.parties import PartyClassified, PartyTied
from tests.core.risk.firms import master, report, statements
from tests.core.risk.wants import BUYER, SELLER, Wants, outcome
from tests.core.rooms import at, ordered

NOT_JUDGED, PASS = ("not judged", ""), ("pass", "")


@pytest.fixture
def wants() -> Wants:
    return Wants()


def blacklisted(hours: float = 1, until: float | None = None) -> Message:
    said = PartyClassified(
        uscc=SELLER,
        standing="blacklisted",
        reason="fraud",
        proposer="li",
        approver="wang",
        until=at(until) if until is not None else None,
    )
    return ordered("party.classified.v1", said, at(hours))


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([master(), report(abnormal_operation="false")], PASS),
        ([master(status="suspended"), report(abnormal_operation="false")], ("fail", "R")),
        ([master(), report(abnormal_operation="TRUE")], ("fail", "R")),
        ([report(abnormal_operation="false")], NOT_JUDGED),
        ([master(), report(abnormal_operation="perhaps")], NOT_JUDGED),
    ],
)
def test_r01_status_and_abnormal_operation(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R01") == expected


CLEAN = {"dishonest_debtor": "false", "executed_cases": "0", "tax_major_violation": "false"}


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([master(), report(**CLEAN)], PASS),
        ([master(), blacklisted(), report(**CLEAN)], ("fail", "R")),
        # A standing that was given an end is over by itself.
        ([master(), blacklisted(until=12), report(**CLEAN)], PASS),
        ([master(), report(**CLEAN | {"dishonest_debtor": "true"})], ("fail", "R")),
        ([master(), report(**CLEAN | {"executed_cases": "1"})], ("fail", "R")),
        ([master(), report(**CLEAN | {"tax_major_violation": "yes"})], ("fail", "R")),
        ([master()], NOT_JUDGED),
        ([report(**CLEAN)], NOT_JUDGED),
    ],
)
def test_r02_our_own_blacklist_and_those_of_court_and_tax(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R02") == expected


@pytest.mark.parametrize(
    ("founded", "expected"),
    [
        ("2023-06-02", PASS),
        ("2023-06-03", ("fail", "F")),
        ("2024-06-02", ("fail", "F")),
        ("2024-06-03", ("fail", "R")),
        (None, NOT_JUDGED),
    ],
)
def test_r03_age_of_the_firm(wants: Wants, founded: str | None, expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(master(established=founded)), "R03") == expected


LI_CONTROLS = [{"name": "Li", "controls": True, "share": "0.6"}]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], PASS),
        ([master(as_of="2025-03-01", phone="059112345678")], PASS),  # something else changed
        ([master(as_of="2024-12-02", legal_rep="Chen"), master(as_of="2025-03-01")], ("fail", "F")),
        ([master(as_of="2025-03-01", legal_rep="Chen")], ("fail", "F")),
        ([master(as_of="2025-03-01", owners=LI_CONTROLS)], ("fail", "F")),
    ],
)
def test_r04_a_change_of_representative_or_controller_in_six_months(
    wants: Wants, later: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(master(as_of="2024-06-01"), *later), "R04") == expected


def test_r04_more_than_six_months_ago_is_long_ago(wants: Wants) -> None:
    wants.hears(master(as_of="2024-06-01"), master(as_of="2024-12-01", legal_rep="Chen"))

    assert outcome(wants, "R04") == PASS


def test_r04_is_not_judged_of_a_firm_that_nobody_told_of(wants: Wants) -> None:
    assert outcome(wants, "R04") == NOT_JUDGED
    assert outcome(wants.hears(master(established=None)), "R04") == NOT_JUDGED


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([master(), report(paid_capital="300000")], PASS),
        ([master(), report(paid_capital="299999.99")], ("fail", "W")),
        ([master()], NOT_JUDGED),
        ([master(reg_capital=None), report(paid_capital="300000")], NOT_JUDGED),
        # Capital in dollars beside payments in yuan says nothing.
        (
            [master(reg_capital={"amount": "1000000", "currency": "USD"}), report(paid_capital="1")],
            NOT_JUDGED,
        ),
    ],
)
def test_r05_paid_of_registered_capital(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R05") == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({}, PASS),
        (
            {"total_liabilities": 7_500, "current_liabilities": 5_500, "total_equity": 2_500},
            PASS,
        ),
        ({"total_liabilities": 7_501, "current_liabilities": 5_501, "total_equity": 2_499}, ("fail", "F")),
        ({"total_liabilities": 8_501, "current_liabilities": 6_501, "total_equity": 1_499}, ("fail", "R")),
    ],
)
def test_r09_debt_ratio_of_the_newest_year(
    wants: Wants, items: dict[str, int], expected: tuple[str, str]
) -> None:
    wants.hears(*statements("2023-12-31"), *statements(**items))

    assert outcome(wants, "R09") == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({}, PASS),
        ({"inventory": 3_001, "receivables": 499}, ("fail", "F")),  # quick
        ({"profit_before_tax": 124}, ("fail", "F")),  # cover 1.496
        ({"profit_before_tax": -1}, ("fail", "R")),
    ],
)
def test_r10_liquidity_and_cover(wants: Wants, items: dict[str, int], expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(*statements(**items)), "R10") == expected


def test_r11_cash_flow_below_nought_in_two_years_and_revenue_that_falls(wants: Wants) -> None:
    wants.hears(*statements("2023-12-31", operating_cash=-1), *statements(operating_cash=-1))
    assert outcome(wants, "R11") == ("fail", "F")

    fell = Wants().hears(*statements("2023-12-31", revenue=20_000), *statements(revenue=13_999))
    assert outcome(fell, "R11") == ("fail", "F")

    held = Wants().hears(*statements("2023-12-31", operating_cash=-1), *statements(revenue=8_400))
    assert outcome(held, "R11") == PASS


def test_r11_is_not_judged_by_one_bad_year_alone(wants: Wants) -> None:
    wants.hears(*statements(operating_cash=-1))

    judged = wants.judged("R11")
    assert (judged.outcome, set(judged.missing)) == (
        "not judged",
        {"years_cash_negative", "revenue_fall_pct"},
    )


@pytest.mark.parametrize(
    ("taxed", "expected"),
    [
        ("9600000", PASS),
        ("9599999.99", ("fail", "F")),
        ("14400000.01", ("fail", "F")),
        (None, NOT_JUDGED),
    ],
)
def test_r12_taxed_revenue_beside_the_stated_one(
    wants: Wants, taxed: str | None, expected: tuple[str, str]
) -> None:
    """Stated are 12,000 thousand (T25)."""
    facts = {} if taxed is None else {"taxed_revenue": taxed}

    assert outcome(wants.hears(*statements(), report(**facts)), "R12") == expected


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (statements(), PASS),  # its own note of 400 of 4,000
        (statements(contingent_liabilities=4_001), ("fail", "F")),
        # What others report counts before what the firm itself notes.
        ([*statements(), report(external_guarantees="4000000.01")], ("fail", "F")),
        ([report(external_guarantees="1")], NOT_JUDGED),
    ],
)
def test_r13_guarantees_of_net_assets(wants: Wants, heard: list[Message], expected: tuple[str, str]) -> None:
    assert outcome(wants.hears(*heard), "R13") == expected


@pytest.mark.parametrize("code", ["R09", "R10", "R11", "R12", "R13"])
def test_without_statements_or_before_their_year_has_ended_nothing_of_them_is_judged(
    wants: Wants, code: str
) -> None:
    assert outcome(wants, code) == NOT_JUDGED
    assert outcome(wants.hears(*statements("2025-12-31")), code) == NOT_JUDGED


GIVEN: dict[str, Any] = {"product": "factoring", "related_debtors_pct": 0}
SHARED = {"phone": "0591-8888 8888"}


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([master(), master(BUYER)], PASS),
        ([master(**SHARED), master(BUYER, phone="059188888888")], ("fail", "F")),
        ([master(owners=LI_CONTROLS), master(BUYER, owners=LI_CONTROLS)], ("fail", "F")),
        (
            [master(), master(BUYER, owners=[{"name": "Steel", "uscc": SELLER, "share": "0.1"}])],
            ("fail", "R"),
        ),
        # Who trades with somebody is not yet one of his.
        (
            [
                master(),
                master(BUYER),
                ordered(
                    "party.tied.v1",
                    PartyTied(begin=SELLER, end=BUYER, kind="trades", source="contract"),
                    at(1),
                ),
            ],
            PASS,
        ),
        ([master()], NOT_JUDGED),
        ([master(BUYER)], NOT_JUDGED),
    ],
)
def test_r17_buyer_and_seller_hang_together_by_at_most_two_steps(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R17", given=GIVEN) == expected


def test_r17_a_holding_is_no_reason_to_reject_but_in_factoring(wants: Wants) -> None:
    wants.hears(master(), master(BUYER, owners=[{"name": "Steel", "uscc": SELLER, "share": "0.1"}]))

    assert outcome(wants, "R17", given=GIVEN | {"product": "order"}) == ("fail", "F")
