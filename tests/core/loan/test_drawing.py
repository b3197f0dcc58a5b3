"""A draw from the request to the running loan: gates, limits, rules, two people, one payment."""

from __future__ import annotations

import pytest

from core.loan import Due, Facility, Loan, Plan, Standing
from tests.core.loan.deal_papers import BANK, BORROWER, MILLION
from tests.core.loan.deals import DealRooms, statuses


@pytest.fixture
def rooms() -> DealRooms:
    made = DealRooms()
    made.pledge()
    made.open_facility()
    return made


def test_a_draw_is_held_against_every_line_and_waits_for_a_person(rooms: DealRooms) -> None:
    made = rooms.draw("1000000")

    loan = rooms.row(Loan, "D-1")
    assert (loan.state, loan.verdict, loan.principal_minor) == ("PRE_OCCUPIED", "pass", MILLION)
    assert rooms.line("facility", "F-1") == (8 * MILLION, MILLION, 0)
    assert rooms.line("borrower", BORROWER) == (8 * MILLION, MILLION, 0)
    assert statuses(made) == [("shop", "drawdown", "PRE_OCCUPIED")]
    assert rooms.row(Facility, "F-1").in_flight_minor == MILLION


def test_a_draw_that_is_paid_is_a_running_loan_with_its_schedule_and_entries(rooms: DealRooms) -> None:
    rooms.draw("1000000")
    sent = rooms.send_out()
    [request] = [each for each in sent if each.type == "funder.drawdown_request.v1"]
    assert (request.partner, request.body.idempotency_key) == (BANK, "D-1/1")
    assert str(request.body.amount.amount) == "1000000.00"

    made = rooms.answer()

    loan = rooms.row(Loan, "D-1")
    assert (loan.state, loan.value_day, loan.maturity_day, loan.plan) == ("ACTIVE", 2025_06_02, 2025_09_02, 1)
    assert rooms.row(Standing, "D-1").outstanding_minor == MILLION
    assert rooms.row(Plan, "D-1", 1).why == "drawn"
    dues = rooms.rows(Due, loan_no="D-1")
    assert sum(each.principal_minor for each in dues) == MILLION
    assert [each.due for each in dues] == [2025_07_02, 2025_08_02, 2025_09_02]
    assert rooms.balance("1303.01", contract="D-1") == MILLION
    assert rooms.balance("1002.01") == -MILLION
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 7 * MILLION
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, MILLION)
    facility = rooms.row(Facility, "F-1")
    assert (facility.in_flight_minor, facility.drawn_minor, facility.outstanding_minor) == (
        0,
        MILLION,
        MILLION,
    )
    assert statuses(made) == [("shop", "drawdown", "ACTIVE")]
    [stated] = [each for each in made if each.type == "collateral.exposure_stated.v1"]
    assert str(stated.body.exposure.amount) == "1000000.00"
