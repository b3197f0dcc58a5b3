"""Margin 保证金: money held beside a loan, not for it, until it is applied or given back (P10)."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.booking import Fact, book, parts_of
from core.loan.factory import product_of
from core.loan.loan import Receipt, Standing
from core.loan.records import Facility
from core.loan.telling import state_exposure, state_margin, tell_margin
from core.loan.work import LoanWork


def take_margin(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Margin comes: it lowers the exposure, and frees goods by the product's release rule."""
    facility = _facility(work, receipt.facility_no)
    product = product_of(work, facility.product, facility.product_version)
    fact = Fact(
        "margin.received",
        f"receipt/{receipt.receipt_no}/margin",
        receipt.value_day,
        parts_of(product, facility),
    )
    book(message, work, fact, margin=receipt.minor)
    work.receipts.put(receipt)
    return _told(message, work, _moved(work, facility, receipt.minor))


def held_margin(work: LoanWork, facility_no: str, standing: Standing) -> int:
    """Margin that may be applied to the loan or given back: what was added, and what is left of its first."""
    return _facility(work, facility_no).margin_minor + standing.first_margin_minor


def spend_margin(work: LoanWork, facility_no: str, standing: Standing, minor: int) -> Facility:
    """Margin is applied to the loan or given back: what was added goes before the first (R3)."""
    facility = _facility(work, facility_no)
    added = min(minor, facility.margin_minor)
    first = standing.first_margin_minor - (minor - added)
    if first < 0:
        raise Refused(
            f"{minor} minor units of margin of {facility_no}; {minor + first} are held", cause="loan.margin"
        )
    work.standings.put(replace(standing, first_margin_minor=first))
    return _moved(work, facility, -added)


def take_margin_back(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Margin did not come after all; Refused where it is a draw's, was applied, or went back."""
    facility = _facility(work, receipt.facility_no)
    if facility.margin_minor < receipt.minor:
        raise Refused(
            f"margin {receipt.receipt_no} is {receipt.minor} minor units, {facility.margin_minor} are held of"
            f" {facility.facility_no} beside its draws",
            cause="loan.margin",
        )
    work.receipts.put(replace(receipt, state="reversed"))
    return _told(message, work, _moved(work, facility, -receipt.minor))


def held_again(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Margin that was applied is margin again, the first before what was added; what is owed then, the loan
    tells that it was applied to."""
    loan, standing = work.loans.get(receipt.loan_no), work.standings.get(receipt.loan_no)
    first = 0
    if loan is not None and standing is not None:
        first = min(receipt.minor, max(loan.margin_minor - standing.first_margin_minor, 0))
        work.standings.put(replace(standing, first_margin_minor=standing.first_margin_minor + first))
    after = _moved(work, _facility(work, receipt.facility_no), receipt.minor - first)
    return [tell_margin(message, after), *state_margin(message, work, after)]


def _told(message: Message, work: LoanWork, facility: Facility) -> list[Message]:
    return [
        tell_margin(message, facility),
        *state_margin(message, work, facility),
        *state_exposure(message, work, facility),
    ]


def _moved(work: LoanWork, facility: Facility, minor: int) -> Facility:
    after = replace(facility, margin_minor=facility.margin_minor + minor)
    work.facilities.put(after)
    return after


def _facility(work: LoanWork, facility_no: str) -> Facility:
    found = work.facilities.get(facility_no)
    if found is None:
        raise Refused(f"there is no facility {facility_no}", cause="loan.unknown_facility")
    return found
