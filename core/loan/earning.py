"""What a loan has earned by the end of a day, read off the instalment whose days run."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import msgspec

from core.kernel.days import date_of, day_after
from core.loan.accrual import earned_in
from core.loan.interest import Basis
from core.loan.loan import Due, Loan
from core.loan.taxes import vat_in
from core.loan.terms import Cents, Instalment, Terms
from core.loan.work import LoanWork


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """Interest of some days, minor units.

    arrears: paid with an instalment. released: of what was taken at the draw, without its VAT.
    running: the instalment whose days run afterwards.
    """

    arrears: int
    released: int
    running: int


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """Of a plan's terms what its days are counted by: the rest is not read every day."""

    rate: Decimal
    basis: Basis = Basis()
    cents: Cents = Cents()


_COUNTING = msgspec.json.Decoder(Counting)


def earned_between(work: LoanWork, loan: Loan, days: tuple[int, int], running: int, vat_ppm: int) -> Earned:
    """What the days from days[0] up to and with days[1] earned; nothing after the plan's last day."""
    terms = _counting(work, loan)
    since, until = days[0], day_after(days[1])
    arrears = released = 0
    while (due := work.dues.get(loan.loan_no, loan.plan, running)) is not None:
        row = instalment_of(due)
        before, after = _of(terms, due, row, since), _of(terms, due, row, until)
        if due.prepaid_minor:
            sums = [each + due.earned_before_minor for each in (before, after)]
            net = [each - vat_in(each, vat_ppm) for each in sums]
            released += net[1] - net[0]
        else:
            arrears += after - before
        if until <= due.until or work.dues.get(loan.loan_no, loan.plan, running + 1) is None:
            break
        running += 1
    return Earned(arrears=arrears, released=released, running=running)


def instalment_of(due: Due) -> Instalment:
    return Instalment(
        number=due.number,
        since=date_of(due.since),
        until=date_of(due.until),
        due=date_of(due.due),
        pay_by=date_of(due.pay_by),
        principal=due.principal_minor,
        interest=due.interest_minor,
        balance=due.balance_minor,
        prepaid=due.prepaid_minor,
    )


def _of(terms: Counting, due: Due, row: Instalment, on: int) -> int:
    """Interest of the instalment's days before `on`; one of no days asks for what was earned before it."""
    if on <= due.since or due.since == due.until:
        return 0
    return earned_in(terms, row, date_of(on))


def _counting(work: LoanWork, loan: Loan) -> Counting:
    plan = work.plans.get(loan.loan_no, loan.plan)
    return _COUNTING.decode(b"" if plan is None else plan.terms)


@lru_cache(10_000)
def decoded(terms: bytes) -> Terms:
    """The terms of a plan; the same bytes are read once."""
    return msgspec.json.decode(terms, type=Terms)
