"""A funder tells its plan of a loan: cents apart, its amounts count (T18); further apart, a person looks."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.funder_repayment_plan import FunderRepaymentPlan, PlanTerm
from core.catalogue.parts import Amount
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.alarms import PLAN_APART, alarm, calm
from core.loan.disbursing import payer_of
from core.loan.factory import product_of
from core.loan.loan import Due, Loan, Plan
from core.loan.stepping import business_day_of
from core.loan.work import LoanWork

FUNDERS = "the funder's amounts"


@handles("funder.repayment_plan.v1")
def compare_plan(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FunderRepaymentPlan)
    loan = _loan(work, said)
    product = product_of(work, loan.product, loan.product_version)
    if message.partner not in {payer_of(product, loan), loan.funder}:
        raise Refused(
            f"{message.partner} tells a plan of {loan.loan_no}, which is not its loan",
            cause="loan.other_payer",
        )
    current = work.plans.get(loan.loan_no, loan.plan)
    if current is None:
        raise Refused(f"{loan.loan_no} is {loan.state}; it has no plan yet", cause="loan.no_plan")
    if said.version <= current.told:
        return []
    ours = work.dues.find(loan_no=loan.loan_no, plan=loan.plan)
    if why := _apart(ours, said, loan, product.plan_tolerance_minor):
        work.unit.effect(message, kind="plan.apart", key=f"{loan.loan_no}/{said.version}", text=why)
        return [alarm(message, PLAN_APART, loan.loan_no, why)]
    theirs = [_theirs(due, term) for due, term in zip(ours, said.terms, strict=True)]
    cents = sum(_all(each) for each in theirs) - sum(_all(each) for each in ours)
    text = f"version {said.version} of {message.partner} agrees with {loan.loan_no}, {cents} minor units more"
    work.unit.effect(message, kind="plan.agreed", key=f"{loan.loan_no}/{said.version}", text=text)
    if theirs == ours:
        work.plans.put(replace(current, told=said.version))
    else:
        _adopt(message, work, loan, current, (theirs, said.version))
    return [calm(message, PLAN_APART, loan.loan_no, text)]


def _loan(work: LoanWork, said: FunderRepaymentPlan) -> Loan:
    """By the number of the draw, ours, or the funder's own."""
    for number in (said.draw_no, said.loan_no):
        if number and (loan := work.loans.get(number)) is not None:
            return loan
    found = work.loans.find(funder_loan_no=said.loan_no)
    if len(found) != 1:
        raise Refused(f"{len(found)} loans are known as {said.loan_no}", cause="loan.unknown")
    return found[0]


def _apart(ours: list[Due], said: FunderRepaymentPlan, loan: Loan, most: int) -> str:
    """Where the two differ by more than cents, or ""."""
    if len(ours) != len(said.terms):
        return f"{loan.loan_no} has {len(ours)} instalments, the funder's plan {len(said.terms)}"
    for due, term in zip(ours, said.terms, strict=True):
        where = f"instalment {due.number} of {loan.loan_no}"
        if due.settled_day or due.open_minor != _all(due):
            return f"{where} is paid in part already"
        if day_number(term.due) not in {due.due, due.pay_by}:
            return f"{where} is due on {due.due}, by the funder on {day_number(term.due)}"
        if term.principal.currency != loan.currency:
            return f"the funder's plan is in {term.principal.currency}, {loan.loan_no} in {loan.currency}"
        theirs = _theirs(due, term)
        for name in ("principal_minor", "interest_minor", "fee_minor"):
            mine, other = getattr(due, name), getattr(theirs, name)
            if abs(mine - other) > most:
                return f"{where}: {name[:-6]} is {mine} minor units, by the funder {other}; {most} may differ"
    whole = sum(_minor(term.principal) for term in said.terms)
    if whole != sum(due.principal_minor for due in ours):
        return f"the funder's plan repays {whole} minor units of {loan.loan_no}"
    return ""


def _theirs(due: Due, term: PlanTerm) -> Due:
    return replace(
        due,
        principal_minor=_minor(term.principal),
        interest_minor=_minor(term.interest),
        fee_minor=_minor(term.fee) if term.fee is not None else due.fee_minor,
    )


def _adopt(message: Message, work: LoanWork, loan: Loan, current: Plan, plan: tuple[list[Due], int]) -> None:
    """The next plan of the loan has the funder's amounts, and is earned by them: no cent is left over."""
    theirs, version = plan
    number = loan.plan + 1
    day = business_day_of(message)
    work.plans.put(replace(current, plan=number, from_day=day, why=FUNDERS, told=version))
    balance, earned = loan.principal_minor, 0
    for due in theirs:
        balance -= due.principal_minor
        work.dues.put(replace(due, plan=number, balance_minor=balance, earned_before_minor=earned))
        earned += due.interest_minor + due.prepaid_minor
    work.loans.put(replace(loan, plan=number, version=loan.version + 1))


def _all(due: Due) -> int:
    return due.principal_minor + due.interest_minor + due.fee_minor


def _minor(amount: Amount) -> int:
    return Money.of(amount.amount, amount.currency).minor
