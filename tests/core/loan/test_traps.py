"""Traps of the handbook and invariants that stand in no other file: T3, T4, C1, C2, X3, X4."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.ledger import LimitGranted, VoucherLine
from core.loan import DayEnded, Loan, LoanActed, Standing
from core.loan.slices import slice_of
from tests.core.collateral.receivables import come_through, invoice, security
from tests.core.loan.deal_papers import BANK, BORROWER, CORE, cny
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY, a_product
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_acts import act
from tests.core.loan.test_factoring_draws import AFTER_S, a_factoring
from tests.core.loan.test_money_in import paid
from tests.core.rooms import ordered

MILLION = 100_000_000


def a_line_of_the_buyer(rooms: DealRooms, minor: int) -> None:
    grant_core(rooms, minor, "buyer")


def grant_core(rooms: DealRooms, minor: int, account: str = "core") -> None:
    lines = (
        VoucherLine(account="granted", side="debit", currency="CNY", minor=minor),
        VoucherLine(account=account, side="credit", currency="CNY", minor=minor, party=CORE),
    )
    granted = LimitGranted(
        book="limits", number="G-1", business_day=DAY, text="a line", approver="li", lines=lines
    )
    rooms.tell("ledger.limit_granted.v1", granted)


@pytest.mark.parametrize("held", [True, False])
def test_t3_a_buyers_line_is_taken_at_the_draw_and_not_when_its_invoice_is_assigned(held: bool) -> None:
    """T3: and only where the product says that draws are held against it."""
    rooms = DealRooms(a_factoring(limits=("borrower", "buyer") if held else ("borrower",)))
    a_line_of_the_buyer(rooms, 100_000_000)
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1130000"))
    come_through(rooms, "B-1", {"INV-1": "1130000"})
    rooms.count = AFTER_S
    rooms.open_facility(contract_no="F-1", rate="0.08", advance_ppm=800_000, buyer=CORE)
    assert rooms.line("buyer", CORE) == (100_000_000, 0, 0), "assigned is not financed"

    rooms.draw("904000", term_months=None, maturity="2025-08-31")

    assert rooms.line("buyer", CORE) == (100_000_000, 90_400_000 if held else 0, 0)


@pytest.mark.parametrize("cyclic", [True, False])
def test_t4_what_is_repaid_may_be_drawn_again_under_a_cyclic_facility_alone(cyclic: bool) -> None:
    """T4, C2: held, used and come back, a line is what it was."""
    rooms = DealRooms(a_product(cyclic=cyclic))
    rooms.pledge()
    rooms.open_facility()
    before = rooms.line("facility", "F-1")
    rooms.active_loan()
    assert rooms.line("facility", "F-1") == (before[0], 0, MILLION)

    settle(rooms)

    assert rooms.row(Loan, "D-1").state == "SETTLED"
    assert rooms.line("facility", "F-1") == (before if cyclic else (before[0], 0, MILLION))


def test_c2_a_draw_that_is_cancelled_leaves_every_line_as_it_was() -> None:
    """C2."""
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility()
    before = rooms.line("facility", "F-1")
    rooms.draw()
    assert rooms.line("facility", "F-1") == (before[0], MILLION, 0)

    rooms.act_on_draw("cancel", reason="not needed")

    assert rooms.line("facility", "F-1") == before


def test_c1_no_line_of_a_group_or_of_its_member_holds_more_than_it_was_granted() -> None:
    """C1: the core enterprise's line is over all its dealers' facilities; each facility has its own."""
    rooms = DealRooms(a_product(limits=("borrower", "core")))
    rooms.pledge()
    grant_core(rooms, MILLION * 3 // 2)
    rooms.open_facility()
    rooms.open_facility(application_no="A-2", facility_no="F-2", account="622209")
    lines = (("core", CORE), ("borrower", BORROWER), ("facility", "F-1"), ("facility", "F-2"))

    def stand() -> dict[tuple[str, str], tuple[int, int, int]]:
        found = {line: rooms.line(*line) for line in lines}
        assert all(held + used <= granted for granted, held, used in found.values()), found
        return found

    rooms.active_loan()
    before = stand()
    assert before["core", CORE] == (MILLION * 3 // 2, 0, MILLION)

    rooms.draw("500000.01", "D-2", facility_no="F-2")
    assert rooms.row(Loan, "D-2").state == "CANCELLED", "its facility has room, the group has not"
    assert stand() == before, "and nothing is held of the others"
    rooms.draw("500000", "D-3", facility_no="F-2")

    after = stand()
    assert after["core", CORE] == (MILLION * 3 // 2, MILLION // 2, MILLION)
    assert after["facility", "F-2"][1] == MILLION // 2
    rooms.draw("10000", "D-4")
    assert rooms.row(Loan, "D-4").state == "CANCELLED", "the member may, the group is full"
    assert stand() == after


def settle(rooms: DealRooms) -> None:
    stands = rooms.row(Standing, "D-1")
    owed = stands.outstanding_minor + stands.accrued_minor
    body: dict[str, Any] = {
        "repay_no": "E-1",
        "loan_no": "D-1",
        "kind": "settle",
        "amount": cny(owed + 1_000_000),
        "value_date": "2025-06-12",
        "bank_ref": "E-1",
    }
    rooms.hear("funder.repayment.v1", body, BANK, hours=240)


def test_x3_the_end_of_days_stops_anywhere_and_goes_on() -> None:
    """X3: what was begun and not committed leaves nothing; done again, it is as if it never stopped."""
    through, stopped = RunningLoan(), RunningLoan()
    bad = ordered("loan.acted.v1", _unseen(), on(2025_03_03), key="bad")

    for day in (2025_03_05, 2025_04_03, 2025_04_04, 2025_07_03):
        through.end_day(day)
        before = stopped.books()
        body = DayEnded(business_day=day, slice=slice_of(LOAN))
        # The unit of work dies behind the day's end: nothing of it may stay.
        with pytest.raises(Refused):
            stopped.receive(ordered("loan.day_ended.v1", body, on(day, 23), key=str(day)), bad)
        assert stopped.books() == before
        stopped.end_day(day)
        stopped.end_day(day)

    assert stopped.books() == through.books()


def test_x4_two_runs_of_the_same_messages_are_equal_byte_for_byte() -> None:
    """X4."""
    books = []
    for _ in range(2):
        loan = RunningLoan()
        loan.end_days(2025_04_10)
        paid(loan, "20000.00", "B-1", 2025_04_05)
        act(loan, "restructure", 2025_04_11, until_day=2025_12_11)
        loan.end_days(2025_05_20, since=2025_04_11)
        books.append(loan.books())

    assert books[0] == books[1]


def _unseen() -> LoanActed:
    """An act on what nobody has seen: always refused."""
    return LoanActed(loan_no=LOAN, version=99, act="close", by="chen", approver="li", business_day=2025_03_03)
