"""What the loan room and collateral tell each other: what is overdue, and which agreement is frozen."""

from __future__ import annotations

from typing import Any

import pytest

from core.catalogue.parts import PartyRef
from core.collateral import Contract, SecurityOpened
from core.kernel.errors import Refused
from core.loan import Loan
from core.loan.modes import Mode
from tests.core.collateral.test_prepayment import delivered
from tests.core.collateral.test_prepayment import margin as stated
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product
from tests.core.loan.running import RunningLoan
from tests.core.loan.test_acts import act
from tests.core.loan.test_draw_refusals import give_margin
from tests.core.loan.test_money_in import paid
from tests.core.rooms import at


def overdue(loan: RunningLoan) -> bool:
    return loan.row(Contract, "S-1").overdue_since is not None


def stated_overdue(loan: RunningLoan) -> list[bool]:
    told = [each for each in loan.produced if each.type == "collateral.overdue_stated.v1"]
    return [each.body.overdue for each in told]


def test_what_is_overdue_keeps_the_goods_until_it_is_paid() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_03)
    assert not overdue(loan)

    loan.end_days(2025_04_05, since=2025_04_04)
    assert overdue(loan)
    paid(loan, "1000.00", "B-1", 2025_04_06)
    assert overdue(loan), "a part is not all of it"
    paid(loan, "60000.00", "B-2", 2025_04_06)

    assert not overdue(loan)
    assert stated_overdue(loan) == [True, False], "told when it changes, and not again"


def test_what_is_taken_back_is_overdue_again_with_the_next_day() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_05)
    paid(loan, "60000.00", "B-1", 2025_04_06)

    loan.take_back("B-1", 2025_04_07)
    loan.end_days(2025_04_07, since=2025_04_06)

    assert overdue(loan)


@pytest.mark.parametrize(("name", "more"), [("accelerate", {}), ("dispose", {})])
def test_what_is_called_in_keeps_the_goods_too(name: str, more: dict[str, Any]) -> None:
    loan = RunningLoan()

    act(loan, name, 2025_03_10, **more)

    assert overdue(loan)


def test_what_was_written_off_still_keeps_the_goods_and_what_got_a_new_plan_does_not() -> None:
    lost, helped = RunningLoan(), RunningLoan()
    for loan in (lost, helped):
        loan.end_days(2025_04_05)
    act(lost, "dispose", 2025_04_06)
    act(lost, "write_off", 2025_04_06)
    act(helped, "restructure", 2025_04_06, until_day=2026_06_03)

    assert overdue(lost)
    assert not overdue(helped)


def test_what_was_written_off_and_is_closed_keeps_the_goods_no_more() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_05)
    act(loan, "dispose", 2025_04_06)
    act(loan, "write_off", 2025_04_06)
    act(loan, "recover", 2025_04_07)

    assert overdue(loan)
    act(loan, "close", 2025_04_08)

    assert not overdue(loan)


def prepayment(frozen: bool) -> DealRooms:
    """A prepayment whose agreement collateral watches; frozen: its seller delivers without a notice."""
    product = a_product(Mode.PREPAYMENT, "three_party", limits=("borrower",))
    rooms = DealRooms(product)
    rooms.open_facility()
    opened = SecurityOpened(
        contract_no="F-1",
        kind="prepayment",
        financier=PartyRef(name="House"),
        provider=PartyRef(name="闽江钢材"),
        debtor=PartyRef(name="Maker"),
        currency="CNY",
        rate_ppm=700_000,
        release_rule="R2",
        opened_at=at(-9),
    )
    rooms.tell("collateral.security_opened.v1", opened)
    rooms.receive(stated("0", at(-8)))
    if frozen:
        rooms.receive(delivered("S-1", "1000000.01", at(-7)))
    return rooms


def test_a_frozen_agreement_of_a_prepayment_stops_its_draws() -> None:
    free, frozen = prepayment(frozen=False), prepayment(frozen=True)
    for rooms in (free, frozen):
        rooms.act_on_facility("terminate", reason="another contract", approver="zhao")
        rooms.approve(application_no="A-2")
        rooms.open_facility(application_no="A-2", facility_no="F-2", contract_no="F-1")
        give_margin(rooms, 30_000_000, "F-2")

    with pytest.raises(Refused, match="frozen: 100000001 minor units were delivered without a notice"):
        frozen.draw(facility_no="F-2")
    free.draw(facility_no="F-2")

    assert frozen.rows(Loan) == []
    assert free.row(Loan, "D-1").state == "PRE_OCCUPIED"
