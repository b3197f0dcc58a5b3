"""Facilities whose days are over: what is free of them is free, what runs runs on, and keeps its account."""

from __future__ import annotations

import pytest

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan import Facility, FacilityOver, Loan
from tests.core.loan.deal_papers import BORROWER, MILLION
from tests.core.loan.deals import DealRooms
from tests.core.loan.test_facilities import pay_back


def over(rooms: DealRooms, day: int) -> list[Message]:
    """The clock says that the facility's last day is behind that day."""
    return rooms.tell("loan.facility_over.v1", FacilityOver(facility_no="F-1", business_day=day))


def test_the_clock_frees_what_is_free_of_a_facility_and_what_runs_runs_on() -> None:
    """8,000,000.00: 1,000,000.00 is out, 2,000,000.00 is asked for and not sent."""
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility(until_day=2025_09_30)
    rooms.active_loan(term_months=1)
    rooms.draw("2000000", "D-2")
    assert over(rooms, 2025_09_30) == []
    assert rooms.line("facility", "F-1") == (8 * MILLION, 2 * MILLION, MILLION)

    over(rooms, 2025_10_01)

    assert rooms.row(Facility, "F-1").state == "EXPIRED"
    assert rooms.row(Loan, "D-1").state == "ACTIVE"
    assert rooms.row(Loan, "D-2").state == "CANCELLED"
    assert rooms.line("facility", "F-1") == rooms.line("borrower", BORROWER) == (MILLION, 0, MILLION)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0
    assert "F-1 was until 20250930, and D-1 still run" in rooms.alerts()["L07:F-1"]
    books = rooms.books()
    assert over(rooms, 2025_10_02) == []
    assert rooms.books() == books, "what is over is over once"
    with pytest.raises(Refused, match="facility F-1 is EXPIRED"):
        rooms.draw("100000", "D-3")

    pay_back(rooms, "B-1")
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0, "it is promised to nobody again"
    rooms.act_on_facility("terminate", reason="all is paid", approver="zhao")

    assert rooms.line("facility", "F-1") == rooms.line("borrower", BORROWER) == (0, 0, 0)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0
    assert "L07:F-1" not in rooms.alerts()


def test_the_account_of_a_facility_that_is_over_collects_for_it_while_its_loans_run() -> None:
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility(until_day=2025_09_30)
    rooms.active_loan(term_months=1)
    over(rooms, 2025_10_01)
    rooms.approve(application_no="A-2")

    with pytest.raises(Refused, match="account 6222-01 collects for F-1"):
        rooms.sign(application_no="A-2", facility_no="F-2")
    pay_back(rooms, "B-1")
    rooms.sign(application_no="A-2", facility_no="F-2")


def test_a_facility_of_which_nothing_runs_expires_without_an_alarm() -> None:
    rooms = DealRooms()
    rooms.approve()
    rooms.sign(until_day=2025_06_30)

    over(rooms, 2025_07_01)

    assert rooms.row(Facility, "F-1").state == "EXPIRED"
    assert "L07:F-1" not in rooms.alerts()
