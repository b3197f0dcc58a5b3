"""Deals that many messages are about, read in three levels: each names the next, and is one trip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.collateral import ask_behind, ask_contracts, ask_sources
from core.hub.questions import Questions
from core.ledger import Account, Balance
from core.loan.limiting import BOOK, held_for
from core.loan.loan import Loan, Standing
from core.loan.post_rows import FacilityWatch, Finding
from core.loan.records import Facility, ProductVersion
from core.loan.watching import WRITTEN_OFF
from core.loan.work import LoanWork


class Deal(NamedTuple):
    """What a loan and its facility say alike of the deal they are of."""

    facility_no: str
    contract_no: str
    borrower: str
    product: str
    product_version: int


def deal_of(row: Loan | Facility) -> Deal:
    return Deal(row.facility_no, row.contract_no, row.borrower, row.product, row.product_version)


@dataclass(frozen=True, slots=True)
class DealsAhead:
    """The deals, and what is asked of each beside all that is asked of any.

    lines: balances and accounts that its draws are held against. debtors: all that its borrower owes.
    late: what of the facilities was written off, for they count as late.
    """

    work: LoanWork
    deals: frozenset[Deal]
    lines: bool = False
    debtors: bool = False
    late: bool = False

    @property
    def contracts(self) -> list[str]:
        return sorted({deal.contract_no for deal in self.deals})

    @property
    def facilities(self) -> list[Facility]:
        """Those that are there, once the first level is read."""
        names = sorted({deal.facility_no for deal in self.deals})
        return [row for name in names if (row := self.work.facilities.get(name)) is not None]

    def ask(self, questions: Questions) -> None:
        """Facilities with all beside them, products, and what secures them."""
        questions.rows(Facility, {(deal.facility_no,) for deal in self.deals})
        questions.rows(ProductVersion, {(deal.product, deal.product_version) for deal in self.deals})
        names = sorted({deal.facility_no for deal in self.deals})
        questions.rows(FacilityWatch, [(name,) for name in names])
        questions.found(Finding, [{"facility_no": name, "stands": True} for name in names])
        questions.of_each(Facility, "contract_no", self.contracts)
        if self.debtors:
            questions.of_each(Facility, "borrower", sorted({deal.borrower for deal in self.deals}))
        ask_contracts(questions, self.contracts)

    def ask_behind(self, questions: Questions) -> None:
        """What runs under the facilities, their lines, and what the security's rows name."""
        running = {row.facility_no for row in self._beside()}
        over = running if self.late else set[str]()
        if self.debtors:
            owed = {row.facility_no for row in self._of_debtors()}
            running, over = running | owed, over | owed
        questions.found(Loan, [{"facility_no": name, "over": False} for name in sorted(running)])
        questions.found(Loan, [{"facility_no": name, "state": WRITTEN_OFF} for name in sorted(over)])
        if self.lines:
            lines = {
                (row.currency, account, owner)
                for row in self.facilities
                for account, owner in held_for(self.work, row)
            }
            questions.rows(Balance, {(BOOK, account, currency, owner) for currency, account, owner in lines})
            questions.rows(Account, {(BOOK, account) for _, account, _ in lines})
        ask_behind(questions, self.work.collateral, self.contracts)

    def ask_standings(self, questions: Questions) -> None:
        """How all that stands, and what its goods cost."""
        rows = {row.facility_no for row in (*self._beside(), *(self._of_debtors() if self.debtors else ()))}
        loans = [loan for name in rows for loan in self.work.loans.find(facility_no=name, over=False)]
        questions.rows(Standing, [(loan.loan_no,) for loan in loans])
        ask_sources(questions, self.work.collateral, self.contracts)

    def _beside(self) -> list[Facility]:
        return [row for name in self.contracts for row in self.work.facilities.find(contract_no=name)]

    def _of_debtors(self) -> list[Facility]:
        names = sorted({deal.borrower for deal in self.deals})
        return [row for name in names for row in self.work.facilities.find(borrower=name)]


def deals_of(rows: Iterable[Loan | Facility]) -> frozenset[Deal]:
    return frozenset(map(deal_of, rows))
