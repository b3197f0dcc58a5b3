"""What follows a payment: the loan's state, the limits it gives back, and who is told."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from core.hub.message import Message
from core.loan.alarms import OVERDUE, REOPENED, calm
from core.loan.booking import Fact, book, parts_of
from core.loan.classification import Category
from core.loan.lateness import state_on
from core.loan.limiting import come_back, lines_of
from core.loan.loan import Loan, Receipt, Standing
from core.loan.plan_rows import APPLIED, dues_of
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.reopening import PAID_OFF, tell_reopened
from core.loan.sharing import share_of
from core.loan.slices import count_running
from core.loan.stepping import Told, business_day_of, stepped
from core.loan.telling import state_exposure, state_overdue, tell_outcome, tell_status
from core.loan.transitions import TRANSITIONS
from core.loan.watching import tell_debtor
from core.loan.work import LoanWork

# What is repaid brings a loan back to here; the others stay what they are until they are settled.
_CURED = frozenset({"DUE", "GRACE", "OVERDUE"})
[_PAY_CLAIM] = [each for each in TRANSITIONS if each.event == "pay_claim"]
_CLAIMED = frozenset(_PAY_CLAIM.sources)
_IN_FORCE = frozenset({"EFFECTIVE", "FROZEN"})
_ORDER = ("ACTIVE", "DUE", "GRACE", "OVERDUE")


@dataclass(frozen=True, slots=True)
class Paid:
    """A loan after money came, or was taken back."""

    message: Message
    work: LoanWork
    loan: Loan
    product: Product
    facility: Facility

    def settle(self, standing: Standing, receipt: Receipt, day: int) -> list[Message]:
        """State, limits, facility and exposure follow what is outstanding now."""
        loan = self._state(standing, receipt, day)
        open_again = self.loan.state in PAID_OFF and loan.state not in PAID_OFF
        facility = self._facility(standing)
        told = tell_status(self.message, loan, receipt)
        ended = loan.state == "SETTLED" and self.loan.state not in PAID_OFF
        reopened = (loan, facility)
        return [
            *self._calmed(loan),
            *(tell_reopened(self.message, self.work, reopened, standing, receipt) if open_again else []),
            told,
            *state_exposure(self.message, self.work, facility),
            *state_overdue(self.message, self.work, facility.contract_no),
            *(self._ended(loan, standing, day) if ended else []),
        ]

    def _ended(self, loan: Loan, standing: Standing, day: int) -> list[Message]:
        """It went well, unless it was bad before: then its debtor's others may be better without it."""
        made = [calm(self.message, REOPENED, loan.loan_no, f"{loan.loan_no} was paid")]
        if Category(standing.category).non_performing:
            return [*made, tell_debtor(self.message, loan, day)]
        return [*made, tell_outcome(self.message, loan, day, bad=False)]

    def _state(self, standing: Standing, receipt: Receipt, day: int) -> Loan:
        loan, text = self.loan, f"{receipt.receipt_no}: {receipt.minor} minor units of {receipt.currency}"
        if loan.state in PAID_OFF:
            return self._paid_off(standing, Told("reverse", day, receipt.payer or "bank", text))
        claim = receipt.kind == "claim" and loan.state in _CLAIMED and receipt.state == APPLIED
        told = Told("pay_claim" if claim else "repay", day, receipt.payer or "bank", text)
        loan = stepped(self.message, self.work, loan, told)
        open_ones = [due for due in dues_of(self.work, loan) if not due.settled_day]
        if not open_ones and not standing.outstanding_minor:
            count_running(self.work.slices, loan.loan_no, -1)
            return stepped(self.message, self.work, loan, told._replace(event="settle"))
        due = [each for each in open_ones if each.due <= day]
        wanted = state_on(due[0], self.product, day) if due else "ACTIVE"
        if loan.state in _CURED and _ORDER.index(wanted) < _ORDER.index(loan.state):
            loan = stepped(self.message, self.work, loan, told._replace(event="pay_due"))
            ways = {"DUE": ("fall_due",), "GRACE": ("fall_due", "grace")}
            for event in ways.get(wanted, ()):
                loan = stepped(self.message, self.work, loan, told._replace(event=event))
        return loan

    def _paid_off(self, standing: Standing, told: Told) -> Loan:
        """Money of a loan that was over was taken back: it runs again, or nothing but its surplus went."""
        paid = all(due.settled_day for due in dues_of(self.work, self.loan))
        if paid and not standing.outstanding_minor:
            return stepped(self.message, self.work, self.loan, told)
        count_running(self.work.slices, self.loan.loan_no, 1)
        return stepped(self.message, self.work, self.loan, told._replace(event="reopen"))

    def _facility(self, standing: Standing) -> Facility:
        """Principal that came back is free to be drawn again where the product is cyclic (T4)."""
        facility = self.work.facilities.get(self.facility.facility_no) or self.facility
        # Nothing is owed by those that are over: what is repaid today asks for no loan of years ago.
        loans = self.work.loans.find(facility_no=facility.facility_no, over=False)
        self.work.standings.warm([(each.loan_no,) for each in loans])
        rows = [self.work.standings.get(each.loan_no) for each in loans]
        outstanding = sum(row.outstanding_minor for row in rows if row is not None)
        after = replace(facility, outstanding_minor=outstanding)
        self.work.facilities.put(after)
        repaid = facility.outstanding_minor - outstanding
        self._free_lines(after, repaid, standing)
        self._undrawn(after, repaid, standing)
        return after

    def _undrawn(self, facility: Facility, repaid: int, standing: Standing) -> None:
        """P1: what of a facility in force came back is promised again; taken back, it is not."""
        if not self.product.cyclic or facility.state not in _IN_FORCE or self.product.booking == "agency":
            return
        share = share_of(self.product, facility)
        more = share.own(standing.outstanding_minor + repaid) - share.own(standing.outstanding_minor)
        if more:
            event = "facility.effective" if more > 0 else "facility.ended"
            number = undrawn_number(self.loan.loan_no, self.loan.version)
            fact = Fact(event, number, business_day_of(self.message), parts_of(self.product, facility))
            book(self.message, self.work, fact, amount=abs(more))

    def _free_lines(self, facility: Facility, repaid: int, standing: Standing) -> None:
        """What was at risk beyond the first margin was held against the lines: so much less of it is now."""
        margin = self.loan.margin_minor
        now = max(standing.outstanding_minor - margin, 0)
        back = max(standing.outstanding_minor + repaid - margin, 0) - now
        if back and self.product.cyclic:
            owners = lines_of(self.product, facility)
            come_back(self.message, self.work, self.loan, owners, back)

    def _calmed(self, loan: Loan) -> list[Message]:
        if self.loan.state == "OVERDUE" and loan.state != "OVERDUE":
            return [calm(self.message, OVERDUE, loan.loan_no, f"{loan.loan_no} was paid")]
        return []


def undrawn_number(loan_no: str, version: int) -> str:
    """The number of the entry that promises again what was repaid."""
    return f"undrawn/{loan_no}/{version}"
