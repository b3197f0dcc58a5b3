"""Whose money it is: by the loan it names, by the account it came to, else nobody's until people say so."""

from __future__ import annotations

import msgspec

from core.collateral import plain
from core.kernel.errors import Refused
from core.loan.coming import UNIDENTIFIED, Coming
from core.loan.factory import product_of
from core.loan.loan import Loan
from core.loan.modes import Mode
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.transitions import TRANSITIONS
from core.loan.work import LoanWork

[_REPAY] = [each for each in TRANSITIONS if each.event == "repay"]
RUNNING = frozenset(_REPAY.sources)


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """What a coming is: of which kind, on which loan and facility; "" where there is none."""

    kind: str
    loan_no: str = ""
    facility_no: str = ""


def matched(work: LoanWork, coming: Coming) -> Matched | None:
    """None where the money came to no account of ours and names no loan: it is no business of ours."""
    named = _named(work, coming)
    if len(named) == 1 and coming.kind != UNIDENTIFIED:
        [loan] = named
        facility = work.facilities.get(loan.facility_no)
        return None if facility is None else _of(work, coming, facility, loan)
    facilities = of_account(work, coming.payee_account)
    if not facilities:
        # What names several loans of ours is somebody's, wherever it came to.
        return Matched(kind=UNIDENTIFIED) if coming.loan_no or named else None
    if coming.kind == UNIDENTIFIED:
        return _nobodys(facilities)
    candidates = [
        (_oldest_due(work, each), each.loan_no, each, facility)
        for facility in facilities
        for each in work.loans.find(facility_no=facility.facility_no, over=False)
        if each.state in RUNNING and each.currency == coming.currency
    ]
    if not candidates:
        return _without_loan(work, coming, facilities)
    _, _, loan, facility = min(candidates, key=lambda each: each[:2])
    return _of(work, coming, facility, loan)


def _named(work: LoanWork, coming: Coming) -> list[Loan]:
    """The loans whose number, or the funder's, it names; a funder names by his own numbers first.

    Raises Refused where he tells of none but others' loans.
    """
    found: dict[str, Loan] = {}
    for number in sorted(coming.names()):
        loan = work.loans.get(number)
        theirs = work.loans.find(funder_loan_no=number) if loan is None or coming.funder else []
        his = [each for each in theirs if each.funder == coming.funder != ""]
        for each in his or ([loan] if loan is not None else theirs):
            found[each.loan_no] = each
    for each in found.values():
        product = product_of(work, each.product, each.product_version)
        if coming.funder and each.funder and coming.funder not in {each.funder, product.bank}:
            raise Refused(
                f"{coming.funder} tells of money on {each.loan_no}, which is not its loan",
                cause="loan.other_payer",
            )
    return list(found.values())


def _nobodys(facilities: list[Facility]) -> Matched:
    return Matched(kind=UNIDENTIFIED, facility_no=facilities[0].facility_no if len(facilities) == 1 else "")


def _of(work: LoanWork, coming: Coming, facility: Facility, loan: Loan) -> Matched:
    product = product_of(work, loan.product, loan.product_version)
    kind = coming.kind or _kind(work, product, coming, facility)
    pays = loan.state in RUNNING and coming.value_day >= begun_on(work, loan)
    if loan.currency != coming.currency or (not pays and kind != "margin"):
        # What is older than the plan cannot be spread over it; it is there, and people say what it pays.
        return Matched(kind=UNIDENTIFIED, facility_no=facility.facility_no)
    return Matched(kind=kind, loan_no=loan.loan_no, facility_no=facility.facility_no)


def of_account(work: LoanWork, account: str) -> list[Facility]:
    """The facilities that it collects for, however it is spaced."""
    told = [account, plain_account(account)] if account else []
    return [each for number in dict.fromkeys(told) for each in work.facilities.find(account=number)]


def plain_account(number: str) -> str:
    """Without what people put in to read it: 6222 0212-3 is 622202123."""
    return "".join(sign for sign in number if not sign.isspace() and sign != "-")


def _is(work: LoanWork, payer: str, code: str) -> bool:
    """Whether it is this party that paid: by its code, or by its name in the master, as banks tell it."""
    if payer.strip().upper() == code:
        return True
    party = work.parties.parties.get(code) if payer else None
    return party is not None and plain(party.name) == plain(payer)


def begun_on(work: LoanWork, loan: Loan) -> int:
    """The first day of the plan in force; 0 where there is none yet."""
    plan = work.plans.get(loan.loan_no, loan.plan)
    return 0 if plan is None else plan.from_day


def _kind(work: LoanWork, product: Product, coming: Coming, facility: Facility) -> str:
    """By who pays: an insurer a claim, a debtor what was bought, a seller buys back, a maker refunds."""
    if facility.insurer and _is(work, coming.payer, facility.insurer):
        return "claim"
    if product.mode not in {Mode.FACTORING, Mode.PREPAYMENT}:
        return "repayment"
    by_borrower = _is(work, coming.payer, facility.borrower)
    if product.mode is Mode.FACTORING and not by_borrower:
        return "collection"
    if product.mode is Mode.FACTORING and product.recourse == "no":
        return "buy_back"
    if product.mode is Mode.PREPAYMENT:
        return "margin" if by_borrower else "refund"
    return "repayment"


def _without_loan(work: LoanWork, coming: Coming, facilities: list[Facility]) -> Matched:
    """Before anything is drawn only the first margin of a prepayment is expected on the account."""
    if len(facilities) == 1 and facilities[0].currency == coming.currency:
        [facility] = facilities
        product = product_of(work, facility.product, facility.product_version)
        if product.mode is Mode.PREPAYMENT and _is(work, coming.payer, facility.borrower):
            return Matched(kind="margin", facility_no=facility.facility_no)
    return _nobodys(facilities)


def _oldest_due(work: LoanWork, loan: Loan) -> int:
    standing = work.standings.get(loan.loan_no)
    due = None if standing is None else work.dues.get(loan.loan_no, loan.plan, standing.first_open)
    return 9999_12_31 if due is None else due.due
