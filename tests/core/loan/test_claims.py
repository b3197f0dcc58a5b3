"""An insurer is a party of a facility: it is asked for what is overdue, and what it pays is a claim (t29)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.ledger import Entry
from core.loan import Facility, LoanStep, Receipt
from tests.core.loan.deal_papers import STRANGER
from tests.core.loan.deals import DealRooms
from tests.core.loan.running import LOAN, RunningLoan
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import paid

INSURER = "91310000MA1FL7777P"


def insured() -> RunningLoan:
    """The loan, whose facility names an insurer, a month late."""
    loan = RunningLoan()
    named = replace(loan.row(Facility, "F-1"), insurer=INSURER)
    loan.act(lambda message, work: work.facilities.put(named), 2025_03_03)
    loan.end_days(2025_05_02)
    return loan


def events(loan: RunningLoan) -> list[tuple[str, str]]:
    return [(row.code, row.event) for row in loan.rows(LoanStep, subject=LOAN)]


def test_the_facility_s_insurer_is_asked_for_all_that_is_owed() -> None:
    loan = insured()

    made = act(loan, "file_claim", 2025_05_03, number="CL-1")

    [demand] = [each.body for each in made if each.type == "loan.demanded.v1"]
    stands = loan.standing
    owed = stands.outstanding_minor + stands.accrued_minor + stands.penalty_minor + stands.compound_minor
    assert (demand.kind, demand.of, demand.number, demand.minor) == ("claim", INSURER, "CL-1", owed)


def test_without_an_insurer_no_claim_is_filed_and_nothing_is_changed() -> None:
    loan = RunningLoan()
    loan.end_days(2025_05_02)
    before = loan.books()

    with pytest.raises(Refused, match="facility F-1 names no insurer to file claim CL-1 with"):
        act(loan, "file_claim", 2025_05_03, number="CL-1")

    assert loan.books() == before


def test_what_the_insurer_pays_is_a_claim_paid_with_a_posting_of_its_own_and_can_be_taken_back() -> None:
    loan = insured()
    act(loan, "file_claim", 2025_05_03, number="CL-1")
    before = loan.balance("1002.01", "")

    paid(loan, "30000.00", "B-1", 2025_05_03, payer={"id": INSURER}, purpose="CL-1")

    assert loan.row(Receipt, "B-1").kind == "claim"
    assert events(loan)[-2:] == [("t29", "file_claim"), ("t29", "pay_claim")]
    entry = next(row for row in loan.rows(Entry, book="general") if row.number == "receipt/B-1/1")
    assert (entry.rule, entry.text) == ("P7", "claim.paid receipt/B-1/1")
    assert loan.balance("1002.01", "") == before + 3_000_000
    assert loan.loan.state == "OVERDUE", "a part is not all of it"
    loan.assert_ties()

    loan.take_back("B-1", 2025_05_04)

    assert loan.balance("1002.01", "") == before
    assert events(loan)[-1] == ("t22", "repay"), "what is taken back is no claim paid again"
    loan.assert_ties()


def test_money_of_the_insurer_cures_a_loan_and_of_one_that_is_not_late_it_is_money_all_the_same() -> None:
    late, early = insured(), RunningLoan()
    early.act(
        lambda message, work: work.facilities.put(replace(early.row(Facility, "F-1"), insurer=INSURER)),
        2025_03_03,
    )

    paid(late, "60000.00", "B-1", 2025_05_03, payer={"id": INSURER})
    paid(early, "100.00", "B-1", 2025_03_10, payer={"id": INSURER})

    assert "pay_claim" in [event for _, event in events(late)]
    assert late.loan.state in {"ACTIVE", "DUE"}
    assert [event for _, event in events(early)] == ["repay"]
    for loan in (late, early):
        loan.assert_ties()


def test_an_insurer_is_known_before_it_is_named_in_a_contract() -> None:
    rooms = DealRooms()
    rooms.approve()
    with pytest.raises(Refused, match=f"insurer {STRANGER} is not known"):
        rooms.sign(insurer=STRANGER)

    rooms.hear("party.master.v1", {"uscc": STRANGER, "name": "保险", "as_of": rooms.now.isoformat()}, "house")
    rooms.sign(insurer=STRANGER)

    assert rooms.row(Facility, "F-1").insurer == STRANGER
