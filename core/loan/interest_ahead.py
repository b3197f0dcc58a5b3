"""Interest that was paid ahead of its days, of a loan that is paid off before them: back, or ours (T15)."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Broken
from core.ledger import Entry, Posting
from core.loan.booking import Fact, book, parts_of
from core.loan.early import Refund
from core.loan.loan import Loan, Standing
from core.loan.plan_rows import dues_of
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.taxes import vat_of_more
from core.loan.work import LoanWork

RETURNED, KEPT = "ahead_returned", "ahead_kept"
# A loan is paid off again each time that money was taken back.
_TIMES_MAX = 1_000


def end_ahead(
    message: Message, work: LoanWork, deal: tuple[Loan, Product, Facility], standing: Standing, day: int
) -> Standing:
    """Nothing of a loan that is paid off waits for days that never come: it is the borrower's, or earned.

    By the product's rule for interest of days that are not used; without one of its own it goes back, for
    interest is owed for the days the money was used (Civil Code, article 677).
    """
    loan, product, facility = deal
    ahead = standing.interest_paid_minor - standing.accrued_minor
    over = not standing.outstanding_minor and all(due.settled_day for due in dues_of(work, loan))
    if ahead <= 0 or not over or product.booking == "agency":
        return standing
    parts = parts_of(product, facility, loan)
    if product.repaying.early.refund is Refund.NONE:
        vat = vat_of_more(standing.accrued_minor, ahead, product.interest_vat_ppm)
        fact = Fact("interest.accrued", _free(work, loan, KEPT), day, parts)
        book(message, work, fact, interest=ahead, net=ahead - vat, vat=vat)
        after = replace(standing, accrued_minor=standing.accrued_minor + ahead)
    else:
        fact = Fact("interest.ahead_returned", _free(work, loan, RETURNED), day, parts)
        book(message, work, fact, interest=ahead)
        after = replace(
            standing,
            interest_paid_minor=standing.interest_paid_minor - ahead,
            surplus_minor=standing.surplus_minor + ahead,
        )
    work.standings.put(after)
    return after


def begin_ahead_again(message: Message, work: LoanWork, loan: Loan, standing: Standing, day: int) -> Standing:
    """The loan is not paid off any more: what its end made of interest paid ahead is taken back in red."""
    after = standing
    for kind in (RETURNED, KEPT):
        entry = _last(work, loan, kind)
        if entry is None or work.ledger.reversed.get(entry.entry_id) is not None:
            continue
        posting = Posting(message, work.ledger)
        posting.reverse(entry, number=f"{entry.number}/back", business_day=day, text=f"{entry.number} is not")
        ahead = sum(line.minor for line in posting.lines_of(entry) if line.account == "1132")
        if kind == KEPT:
            after = replace(after, accrued_minor=after.accrued_minor - ahead)
        else:
            after = replace(
                after,
                interest_paid_minor=after.interest_paid_minor + ahead,
                surplus_minor=after.surplus_minor - ahead,
            )
    if after != standing:
        work.standings.put(after)
    return after


def _free(work: LoanWork, loan: Loan, kind: str) -> str:
    for place in range(1, _TIMES_MAX):
        number = _number(loan, kind, place)
        if work.ledger.entries.get("general", number) is None:
            return number
    raise Broken(f"{loan.loan_no} was paid off {_TIMES_MAX} times", cause="loan.paid_off")


def _last(work: LoanWork, loan: Loan, kind: str) -> Entry | None:
    found = None
    for place in range(1, _TIMES_MAX):
        entry = work.ledger.entries.get("general", _number(loan, kind, place))
        if entry is None:
            break
        found = entry
    return found


def _number(loan: Loan, kind: str, place: int) -> str:
    return f"{loan.loan_no}/{kind}/{place}"
