"""What is overdue keeps receipts as it keeps goods: none is released, and one given away is alarmed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.collateral import Security
from core.collateral.messages import OverdueStated
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan import Facility
from tests.core.collateral.papers import offered, opened, pledged, receipt, released, state
from tests.core.collateral.receivables import SELLER, owed
from tests.core.loan.running import LOAN, RunningLoan
from tests.core.loan.test_money_in import paid
from tests.core.rooms import Rooms, at, ordered

BANK = {"name": "Bank"}


def overdue(hours: float, *, still: bool = True) -> Message:
    body = OverdueStated(contract_no="W-1", overdue=still, as_of=at(hours), text="DR-1")
    return ordered("collateral.overdue_stated.v1", body, at(hours))


def owing() -> Rooms:
    """R-1 of 100 t under W-1, of which half secures what is owed."""
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))
    return rooms


@pytest.mark.parametrize("amount", ["", "40 TNE"])
def test_nothing_of_a_receipt_is_released_while_its_loan_is_overdue(amount: str) -> None:
    rooms = owing()
    rooms.receive(overdue(6))

    with pytest.raises(Refused, match="receipt R1: W-1 is overdue since 2025-06-02 14:00:00Z; have it paid"):
        rooms.receive(released("R1", at(7), amount))
    assert state(rooms, "R1") == "FINANCED"

    rooms.receive(overdue(8, still=False))
    rooms.receive(released("R1", at(9), "40 TNE"))
    assert state(rooms, "R1") == "PARTIAL_RELEASE"


def test_what_was_released_before_it_was_overdue_is_released() -> None:
    rooms = owing()
    rooms.receive(overdue(7))

    rooms.receive(released("R1", at(6), "40 TNE"))

    assert state(rooms, "R1") == "PARTIAL_RELEASE"


@pytest.mark.parametrize("late", [True, False])
def test_a_receipt_that_the_pledgee_held_and_gave_back_is_alarmed_while_it_is_overdue(late: bool) -> None:
    """Endorsed to the bank, and to its owner again, though nobody released it."""
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-2", "50 TNE", at(5)))
    rooms.receive(offered("W-1", at(5), "R-2"))
    rooms.receive(endorsed(SELLER, BANK, 6))
    if late:
        rooms.receive(overdue(6))

    rooms.receive(endorsed(BANK, SELLER, 7))

    assert ("C01:receipt/PORTWAREHOUSE|R2" in rooms.alerts()) is late


def endorsed(by: dict[str, str], to: dict[str, str], hours: float) -> Message:
    hands = [{"endorser": by, "endorsee": to, "at": at(hours)}]
    return receipt("R-2", "50 TNE", at(hours), "endorsed", holder=to, endorsements=hands)


def test_a_loan_on_receipts_tells_that_it_is_overdue_and_that_it_is_paid() -> None:
    loan = RunningLoan()
    loan.receive(opened(opened_at=at(-2_200)))

    def on_receipts(_message: Message, work: object) -> None:
        facility, row = loan.row(Facility, "F-1"), loan.loan
        work.facilities.put(replace(facility, contract_no="W-1"))  # type: ignore[attr-defined]
        work.loans.put(replace(row, contract_no="W-1"))  # type: ignore[attr-defined]

    loan.act(on_receipts, 2025_03_04)
    loan.end_days(2025_04_03)
    assert loan.row(Security, "W-1").overdue_since is None

    loan.end_days(2025_04_05, since=2025_04_04)
    assert loan.row(Security, "W-1").overdue_since is not None
    paid(loan, "60000.00", "B-1", 2025_04_06)

    assert loan.row(Security, "W-1").overdue_since is None
    assert loan.loan.loan_no == LOAN
