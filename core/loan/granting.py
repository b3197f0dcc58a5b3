"""Lines that an approval and a contract give, and that their ends take back."""

from __future__ import annotations

from core.hub.message import Message
from core.loan.booking import Fact, book, parts_of
from core.loan.limiting import BOOK, grow
from core.loan.messages import ContractSigned
from core.loan.paying_out import own_part
from core.loan.plan_rows import dues_of
from core.loan.product import Product
from core.loan.records import Application, Facility
from core.loan.work import LoanWork

BORROWER, FACILITY = "borrower", "facility"
EXPIRED = "EXPIRED"


def grant_line(message: Message, work: LoanWork, application: Application, day: int) -> None:
    """The borrower's own line grows by what was approved."""
    number = f"line/{application.application_no}"
    line = (BORROWER, application.borrower)
    grow(message, work, line, (number, day, application.currency), application.approved_minor)


def cut_line(message: Message, work: LoanWork, application: Application, said: ContractSigned) -> None:
    """What was approved and is not signed for is lent to nobody."""
    over = application.approved_minor - said.amount_minor
    if over:
        told = (f"line/{application.application_no}/signed", said.business_day, application.currency)
        grow(message, work, (BORROWER, application.borrower), told, -over)


def take_line_back(message: Message, work: LoanWork, application: Application, day: int) -> None:
    """An approval that came to nothing gives nothing any more."""
    number = f"line/{application.application_no}/ended"
    line = (BORROWER, application.borrower)
    grow(message, work, line, (number, day, application.currency), -application.approved_minor)


def open_facility(message: Message, work: LoanWork, product: Product, facility: Facility, day: int) -> None:
    """The facility's line is live, and what of it is ours stands as undrawn (P1)."""
    number = f"facility/{facility.facility_no}"
    line = (FACILITY, facility.facility_no)
    grow(message, work, line, (number, day, facility.currency), facility.amount_minor)
    own = own_part(facility, product, facility.amount_minor)
    if own:
        fact = Fact("facility.effective", number, day, parts_of(product, facility))
        book(message, work, fact, amount=own)


def close_facility(message: Message, work: LoanWork, product: Product, facility: Facility, day: int) -> None:
    """What was never drawn, or may be drawn again, is taken back: of both lines, and of what is undrawn.

    What was drawn of a facility that is not cyclic stays used on lines that stay granted: they are even.
    """
    used = 0 if product.cyclic else facility.drawn_minor
    left = max(facility.granted_minor - used, 0)
    number = f"facility/{facility.facility_no}/ended"
    _cut_lines(message, work, facility, (number, day, facility.currency), left)
    if facility.state != EXPIRED:
        _end_promise(message, work, product, facility, (number, day))


def free_lines(message: Message, work: LoanWork, product: Product, facility: Facility, day: int) -> int:
    """What of a facility's line nobody uses or holds is taken back of both lines, and all of what is undrawn.

    What it took back, minor units; what is used stays granted until the facility is terminated.
    """
    row = work.ledger.balances.get(BOOK, FACILITY, facility.currency, facility.facility_no)
    room = row.credits_posted - row.debits_posted - row.debits_pending if row is not None else 0
    number = f"facility/{facility.facility_no}/expired"
    left = min(max(room, 0), facility.granted_minor)
    _cut_lines(message, work, facility, (number, day, facility.currency), left)
    _end_promise(message, work, product, facility, (number, day))
    return left


def _cut_lines(
    message: Message, work: LoanWork, facility: Facility, told: tuple[str, int, str], left: int
) -> None:
    """Of the facility's line and of its borrower's."""
    if left:
        number, day, currency = told
        grow(message, work, (FACILITY, facility.facility_no), told, -left)
        grow(message, work, (BORROWER, facility.borrower), (f"{number}/line", day, currency), -left)


def _end_promise(
    message: Message, work: LoanWork, product: Product, facility: Facility, told: tuple[str, int]
) -> None:
    """P1: what was promised and is not drawn is promised no more."""
    own = own_part(facility, product, facility.amount_minor)
    if product.cyclic:
        own -= _not_back(work, product, facility)
    else:
        own -= own_part(facility, product, facility.drawn_minor)
    if own:
        book(message, work, Fact("facility.ended", *told, parts_of(product, facility)), amount=own)


def _not_back(work: LoanWork, product: Product, facility: Facility) -> int:
    """Our part of what was drawn of it and did not come back."""
    loans = work.loans.find(facility_no=facility.facility_no)
    left = [
        sum(due.principal_minor - due.paid_principal_minor for due in dues_of(work, loan)) for loan in loans
    ]
    return sum(own_part(facility, product, each) for each in left)
