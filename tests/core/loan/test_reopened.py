"""Money that paid a loan off is taken back 退票: it is open again, people hear what went meanwhile (t33)."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from core.loan import DayEnded, Loan, LoanActed, LoanStep, ReceiptActed, Standing
from core.loan.slices import LoanSlice, slice_of
from tests.core.custody.documents import outbound, release_order
from tests.core.loan.deals import DealRooms
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import collect, factored, paid
from tests.core.loan.test_traps import MILLION, settle
from tests.core.rooms import ordered


def taken_back(rooms: DealRooms | RunningLoan, number: str, day: int) -> None:
    said = ReceiptActed(
        receipt_no=number, act="take_back", by="chen", approver="li", business_day=day, reason="退票"
    )
    rooms.receive(ordered("loan.receipt_acted.v1", said, on(day, 16), key=f"{number}/{day}"))


def acted(rooms: DealRooms, name: str, day: int) -> None:
    version = rooms.row(Loan, "D-1").version
    said = LoanActed(loan_no="D-1", version=version, act=name, by="chen", approver="li", business_day=day)
    rooms.receive(ordered("loan.acted.v1", said, on(day, 15), key=f"{name}/{version}"))


def settled() -> DealRooms:
    """A loan of a million on pledged goods, paid off on 2025-06-12 with ten thousand too much."""
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility()
    rooms.active_loan()
    settle(rooms)
    assert rooms.row(Loan, "D-1").state == "SETTLED"
    return rooms


def test_a_settled_loan_is_open_again_its_lines_are_taken_and_people_hear_of_it() -> None:
    rooms = settled()
    free = rooms.line("facility", "F-1")
    assert rooms.row(LoanSlice, slice_of("D-1")).running == 0

    taken_back(rooms, "E-1", 2025_06_20)

    loan, stands = rooms.row(Loan, "D-1"), rooms.row(Standing, "D-1")
    assert (loan.state, loan.over, stands.outstanding_minor) == ("ACTIVE", False, MILLION)
    assert rooms.line("facility", "F-1") == (free[0], 0, free[2] + MILLION)
    assert rooms.balance("1303.01", contract="D-1") == MILLION
    assert rooms.balance("2241.04", contract="D-1") == stands.surplus_minor == 0
    text = rooms.alerts()["L09:D-1"]
    assert f"D-1 is open again, E-1 was taken back: {MILLION} minor units of principal are owed" in text
    assert rooms.row(LoanSlice, slice_of("D-1")).running == 1, "so that its days are ended"
    steps = [each.event for each in rooms.rows(LoanStep, subject="D-1")]
    assert steps[-1] == "reopen"


def test_it_runs_on_is_late_and_is_paid_again() -> None:
    rooms = settled()
    taken_back(rooms, "E-1", 2025_06_20)

    body = DayEnded(business_day=2025_06_20, slice=slice_of("D-1"))
    rooms.receive(ordered("loan.day_ended.v1", body, on(2025_06_20, 23), key="ended"))
    assert rooms.row(Loan, "D-1").state == "OVERDUE"
    assert rooms.row(Standing, "D-1").past_due_days == 8
    stands = rooms.row(Standing, "D-1")
    owed = stands.outstanding_minor + stands.accrued_minor - stands.interest_paid_minor
    money = {
        "repay_no": "E-2",
        "loan_no": "D-1",
        "kind": "normal",
        "amount": {"amount": f"{(owed + 1_000_000) / 100:.2f}", "currency": "CNY"},
        "value_date": "2025-06-21",
        "bank_ref": "E-2",
    }
    rooms.hear("funder.repayment.v1", money, "bank", hours=24 * 19)

    assert rooms.row(Loan, "D-1").state == "SETTLED"
    assert rooms.balance("1303.01", contract="D-1") == rooms.balance("1132", contract="D-1") == 0
    assert "L09:D-1" not in rooms.alerts()
    assert rooms.line("facility", "F-1")[2] == 0


def test_a_closed_one_opens_under_a_terminated_facility_whose_line_is_shown_over() -> None:
    rooms = settled()
    acted(rooms, "refund_surplus", 2025_06_13)
    acted(rooms, "close", 2025_06_14)
    rooms.act_on_facility("terminate", approver="zhao", reason="done", day=2025_06_15)

    taken_back(rooms, "E-1", 2025_06_20)

    assert rooms.row(Loan, "D-1").state == "ACTIVE"
    granted, _, used = rooms.line("facility", "F-1")
    assert used - granted == MILLION, "over"
    text = rooms.alerts()["L09:D-1"]
    assert "facility F-1 is TERMINATED" in text
    gone = -rooms.row(Standing, "D-1").surplus_minor
    assert gone > 0
    assert f"{gone} that were paid too much went back" in text
    assert rooms.balance("2241.04", contract="D-1") == gone, "what was given back is owed"


def test_goods_that_went_meanwhile_are_named() -> None:
    rooms = settled()
    rooms.receive(release_order("RO-1", {"L1": "10000 TNE"}, on(2025_06_13)))
    rooms.receive(outbound("OUT-1", {"L1": "10000 TNE"}, on(2025_06_14), order="RO-1"))

    taken_back(rooms, "E-1", 2025_06_20)

    assert "released of what secured PC-1: 1 things (lot L1 at WH1)" in rooms.alerts()["L09:D-1"]


def test_the_seller_s_part_that_was_paid_out_is_owed_back_and_named() -> None:
    loan = factored()
    collect(loan, "1130000.00", "C-1", 2025_06_01)
    reserve = loan.standing.reserve_minor
    act(loan, "pay_reserve", 2025_06_20)

    taken_back(loan, "C-1", 2025_06_23)

    assert loan.loan.state == "ACTIVE"
    assert loan.standing.reserve_minor == -reserve
    assert loan.balance("2241.01", "") == reserve
    assert f"{reserve} of the seller's part were paid out" in loan.alerts()[f"L09:{LOAN}"]


def test_only_what_was_too_much_bounces_and_nothing_is_open() -> None:
    """What came before its day and was too much pays in the place of what bounces; twice it is refused."""
    loan = RunningLoan(periods=1)
    loan.end_days(2025_04_02)
    owed = sum(each.open_minor for each in loan.dues())
    for number in ("R-1", "R-2"):
        paid(loan, f"{owed / 100:.2f}", number, 2025_04_02)
    loan.end_day(2025_04_03)
    assert (loan.loan.state, loan.standing.surplus_minor) == ("SETTLED", owed)

    taken_back(loan, "R-1", 2025_04_04)

    assert (loan.loan.state, loan.standing.surplus_minor) == ("SETTLED", 0)
    assert f"L09:{LOAN}" not in loan.alerts()
    before = loan.books()
    with pytest.raises(Refused, match="is reversed"):
        taken_back(loan, "R-1", 2025_04_05)
    assert loan.books() == before


def test_what_was_written_off_does_not_open_again() -> None:
    loan = RunningLoan()
    paid(loan, "1000.00", "R-1", 2025_04_03)
    loan.end_days(2025_08_10)
    act(loan, "dispose", 2025_08_11)
    act(loan, "write_off", 2025_08_12)
    act(loan, "close", 2025_08_13)

    with pytest.raises(Refused, match="is CLOSED; nothing is taken back"):
        taken_back(loan, "R-1", 2025_08_14)
