"""What a run of messages about deals will ask for, read in sets; alone each would ask twenty times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.catalogue.erp_payment import Payment
from core.catalogue.finance_drawdown import FinanceDrawdown
from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.catalogue.funder_repayment import FunderRepayment
from core.collateral import read_contracts
from core.hub.message import Message
from core.kernel.days import day_before
from core.loan.coming import Coming, of_payment, of_repayment
from core.loan.deciding import DRAW, DRAW_STAGE
from core.loan.factory import product_of
from core.loan.limiting import BOOK, back_number, draw_number, held_for, quota_number
from core.loan.loan import Loan
from core.loan.messages import DrawActed
from core.loan.paying import earned_number
from core.loan.records import Facility
from core.loan.slices import slice_of
from core.loan.work import LoanWork
from core.risk import LastDecision

GENERAL = "general"
MONEY_BOOKS = (GENERAL, "off_balance")


def before_draws(messages: Sequence[Message], work: LoanWork) -> None:
    """Facilities are asked for money: all that runs under them, what secures them, and their lines."""
    said = [message.read(FinanceDrawdown) for message in messages]
    facilities = _read_deals(work, (each.facility_no for each in said))
    numbers = [draw_number(each.draw_no) for each in said]
    # None of these is there yet; that is asked for too.
    work.standings.warm([(each.draw_no,) for each in said])
    decided = {
        (f"{DRAW}/{each.draw_no}", rules, DRAW_STAGE) for each in said for rules in _rules(work, facilities)
    }
    work.unit.shelf(LastDecision).warm(decided)
    work.decisions.warm([(number,) for number in numbers])
    work.ledger.reservations.warm([(BOOK, number) for number in numbers])
    work.ledger.entries.warm([(BOOK, number) for number in numbers])
    _read_lines(work, facilities)


def before_acts(messages: Sequence[Message], work: LoanWork) -> None:
    """Draws that go on: one that is sent out meets every gate again."""
    _read_deals(work, (loan.facility_no for loan in _loans(work, _acted(messages))))


def before_answers(messages: Sequence[Message], work: LoanWork) -> None:
    """Draws of which their payers tell: each may become a running loan."""
    said = [message.read(FunderDisbursementResult) for message in messages]
    loans = _loans(work, (each.draw_no for each in said))
    facilities = _read_deals(work, (loan.facility_no for loan in loans))
    work.loans.look({"bank_ref": ref} for ref in {each.bank_ref or each.funder_loan_no for each in said})
    work.slices.warm({(slice_of(loan.loan_no),) for loan in loans})
    held = [number for loan in loans for number in (draw_number(loan.loan_no), quota_number(loan))]
    work.ledger.reservations.warm([(BOOK, number) for number in held])
    work.ledger.entries.warm([(book, f"{loan.loan_no}/draw") for loan in loans for book in MONEY_BOOKS])
    _read_lines(work, facilities)


def before_payments(messages: Sequence[Message], work: LoanWork) -> None:
    """Money that comes: the loans it names, or those of the account it came to."""
    comings = [coming for each in messages if (coming := _coming(each)) is not None]
    work.receipts.warm([(coming.number,) for coming in comings])
    numbers = {number for coming in comings for number in coming.names()}
    named = _loans(work, numbers)
    by_funders = {number for coming in comings if coming.funder for number in coming.names()}
    others = sorted((numbers - {loan.loan_no for loan in named}) | by_funders)
    work.loans.look({"funder_loan_no": number} for number in others)
    by_funder = [loan for number in others for loan in work.loans.find(funder_loan_no=number)]
    _read_running(work, [*named, *by_funder])
    _read_postings(work, comings)


def _read_postings(work: LoanWork, comings: Iterable[Coming]) -> None:
    """Under the numbers that they would be posted under; none of them is there, unless it came before."""
    general, limits = set(), set()
    for coming in comings:
        general.add((GENERAL, f"receipt/{coming.number}/1"))
        for loan in _loans(work, coming.names()):
            general.add((GENERAL, earned_number(loan, day_before(coming.value_day))))
            limits |= {(BOOK, back_number(loan.loan_no, loan.version + more)) for more in (0, 1)}
    work.ledger.entries.warm(general | limits)
    work.ledger.reservations.warm(limits)


def _rules(work: LoanWork, facilities: Iterable[Facility]) -> set[str]:
    return {product_of(work, each.product, each.product_version).rules for each in facilities}


def _read_running(work: LoanWork, loans: Sequence[Loan]) -> None:
    """Loans that are paid: their plans as they stand, and every payment."""
    facilities = _read_deals(work, (loan.facility_no for loan in loans))
    work.plans.warm([(loan.loan_no, loan.plan) for loan in loans])
    work.dues.look({"loan_no": loan.loan_no, "plan": loan.plan} for loan in loans)
    work.receipts.look({"loan_no": loan.loan_no} for loan in loans)
    work.slices.warm({(slice_of(loan.loan_no),) for loan in loans})
    work.facility_watches.warm({(loan.facility_no,) for loan in loans})
    _read_lines(work, facilities)


def _read_deals(work: LoanWork, facility_nos: Iterable[str]) -> list[Facility]:
    """Of each facility its product, all that is owed on its security contract, and what that is worth."""
    names = sorted(set(facility_nos))
    work.facilities.warm([(name,) for name in names])
    found = [row for name in names if (row := work.facilities.get(name)) is not None]
    work.products.warm({(row.product, row.product_version) for row in found})
    work.findings.look({"facility_no": row.facility_no, "stands": True} for row in found)
    contracts = sorted({row.contract_no for row in found})
    work.facilities.look({"contract_no": contract_no} for contract_no in contracts)
    beside = [row for contract_no in contracts for row in work.facilities.find(contract_no=contract_no)]
    work.loans.look({"facility_no": row.facility_no, "over": False} for row in beside)
    running = [loan for row in beside for loan in work.loans.find(facility_no=row.facility_no, over=False)]
    work.standings.warm([(loan.loan_no,) for loan in running])
    read_contracts(work.collateral, contracts)
    return found


def _read_lines(work: LoanWork, facilities: Iterable[Facility]) -> None:
    """The balances that draws under these facilities are held against."""
    owners = {
        (BOOK, account, row.currency, owner) for row in facilities for account, owner in held_for(work, row)
    }
    work.ledger.balances.warm(owners)


def _loans(work: LoanWork, numbers: Iterable[str]) -> list[Loan]:
    asked = sorted(set(numbers))
    work.loans.warm([(number,) for number in asked])
    return [loan for number in asked if (loan := work.loans.get(number)) is not None]


def _acted(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        said = message.read(DrawActed)
        if said.act == "disburse":
            yield said.loan_no


def _coming(message: Message) -> Coming | None:
    if isinstance(message.body, FunderRepayment):
        return of_repayment(message.body, message)
    return of_payment(message.read(Payment), message)
