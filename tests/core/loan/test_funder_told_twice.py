"""A funder tells of money by its own number, by the bank's, or beside the bank: it pays the loan once."""

from __future__ import annotations

import pytest

from core.loan import Receipt, ReceiptActed
from tests.core.loan.funder_days import FunderDays
from tests.core.loan.rooms import DAY
from tests.core.loan.test_statements_in import entry


def bank(rooms: FunderDays, ref: str = "B-1") -> None:
    line = entry("1000", ref, value_date="2025-06-02", payments=[{"remittance": ["D-1"]}])
    body = {
        "kind": "statement",
        "statement_no": "S",
        "account": {"number": "622201"},
        "created_at": rooms.now.isoformat(),
        "entries": [line],
    }
    rooms.hear("bank.statement.v1", body, "bank")


def say(rooms: FunderDays, number: str, what: str, **rest: str) -> None:
    said = ReceiptActed(receipt_no=number, act=what, by="chen", approver="li", business_day=DAY, **rest)
    rooms.tell("loan.receipt_acted.v1", said)


def booked(rooms: FunderDays) -> list[str]:
    return sorted(row.receipt_no for row in rooms.rows(Receipt, state="applied"))


@pytest.fixture
def rooms() -> FunderDays:
    made = FunderDays()
    made.lend("D-1", "D-2")
    return made


@pytest.mark.parametrize("refs", [("", "B-9", ""), ("B-9", "", "B-9")])
def test_a_repayment_told_with_the_bank_s_reference_and_without_is_one(
    rooms: FunderDays, refs: tuple[str, ...]
) -> None:
    for ref in refs:
        rooms.repay("R-1", 1000, bank_ref=ref)

    [row] = rooms.rows(Receipt)
    assert (row.state, row.bank_ref) == ("applied", "B-9")
    rooms.repay("R-1", 1200)
    assert len(rooms.rows(Receipt)) == 1
    assert [each for each in rooms.alerts() if each.startswith("L04")]


def test_a_funder_may_count_anew_on_each_loan_and_two_references_are_two(rooms: FunderDays) -> None:
    rooms.repay("1", 1000, bank_ref="B-1")
    rooms.repay("1", 1000, "D-2", bank_ref="B-2")
    rooms.repay("1", 1000, bank_ref="B-3")

    assert booked(rooms) == ["B-1", "B-2", "B-3"]


@pytest.mark.parametrize("first", ["funder", "bank"])
@pytest.mark.parametrize("is_one", [True, False])
def test_what_the_funder_tells_without_a_reference_and_the_bank_too_is_for_people(
    rooms: FunderDays, first: str, is_one: bool
) -> None:
    for each in ("funder", "bank") if first == "funder" else ("bank", "funder"):
        rooms.repay("R-1", 1000) if each == "funder" else bank(rooms)

    here, doubt = ("harbour-bank/R-1", "B-1") if first == "funder" else ("B-1", "harbour-bank/R-1")
    assert booked(rooms) == [here]
    assert f"{doubt} may be {here}" in rooms.alerts()[f"L14:{doubt}"]

    say(rooms, doubt, "same" if is_one else "apart", other=here if is_one else "")
    rooms.repay("R-1", 1000)
    bank(rooms)

    assert booked(rooms) == ([here] if is_one else sorted([here, doubt]))
    assert {row.kind for row in rooms.rows(Receipt)} <= {"repayment", "early"}
    assert not [each for each in rooms.alerts() if each.startswith("L14")]


def test_what_both_tell_by_one_reference_is_one(rooms: FunderDays) -> None:
    bank(rooms)
    rooms.repay("R-1", 1000, bank_ref="B-1")
    rooms.repay("R-2", 1000, bank_ref="B-2")

    assert booked(rooms) == ["B-1", "B-2"]
