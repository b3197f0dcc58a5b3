"""Facilities: signed within what was approved, in effect when conditions are met, ended with nothing open."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import Application, Due, Facility, Loan
from core.loan.modes import Mode
from tests.core.loan.deal_papers import BANK, BORROWER, CORE, MILLION, SUPERVISOR, cny, iso
from tests.core.loan.deals import DealRooms, statuses
from tests.core.loan.rooms import a_product
from tests.core.rooms import RoomUnit


@pytest.fixture
def rooms() -> DealRooms:
    made = DealRooms(a_product(conditions=("board resolution", "insurance")))
    made.approve()
    return made


def test_a_contract_is_signed_and_takes_effect_when_its_conditions_are_met(rooms: DealRooms) -> None:
    assert statuses(rooms.sign()) == [("shop", "facility", "SIGNED")]
    assert rooms.line("facility", "F-1") == (0, 0, 0)
    with pytest.raises(Refused, match="facility F-1: insurance is not met"):
        rooms.act_on_facility("effect", approver="zhao", conditions=("board resolution",))

    rooms.act_on_facility("effect", approver="zhao", conditions=("board resolution", "insurance"))

    assert rooms.row(Facility, "F-1").state == "EFFECTIVE"
    assert rooms.row(Application, "A-1").facility_no == "F-1"
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 8 * MILLION


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"amount_minor": 8 * MILLION + 1}, "a contract of 800000001 minor units, 800000000 were approved"),
        ({"amount_minor": 0}, "a contract of 0 minor units"),
        ({"rate": "0.02"}, r"a rate of 0\.02; the product takes 0\.03 to 0\.18"),
        ({"rate": "seven"}, "'seven' is no rate"),
        ({"advance_ppm": 750_000}, r"an advance of 0\.75; the product takes 0\.5 to 0\.7"),
        ({"until_day": 2026_06_04}, "signed for 366 days at most"),
        ({"until_day": 2025_06_01}, "a contract from 20250602 to 20250601"),
        ({"until_day": 2025_06_31}, "20250631 is no day"),
        ({"signers": ("house", BORROWER)}, f"facility F-1 is not signed by {SUPERVISOR}"),
        ({"signers": (BORROWER, SUPERVISOR)}, "facility F-1 is not signed by house"),
        ({"supervisor": ""}, "is not signed by a supervisor"),
        ({"application_no": "A-9"}, "application A-9 is not there; only an approved one is signed"),
    ],
)
def test_a_contract_outside_of_its_approval_or_not_signed_by_all_is_refused(
    rooms: DealRooms, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        rooms.sign(**changed)
    assert rooms.rows(Facility) == []


def test_an_application_is_signed_once_and_a_collection_account_is_one_facilitys(rooms: DealRooms) -> None:
    rooms.sign()
    with pytest.raises(Refused, match="application A-1 is signed as F-1"):
        rooms.sign(facility_no="F-2")
    rooms.approve(application_no="A-2")
    with pytest.raises(Refused, match="there is a facility F-1 already"):
        rooms.sign(application_no="A-2")
    with pytest.raises(Refused, match="account 6222-01 collects for F-1"):
        rooms.sign(application_no="A-2", facility_no="F-2")


def test_a_product_whose_draws_are_held_against_a_line_needs_its_owner() -> None:
    rooms = DealRooms(a_product(limits=("borrower", "buyer")))
    rooms.approve()
    with pytest.raises(
        Refused, match="holds draws against the line of the buyer, and facility F-1 names none"
    ):
        rooms.sign()


def test_every_mode_is_signed_by_its_own_parties() -> None:
    product = a_product(Mode.PREPAYMENT, "three_party")
    rooms = DealRooms(product)
    rooms.approve()
    with pytest.raises(Refused, match=f"not signed by {CORE}"):
        rooms.sign(signers=("house", BORROWER))


def test_one_person_stops_money_and_two_let_it_flow_again(rooms: DealRooms) -> None:
    rooms.sign()
    rooms.act_on_facility("effect", approver="zhao", conditions=("board resolution", "insurance"))

    rooms.act_on_facility("freeze", reason="sued")
    assert (rooms.row(Facility, "F-1").state, rooms.row(Facility, "F-1").frozen_because) == ("FROZEN", "sued")
    with pytest.raises(Refused, match="unfreeze of F-1 needs a second person"):
        rooms.act_on_facility("unfreeze", reason="settled")
    with pytest.raises(Refused, match="a second person approves it"):
        rooms.act_on_facility("unfreeze", reason="settled", approver="wang")
    rooms.act_on_facility("unfreeze", reason="settled", approver="zhao")
    assert (rooms.row(Facility, "F-1").state, rooms.row(Facility, "F-1").frozen_because) == ("EFFECTIVE", "")


def test_a_facility_ends_with_nothing_open_and_gives_all_back() -> None:
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility()
    rooms.draw()
    with pytest.raises(Refused, match="under facility F-1 D-1 still run"):
        rooms.act_on_facility("terminate", reason="not wanted", approver="zhao")
    rooms.act_on_draw("cancel", reason="not wanted")

    rooms.act_on_facility("terminate", reason="not wanted", approver="zhao")

    assert rooms.row(Facility, "F-1").state == "TERMINATED"
    assert rooms.line("facility", "F-1") == (0, 0, 0)
    assert rooms.line("borrower", BORROWER) == (0, 0, 0)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0
    with pytest.raises(Refused, match=r"facility F-1 is TERMINATED; freeze \(t09\)"):
        rooms.act_on_facility("freeze", reason="sued")


def test_a_facility_expires_when_its_days_are_over(rooms: DealRooms) -> None:
    rooms.sign(until_day=2025_06_30)
    with pytest.raises(Refused, match="facility F-1 is until 20250630, it is 20250602"):
        rooms.act_on_facility("expire")
    version = rooms.row(Facility, "F-1").version
    rooms.act_on_facility("expire", version=version, day=2025_07_01)
    assert rooms.row(Facility, "F-1").state == "EXPIRED"


@pytest.mark.parametrize(
    ("act", "rest", "says"),
    [
        ("terminate", {"approver": "zhao"}, "terminate of F-1 needs a reason"),
        ("freeze", {}, "freeze of F-1 needs a reason"),
        ("effect", {"conditions": ("board resolution", "insurance")}, "effect of F-1 needs a second person"),
        ("burn", {}, "'burn' is done to no facility"),
    ],
)
def test_an_act_that_lacks_something_changes_nothing(
    rooms: DealRooms, act: str, rest: dict[str, Any], says: str
) -> None:
    rooms.sign()
    before = rooms.books()
    with pytest.raises(Refused, match=says):
        rooms.act_on_facility(act, **rest)
    assert rooms.books() == before


def test_a_facility_nobody_knows_is_not_acted_on(rooms: DealRooms) -> None:
    rooms.sign()
    with pytest.raises(Refused, match="is at version 1, not 7; look again"):
        rooms.act_on_facility("freeze", version=7, reason="sued")


def test_what_was_approved_and_not_signed_for_is_lent_to_nobody(rooms: DealRooms) -> None:
    rooms.sign(amount_minor=5 * MILLION)
    assert rooms.line("borrower", BORROWER) == (5 * MILLION, 0, 0)


def test_what_was_drawn_of_a_facility_that_is_not_cyclic_stays_used_when_it_ends() -> None:
    """T4: 1,000,000.00 was drawn and paid back; only what was never drawn is given back."""
    rooms = DealRooms(a_product(cyclic=False))
    rooms.pledge()
    rooms.open_facility()
    rooms.active_loan()
    paid_back(rooms)

    rooms.act_on_facility("terminate", reason="all is paid", approver="zhao")

    assert rooms.line("facility", "F-1") == (MILLION, 0, MILLION)
    assert rooms.line("borrower", BORROWER) == (MILLION, 0, MILLION)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0


def test_what_came_back_of_a_cyclic_facility_is_promised_again_and_taken_back_with_its_end() -> None:
    """P1: 1,000,000.00 of 8,000,000.00 is drawn and paid back, in two lines of one statement."""
    rooms = DealRooms()
    rooms.pledge()
    rooms.open_facility()
    rooms.active_loan(term_months=1)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 7 * MILLION
    pay_back(rooms, "B-1", "B-2")

    assert rooms.row(Loan, "D-1").state == "SETTLED"
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 8 * MILLION
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
    rooms.act_on_facility("terminate", reason="all is paid", approver="zhao")
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 0


def pay_back(rooms: DealRooms, *refs: str) -> None:
    """The borrower pays all that is owed on its last day, in so many lines of one statement."""
    due = rooms.row(Loan, "D-1").maturity_day
    owed = sum(row.principal_minor + row.interest_minor for row in rooms.rows(Due, loan_no="D-1"))
    parts = [owed // len(refs)] * (len(refs) - 1)
    body = {
        "kind": "statement",
        "statement_no": "S-1",
        "account": {"number": "6222-01"},
        "created_at": "2025-07-03T18:00:00+08:00",
        "entries": [
            {
                "amount": cny(minor),
                "side": "credit",
                "status": "booked",
                "bank_ref": ref,
                "value_date": iso(due),
                "payments": [{"payer": {"id": BORROWER}}],
            }
            for ref, minor in zip(refs, [*parts, owed - sum(parts)], strict=True)
        ],
    }
    rooms.hear("bank.statement.v1", body, BANK, hours=24 * 31)
    assert rooms.row(Loan, "D-1").state == "SETTLED"


def paid_back(rooms: DealRooms) -> None:
    """The loan as it is when nothing of it is owed any more."""
    unit = RoomUnit(rooms.tables)
    loan = unit.shelf(Loan).get("D-1")
    assert loan is not None
    unit.shelf(Loan).put(replace(loan, state="SETTLED", over=True))
    rooms.tables.apply(list(unit.shelves.values()))


def test_margin_that_is_not_returned_keeps_a_facility_open(rooms: DealRooms) -> None:
    rooms.sign()
    unit = RoomUnit(rooms.tables)
    facility = unit.shelf(Facility).get("F-1")
    assert facility is not None
    unit.shelf(Facility).put(replace(facility, margin_minor=5))
    rooms.tables.apply(list(unit.shelves.values()))
    with pytest.raises(Refused, match="5 minor units of margin under F-1 are not returned"):
        rooms.act_on_facility("terminate", reason="over", approver="zhao")
