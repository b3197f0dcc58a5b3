"""The end of a business day for one loan: what it earned, what fell due, how late it is, how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import date_of, day_after, day_before
from core.kernel.errors import Broken
from core.ledger import Event
from core.loan.alarms import OVERDUE, alarm
from core.loan.booking import AGENCY, Fact, event_of, parts_of
from core.loan.classification import Category
from core.loan.collecting import collection_due
from core.loan.earning import earned_between
from core.loan.factory import product_of
from core.loan.judging import JudgedLoan, judged
from core.loan.lateness import Lateness, lateness_of, paid_on_time
from core.loan.loan import Loan, Standing
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.sharing import Held, Share, held, share_of
from core.loan.stepping import Told, stepped
from core.loan.suspending import amounts_of_return
from core.loan.taxes import vat_of_more
from core.loan.telling import state_overdue, tell_outcome
from core.loan.watching import facts_of, tell_debtor
from core.loan.work import LoanWork

CLOCK = "clock"
NOTHING = Held(0, 0, 0, 0, 0)
# What `held` is made of.
_amounts = attrgetter("outstanding_minor", "accrued_minor", "interest_paid_minor", "suspended_minor")


@dataclass(slots=True)
class DayEnd:
    """One day's end in the hands of one message; what is to be posted is gathered, and posted together."""

    message: Message
    work: LoanWork
    day: int
    events: list[Event] = field(default_factory=list)
    made: list[Message] = field(default_factory=list)

    def end(self, loan: Loan) -> None:
        """Everything the day does to one running loan; once, however often it is told."""
        standing = self.work.standings.get(loan.loan_no)
        facility = self.work.facilities.get(loan.facility_no)
        if standing is None or facility is None:
            raise Broken(f"{loan.loan_no} runs without its standing or facility", cause="loan.standing")
        product = product_of(self.work, loan.product, loan.product_version)
        ending = Ending(self, loan, product, facility)
        standing = ending.earn(standing)
        late = lateness_of(self.work, loan, product, self.day, standing)
        standing = ending.grow_late(standing, late)
        standing = ending.judge(standing, late)
        self.work.standings.put(standing)


@dataclass(frozen=True, slots=True)
class Ending:
    """One loan in the end of a day."""

    day_end: DayEnd
    loan: Loan
    product: Product
    facility: Facility

    def earn(self, standing: Standing) -> Standing:
        """Accrues all days not booked yet: income, or off the books where it is no income any more."""
        day = self.day_end.day
        if standing.accrued_through > day:
            return standing
        vat_ppm = self.product.interest_vat_ppm
        span = (standing.accrued_through, day)
        earned = earned_between(self.day_end.work, self.loan, span, standing.running, vat_ppm)
        after = replace(standing, accrued_through=day_after(day), running=earned.running)
        if self.product.booking == AGENCY:
            return after  # What others lend is no income of this book.
        return self._book(standing, after, earned.released, earned.arrears)

    def unearn(self, standing: Standing, since: int) -> Standing:
        """Takes the days from that one on back in red, where they were booked; a new plan earns them anew."""
        if standing.accrued_through <= since:
            return standing
        vat_ppm = self.product.interest_vat_ppm
        span = (since, day_before(standing.accrued_through))
        earned = earned_between(self.day_end.work, self.loan, span, 1, vat_ppm)
        after = replace(standing, accrued_through=since)
        if self.product.booking == AGENCY:
            return after
        return self._book(standing, after, -earned.released, -earned.arrears)

    def _book(self, standing: Standing, after: Standing, released: int, arrears: int) -> Standing:
        """Posts what days earned, or takes it back: of what was taken at the draw, and of what is owed."""
        self._says("interest.released", interest=released)
        after = replace(after, deferred_minor=standing.deferred_minor - released)
        if standing.non_accrual:
            after = replace(after, suspended_minor=standing.suspended_minor + arrears)
            more = self._moved(standing, after)
            self._says("interest.suspended", interest=more.suspended, partner=more.partner_interest)
            return after
        after = replace(after, accrued_minor=standing.accrued_minor + arrears)
        more = self._moved(standing, after)
        vat_ppm = self.product.interest_vat_ppm
        vat = vat_of_more(self.share.own(standing.accrued_minor), more.interest, vat_ppm)
        self._says(
            "interest.accrued",
            interest=more.interest,
            net=more.interest - vat,
            vat=vat,
            partner=more.partner_interest,
        )
        return after

    def grow_late(self, standing: Standing, late: Lateness) -> Standing:
        """Leads the loan to the state its instalments make; who is overdue draws nothing more (R53)."""
        work, message, day = self.day_end.work, self.day_end.message, self.day_end.day
        loan = self.loan
        for event in late.events:
            text = f"due since {late.since}, {late.past_due_days} days past due"
            loan = stepped(message, work, loan, Told(event, day, CLOCK, text))
            if event == "overdue":
                self.day_end.made.append(alarm(message, OVERDUE, loan.loan_no, f"{loan.loan_no} is {text}"))
                self._freeze(f"{loan.loan_no} is overdue since {late.since}")
                self.day_end.made.extend(state_overdue(message, work, self.facility.contract_no))
        standing = replace(standing, first_open=late.first_open)
        self.day_end.made.extend(collection_due(message, work, loan, standing, day))
        return replace(
            standing,
            past_due_days=late.past_due_days,
            penalty_minor=late.penalty,
            compound_minor=late.compound,
        )

    def judge(self, before: Standing, late: Lateness) -> Standing:
        """Its category, whether its interest is income, and what is set aside for it."""
        on = date_of(self.day_end.day)
        facts = facts_of(self.day_end.work, before, late.past_due_days)
        if before.non_accrual:
            facts = replace(facts, paid_on_time=paid_on_time(self.day_end.work, self.loan, self.day_end.day))
        found = judged(before, facts, on, self.product.interest_vat_ppm, self.share)
        if before.category < Category.SUBSTANDARD <= found.standing.category:
            self.day_end.made.append(
                tell_outcome(self.day_end.message, self.loan, self.day_end.day, bad=True)
            )
        if Category(before.category).non_performing != Category(found.standing.category).non_performing:
            self.day_end.made.append(tell_debtor(self.day_end.message, self.loan, self.day_end.day))
        if self.product.booking == AGENCY:
            return replace(found.standing, provision_minor=0)
        self._say_whether_income(before, found)
        self._says("loss.provided", provision=max(found.provided, 0))
        self._says("loss.released", provision=max(-found.provided, 0))
        return found.standing

    def _say_whether_income(self, before: Standing, found: JudgedLoan) -> None:
        """P12: booked interest that is income no more, or what stood off the books and is income again."""
        if before.non_accrual and not found.standing.non_accrual:
            vat_ppm = self.product.interest_vat_ppm
            amounts = amounts_of_return(self.share, vat_ppm, before, found.standing)
            self._says("loan.accrual_again", **amounts)
            return
        more = self._moved(before, found.standing)
        self._says(
            "loan.non_accrual",
            interest=-more.interest,
            net=-more.interest - found.reversed_vat,
            vat=found.reversed_vat,
            suspended=more.suspended,
            partner=more.partner_interest,
        )

    @property
    def share(self) -> Share:
        return share_of(self.product, self.facility)

    def _moved(self, before: Standing, after: Standing) -> Held:
        """What moves in our books between the two; on most days of most loans one of these amounts alone."""
        if _amounts(before) == _amounts(after):
            return NOTHING
        return held(self.share, after).less(held(self.share, before))

    def _freeze(self, why: str) -> None:
        facility = self.facility
        if facility.state == "EFFECTIVE":
            told = Told("freeze", self.day_end.day, CLOCK, why)
            stepped(self.day_end.message, self.day_end.work, facility, told, frozen_because=why)

    def _says(self, name: str, **amounts: int) -> None:
        """An event of the money of this loan, where it moves anything."""
        if any(amounts.values()):
            number = f"{self.loan.loan_no}/{self.day_end.day}/{name}"
            parts = parts_of(self.product, self.facility, self.loan)
            self.day_end.events.append(event_of(Fact(name, number, self.day_end.day, parts), **amounts))
