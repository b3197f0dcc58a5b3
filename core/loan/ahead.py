"""What messages about deals will ask for, read in a few trips, for one message as for a run of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from core.catalogue.bank_statement import BankStatement
from core.catalogue.erp_payment import Payment
from core.catalogue.finance_drawdown import FinanceDrawdown
from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.catalogue.funder_repayment import FunderRepayment
from core.collateral import Receivable
from core.hub.message import Message
from core.hub.questions import Questions
from core.kernel.days import day_before, day_number
from core.ledger import Entry, Reservation, ask_accounts, ask_books
from core.loan.alarms import CONTRADICTED, IN_DOUBT, REOPENED
from core.loan.collected import numbers_in
from core.loan.coming import Coming, of_payment, of_repayment, of_statement, words_with
from core.loan.coming_back import payout_keys
from core.loan.deals_ahead import DealsAhead, deals_of
from core.loan.deciding import DRAW, DRAW_STAGE
from core.loan.factory import CALENDAR, product_of
from core.loan.limiting import BOOK, back_number, draw_number, quota_number
from core.loan.loan import Due, Loan, PartnerDue, Plan, Receipt, Standing
from core.loan.matching import plain_account
from core.loan.messages import DrawActed, LoanActed, ReceiptActed
from core.loan.parties_of import code_of
from core.loan.paying import earned_number
from core.loan.quota import ask_quotas, day_of
from core.loan.recon_rows import DISBURSEMENT, MISSING_HERE, OPEN, REPAYMENT, Break, FunderFile
from core.loan.records import CalendarDay, Facility, ProductVersion, QuotaDay
from core.loan.same_money import alike_keys
from core.loan.settling import undrawn_number
from core.loan.slices import LoanSlice, slice_of
from core.loan.stepping import business_day_of, day_recorded
from core.loan.told_money import ToldAccount, ToldMoney
from core.loan.work import LoanWork
from core.parties import Party
from core.risk import Challenger, Decision, LastDecision, RuleSetInForce, RuleSetVersion

GENERAL, OFF_BALANCE = "general", "off_balance"
MONEY_BOOKS = (GENERAL, OFF_BALANCE)
ALL_BOOKS = (BOOK, *MONEY_BOOKS)
PAID_OUT = frozenset({"loan.disbursed", "interest.deducted", "loan.co_lent", "agency.placed", "fee.received"})
PAID_BACK = frozenset({"interest.accrued", "interest.released", "loan.repaid", "facility.effective"})


def before_draws(messages: Sequence[Message], work: LoanWork) -> None:
    """Facilities are asked for money: all that runs under them, what secures them, their lines and rules."""
    said = [message.read(FinanceDrawdown) for message in messages]
    work.facilities.warm({(each.facility_no,) for each in said})
    named = (work.facilities.get(each.facility_no) for each in said)
    deals = DealsAhead(work, deals_of(row for row in named if row is not None), lines=True)
    first, numbers = Questions(), [draw_number(each.draw_no) for each in said]
    deals.ask(first)
    first.rows(Party, {(code_of(each.payee),) for each in said})
    # None of these is there yet; that is asked for too.
    first.rows(Standing, [(each.draw_no,) for each in said])
    first.rows(Decision, [(number,) for number in numbers])
    first.rows(Reservation, [(BOOK, number) for number in numbers])
    first.rows(Entry, [(BOOK, number) for number in numbers])
    ask_books(first, [BOOK], map(day_recorded, messages))
    first.read(work.unit)
    rules, second, third = _rules(work, deals.facilities), Questions(), Questions()
    deals.ask_behind(second)
    second.rows(
        LastDecision, [(f"{DRAW}/{each.draw_no}", name, DRAW_STAGE) for each in said for name in rules]
    )
    second.rows(RuleSetInForce, [(name,) for name in rules])
    second.rows(Challenger, [(name, DRAW_STAGE) for name in rules])
    second.read(work.unit)
    deals.ask_standings(third)
    in_force = (work.unit.shelf(RuleSetInForce).get(name) for name in rules)
    third.rows(RuleSetVersion, [(row.name, row.version) for row in in_force if row is not None])
    third.read(work.unit)


def before_acts(messages: Sequence[Message], work: LoanWork) -> None:
    """Draws that go on: one that is sent out meets every gate again, the others their product alone."""
    said = [message.read(DrawActed) for message in messages]
    first, others = Questions(), _loans(work, (each.loan_no for each in said if each.act != "disburse"))
    first.rows(Facility, {(loan.facility_no,) for loan in others})
    first.rows(ProductVersion, {(loan.product, loan.product_version) for loan in others})
    sent = _loans(work, (each.loan_no for each in said if each.act == "disburse"))
    if not sent:
        first.read(work.unit)
        return
    first.of_each(CalendarDay, "calendar", [CALENDAR])
    today = max(map(day_recorded, messages))
    first.rows(Party, {(loan.payee.strip().upper(),) for loan in sent})
    first.found(Break, [{"loan_no": loan.loan_no, "state": OPEN} for loan in sent])
    ask_quotas(first, ((loan, max(loan.wanted_day, today)) for loan in sent))
    _read(DealsAhead(work, deals_of(sent)), first)


def before_answers(messages: Sequence[Message], work: LoanWork) -> None:
    """Draws of which their payers tell: each may become a running loan."""
    said = [message.read(FunderDisbursementResult) for message in messages]
    loans = _loans(work, (each.draw_no for each in said))
    first, second = Questions(), Questions()
    first.of_each(Loan, "bank_ref", sorted({each.bank_ref or each.funder_loan_no for each in said} - {""}))
    first.rows(LoanSlice, {(slice_of(loan.loan_no),) for loan in loans})
    held = [number for loan in loans for number in (draw_number(loan.loan_no), quota_number(loan))]
    first.rows(Reservation, [(BOOK, number) for number in held])
    first.rows(Entry, [(book, f"{loan.loan_no}/draw") for loan in loans for book in MONEY_BOOKS])
    first.of_each(CalendarDay, "calendar", [CALENDAR])
    first.rows(QuotaDay, [key for loan in loans for key in day_of(loan)])
    first.alerts((code, loan.loan_no) for loan in loans for code in (IN_DOUBT, CONTRADICTED))
    first.found(Break, [{"loan_no": loan.loan_no, "state": OPEN} for loan in loans])
    told = [(each.partner, DISBURSEMENT, _value_day(each)) for each in messages]
    first.found(FunderFile, [_day_of(*each) for each in told])
    named = zip(told, said, strict=True)
    first.rows(Break, [(*of, MISSING_HERE, each.funder_loan_no) for of, each in named])
    days = {loan.wanted_day for loan in loans}
    ask_books(first, ALL_BOOKS, days)
    deals = DealsAhead(work, deals_of(loans), lines=True, debtors=True)
    _read(deals, first, second, lambda: _ask_accounts(second, messages[0], work, days, PAID_OUT))


def before_payments(messages: Sequence[Message], work: LoanWork) -> None:
    """Money that comes, by whatever message: the loans it names, or those of the account it came to."""
    comings = [coming for each in messages for coming in _comings(each)]
    names = [coming.names() for coming in comings]
    numbers, zeroth = sorted(set[str]().union(*names)), Questions()
    known = [(coming.number, coming.whole, coming.own) for coming in comings]
    zeroth.rows(Receipt, [(each,) for number, whole, _ in known for each in (number, whole) if each])
    told_nos = [(coming.funder, coming.told_no) for coming in comings if coming.funder]
    zeroth.found(Receipt, [{"funder": funder, "told_no": number} for funder, number in told_nos])
    zeroth.rows(ToldMoney, [(each,) for its in known for each in its if each])
    zeroth.rows(ToldAccount, {(plain_account(coming.payee_account),) for coming in comings})
    zeroth.of_each(ToldMoney, "alike", sorted({key for coming in comings for key in _alike(coming)}))
    zeroth.rows(Loan, [(number,) for number in numbers])
    invoices = {number for coming in comings for number in numbers_in(words_with(coming))}
    zeroth.of_each(Receivable, "invoice_no", sorted(invoices))
    payouts = [payout_keys(coming) for coming in comings]
    zeroth.of_each(Loan, "bank_ref", sorted({each for found, _ in payouts for each in found}))
    zeroth.of_each(Loan, "idempotency_key", sorted({each for _, found in payouts for each in found}))
    zeroth.read(work.unit)
    named = _loans(work, numbers)
    by_funders = {number for coming in comings if coming.funder for number in coming.names()}
    others = sorted((set(numbers) - {loan.loan_no for loan in named}) | by_funders)
    work.loans.look({"funder_loan_no": number} for number in others)
    by_funder = [loan for number in others for loan in work.loans.find(funder_loan_no=number)]
    first, by_number = Questions(), {loan.loan_no: loan for loan in named}
    first.rows(Receipt, {(row.receipt_no,) for row in _told(work, comings)})
    for coming, its in zip(comings, names, strict=True):
        _ask_postings(first, coming, [by_number[each] for each in sorted(its) if each in by_number])
    first.found(Break, [{"receipt_no": coming.number, "state": OPEN} for coming in comings])
    told = [(coming.funder, REPAYMENT, coming.value_day) for coming in comings if coming.funder]
    first.found(FunderFile, [_day_of(*each) for each in told])
    days = {coming.value_day for coming in comings} | {business_day_of(each) for each in messages}
    _read_running(messages[0], work, [*named, *by_funder], (first, days))


def before_loan_acts(messages: Sequence[Message], work: LoanWork) -> None:
    """Running loans that people act on: all that a payment on them would ask for."""
    said = [message.read(LoanActed) for message in messages]
    loans, days = _loans(work, (each.loan_no for each in said)), {each.business_day for each in said}
    _read_running(messages[0], work, loans, (Questions(), days))


def before_receipt_acts(messages: Sequence[Message], work: LoanWork) -> None:
    """Money that people assign or take back: the loan it is for, or was."""
    said = [message.read(ReceiptActed) for message in messages]
    receipts = [row for each in said if (row := work.receipts.get(each.receipt_no)) is not None]
    names = {each.loan_no for each in said} | {row.loan_no for row in receipts}
    days = {each.business_day for each in said}
    _read_running(messages[0], work, _loans(work, names - {""}), (Questions(), days))


def _read(
    deals: DealsAhead,
    first: Questions,
    second: Questions | None = None,
    named: Callable[[], None] | None = None,
) -> None:
    """Three levels of deals, and what else is asked; named: puts into the second what it can by then."""
    second, third = second or Questions(), Questions()
    deals.ask(first)
    first.read(deals.work.unit)
    if named is not None:
        named()
    deals.ask_behind(second)
    second.read(deals.work.unit)
    deals.ask_standings(third)
    third.read(deals.work.unit)


def _read_running(
    message: Message, work: LoanWork, loans: Sequence[Loan], more: tuple[Questions, set[int]]
) -> None:
    """Loans that are paid: their plans as they stand, and every payment; more: asked too, for these days."""
    (first, days), second = more, Questions()
    names = [loan.loan_no for loan in loans]
    first.rows(Plan, [(loan.loan_no, loan.plan) for loan in loans])
    first.rows(PartnerDue, [(name,) for name in names])
    # The plan behind it too, which money that is paid early makes.
    plans = [(loan.loan_no, loan.plan + more) for loan in loans for more in (0, 1)]
    first.found(Due, [{"loan_no": name, "plan": plan} for name, plan in plans])
    first.alerts((REOPENED, name) for name in names)
    first.of_each(Receipt, "loan_no", names)
    first.rows(LoanSlice, {(slice_of(name),) for name in names})
    first.of_each(LastDecision, "subject", [f"{DRAW}/{name}" for name in names])
    ask_books(first, ALL_BOOKS, days)
    deals = DealsAhead(work, deals_of(loans), lines=True, late=True)
    _read(deals, first, second, lambda: _ask_accounts(second, message, work, days, PAID_BACK))


def _ask_postings(questions: Questions, coming: Coming, loans: Iterable[Loan]) -> None:
    """Under the numbers that it would be posted under; none of them is there, unless it came before."""
    entries, held = [(book, f"receipt/{coming.number}/1") for book in MONEY_BOOKS], []
    for loan in loans:
        entries.append((GENERAL, earned_number(loan, day_before(coming.value_day))))
        for version in (loan.version, loan.version + 1):
            entries += [(book, undrawn_number(loan.loan_no, version)) for book in MONEY_BOOKS]
            held.append((BOOK, back_number(loan.loan_no, version)))
    questions.rows(Entry, [*entries, *held])
    questions.rows(Reservation, held)


def _ask_accounts(
    questions: Questions, message: Message, work: LoanWork, days: set[int], events: Collection[str]
) -> None:
    if days:
        ask_accounts(questions, message, work.ledger, max(days), events)


def _rules(work: LoanWork, facilities: Iterable[Facility]) -> list[str]:
    products = {(each.product, each.product_version) for each in facilities}
    return sorted({product_of(work, *version).rules for version in products})


def _loans(work: LoanWork, numbers: Iterable[str]) -> list[Loan]:
    asked = sorted(set(numbers))
    work.loans.warm([(number,) for number in asked])
    return [loan for number in asked if (loan := work.loans.get(number)) is not None]


def _alike(coming: Coming) -> list[str]:
    return [] if coming.funder or not coming.payee_account else alike_keys(coming)


def _told(work: LoanWork, comings: Iterable[Coming]) -> Iterator[ToldMoney]:
    """What was told that may be of the same money."""
    for coming in comings:
        for key in _alike(coming):
            yield from work.told_money.find(alike=key)


def _day_of(funder: str, kind: str, day: int) -> dict[str, object]:
    return {"funder": funder, "kind": kind, "day": day}


def _value_day(message: Message) -> int:
    day = message.read(FunderDisbursementResult).value_date
    return day_number(day) if day is not None else business_day_of(message)


def _comings(message: Message) -> Iterator[Coming]:
    if isinstance(message.body, BankStatement):
        yield from of_statement(message.body)
    elif isinstance(message.body, FunderRepayment):
        yield of_repayment(message.body, message)
    elif (coming := of_payment(message.read(Payment), message)) is not None:
        yield coming
