"""What a draw occupies in flight: taken when it is asked for, given back where nothing comes of it."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Broken
from core.loan.factory import product_of
from core.loan.informing import tell_deal
from core.loan.limiting import draw_number, free, quota_number, use
from core.loan.loan import Loan
from core.loan.product import Product
from core.loan.quota import free_day
from core.loan.records import Facility
from core.loan.stepping import Told, stepped
from core.loan.telling import state_exposure
from core.loan.work import LoanWork


def facility_of(work: LoanWork, loan: Loan) -> Facility:
    facility = work.facilities.get(loan.facility_no)
    if facility is None:
        raise Broken(f"facility {loan.facility_no} of {loan.loan_no} is gone", cause="loan.facility")
    return facility


def deal_of(work: LoanWork, loan: Loan) -> tuple[Product, Facility, Loan]:
    """The loan with the product version and the facility it runs under."""
    return product_of(work, loan.product, loan.product_version), facility_of(work, loan), loan


def occupy(work: LoanWork, facility: Facility, loan: Loan) -> Facility:
    """The draw is in flight, its first margin is its own.

    Figures that draws move are no change of the facility: whoever saw its version saw all that people decide.
    """
    kept = replace(
        facility,
        in_flight_minor=facility.in_flight_minor + loan.principal_minor,
        margin_minor=facility.margin_minor - loan.margin_minor,
    )
    work.facilities.put(kept)
    return kept


def settle(message: Message, work: LoanWork, loan: Loan) -> Facility:
    """The draw's money is out: what was held counts."""
    facility = facility_of(work, loan)
    kept = replace(
        facility,
        in_flight_minor=facility.in_flight_minor - loan.principal_minor,
        drawn_minor=facility.drawn_minor + loan.principal_minor,
        outstanding_minor=facility.outstanding_minor + loan.principal_minor,
    )
    work.facilities.put(kept)
    for number in (draw_number(loan.loan_no), quota_number(loan)):
        use(message, work, number, loan.value_day)
    return kept


def end_draw(message: Message, work: LoanWork, loan: Loan, told: Told) -> list[Message]:
    """Nothing comes of the draw: all it occupied is free again, its first margin is the facility's."""
    facility = facility_of(work, loan)
    kept = replace(
        facility,
        in_flight_minor=facility.in_flight_minor - loan.principal_minor,
        margin_minor=facility.margin_minor + loan.margin_minor,
    )
    work.facilities.put(kept)
    for number in (draw_number(loan.loan_no), quota_number(loan)):
        free(message, work, number, told.business_day)
    free_day(work, loan)
    ended = stepped(message, work, loan, told, margin_minor=0, quota_day=None)
    return [tell_deal(message, ended, told.text), *state_exposure(message, work, kept)]
