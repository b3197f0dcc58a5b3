"""A person's act on a running loan, in the hands of its message: what every act needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.hub.message import Message
from core.kernel.errors import Broken, Refused
from core.loan.booking import Fact, book, parts_of
from core.loan.factory import product_of
from core.loan.loan import Loan, Standing
from core.loan.messages import LoanActed
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.stepping import Told, stepped
from core.loan.work import LoanWork


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one loan."""

    message: Message
    work: LoanWork
    said: LoanActed
    loan: Loan
    product: Product
    facility: Facility

    @classmethod
    def of(cls, message: Message, work: LoanWork, said: LoanActed) -> Act:
        loan = work.loans.get(said.loan_no)
        if loan is None:
            raise Refused(f"there is no loan {said.loan_no}", cause="loan.unknown")
        facility = work.facilities.get(loan.facility_no)
        if facility is None:
            raise Broken(f"{loan.loan_no} runs without its facility", cause="loan.facility")
        return cls(message, work, said, loan, product_of(work, loan.product, loan.product_version), facility)

    @property
    def standing(self) -> Standing:
        found = self.work.standings.get(self.loan.loan_no)
        if found is None:
            raise Refused(
                f"{self.loan.loan_no} is {self.loan.state}: no money was paid out", cause="loan.not_running"
            )
        return found

    def step(self, event: str, loan: Loan | None = None, **changes: Any) -> Loan:
        """The loan after the event, with both people in its log."""
        text = f"{self.said.approver} approves: {self.said.reason}"
        told = Told(event, self.said.business_day, self.said.by, text)
        return stepped(self.message, self.work, loan or self.loan, told, **changes)

    def post(self, event: str, **amounts: int) -> None:
        """An event of the money of this loan, numbered by the loan's version, so that it is posted once."""
        number = f"{self.loan.loan_no}/{event}/{self.loan.version}"
        parts = parts_of(self.product, self.facility, self.loan)
        book(self.message, self.work, Fact(event, number, self.said.business_day, parts), **amounts)

    def amount(self, most: int) -> int:
        """What the act is about; Refused where it is none, or more than there is."""
        minor = most if self.said.minor is None else self.said.minor
        if not 0 < minor <= most:
            raise Refused(
                f"{self.said.act} of {minor} minor units on {self.loan.loan_no}; there are {most}",
                cause="loan.act.amount",
            )
        return minor
