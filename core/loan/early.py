"""A loan is repaid before its time: what it costs, what comes back, and what the schedule is then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.rounding import divided
from core.loan.accrual import Piece, earned_by, exact_interest
from core.loan.calendars import BusinessDays
from core.loan.due_dates import DueDay
from core.loan.interest import ratio
from core.loan.schedules import schedule as made_schedule
from core.loan.terms import BrokenInterest, Instalment, Method, Schedule, Terms


class InterestBase(StrEnum):
    """Which interest of the running period is paid with an early part of the principal.

    BALANCE: of all that was outstanding. PREPAID: of the part repaid. SEGMENTED: none; on the due date each
    segment bears its own.
    """

    BALANCE = "balance"
    PREPAID = "prepaid"
    SEGMENTED = "segmented"


class FeeBase(StrEnum):
    """What an early repayment's penalty is a share of: the loan, the part repaid, or all that remained."""

    LOAN = "full"
    PART = "part"
    REMAINING = "remaining"


class Refund(StrEnum):
    """Interest that was taken at draw for days that are no longer used: given back, or kept."""

    UNEARNED = "unearned"
    NONE = "none"


class Keep(StrEnum):
    """After a part was repaid the term stays and instalments fall, or they stay and the term is shorter."""

    TERM = "term"
    INSTALMENT = "instalment"


class EarlyRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a product says of early repayment; shares are of the principal outstanding."""

    interest: InterestBase = InterestBase.BALANCE
    fee_base: FeeBase = FeeBase.PART
    fee_rate: Decimal = Decimal(0)
    refund: Refund = Refund.UNEARNED
    share_min: Decimal = Decimal(0)
    share_max: Decimal = Decimal(1)


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What is paid on that day, in minor units; instalments due by then are paid beside it.

    later: interest of the running period that its due date still asks for.
    """

    on: date
    principal: int
    interest: int
    fee: int
    refund: int
    outstanding: int
    later: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee - self.refund


def quote(schedule: Schedule, on: date, rule: EarlyRule, part: int | None = None) -> Quote:
    """For a part of the principal, or for all of it, where everything due by then is paid."""
    row = _running(schedule, on)
    balance = row.balance + row.principal
    principal = balance if part is None else part
    _check(principal, balance, rule)
    interest, later = _interest(schedule, row, Piece(balance, row.since, on), principal, rule)
    base = {
        FeeBase.LOAN: schedule.terms.principal.minor,
        FeeBase.PART: principal,
        FeeBase.REMAINING: balance,
    }[rule.fee_base]
    return Quote(
        on=on,
        principal=principal,
        interest=interest,
        fee=_whole(schedule, base * Fraction(*ratio(rule.fee_rate))),
        refund=_refund(schedule, on, principal, balance) if rule.refund is Refund.UNEARNED else 0,
        outstanding=balance - principal,
        later=later,
    )


def rescheduled(schedule: Schedule, quoted: Quote, keep: Keep, days: BusinessDays | None = None) -> Schedule:
    """The schedule of what is left; its first row bears what the running period still asks for."""
    if schedule.terms.method is Method.BY_PLAN or quoted.outstanding == 0:
        raise Refused(
            "a plan of its own is made anew by people" if quoted.outstanding else "nothing is outstanding",
            cause="loan.reschedule",
        )
    row = _running(schedule, quoted.on)
    terms = _terms_left(schedule, row, quoted, keep)
    first, *others = made_schedule(terms, days).rows
    if not row.prepaid:
        first = msgspec.structs.replace(first, interest=quoted.later, prepaid=0)
    return Schedule(terms=terms, rows=(first, *others))


def _terms_left(schedule: Schedule, row: Instalment, quoted: Quote, keep: Keep) -> Terms:
    """The same terms for what is left from that day on, in the periods that are left."""
    terms, passed, shorter = schedule.terms, row.number - 1, keep is Keep.INSTALMENT
    if shorter and terms.method is not Method.EQUAL_INSTALMENT:
        raise Refused(
            f"only equal instalments can stay, not those of {terms.method}", cause="loan.reschedule"
        )
    seed = terms.drawn.day if terms.due.day is DueDay.DRAW_DAY else terms.due.fixed
    return msgspec.structs.replace(
        terms,
        principal=Money(quoted.outstanding, schedule.currency),
        drawn=quoted.on,
        periods=0 if shorter or not terms.periods else len(schedule.rows) - passed,
        maturity=None if shorter else terms.maturity,
        due=msgspec.structs.replace(terms.due, first=row.due, fixed=seed),
        broken=BrokenInterest.APART,
        # The first instalment may bear a broken month, the last the residue: the one before is regular.
        instalment=schedule.rows[-2:][0].payment if shorter else terms.instalment,
        principal_grace=max(terms.principal_grace - passed, 0),
        interest_free=max(terms.interest_free - passed, 0),
        advance=max(terms.advance - passed, 0),
    )


def _running(schedule: Schedule, on: date) -> Instalment:
    for row in schedule.rows:
        if row.since <= on < row.until:
            return row
    raise Refused(
        f"{on} is not within the loan, {schedule.terms.drawn} to {schedule.rows[-1].until}",
        cause="loan.not_running",
    )


def _check(principal: int, balance: int, rule: EarlyRule) -> None:
    least, most = (balance * Fraction(*ratio(each)) for each in (rule.share_min, rule.share_max))
    if not 0 < principal <= balance or (principal < balance and not least <= principal <= most):
        raise Refused(
            f"{principal} of {balance} minor units outstanding; early from {rule.share_min} to "
            f"{rule.share_max} of it, or all",
            cause="loan.early_share",
        )


def _interest(
    schedule: Schedule, row: Instalment, used: Piece, part: int, rule: EarlyRule
) -> tuple[int, int]:
    """What is paid now and what later; both together are each segment's interest, to the unit."""
    if row.prepaid or not row.earned:
        return 0, 0
    left = used.balance - part
    both = exact_interest(schedule, row, [used, Piece(left, used.until, row.until)])
    if rule.interest is InterestBase.SEGMENTED and left:
        return 0, _whole(schedule, both)
    borne = part if rule.interest is InterestBase.PREPAID else used.balance
    now = _whole(schedule, exact_interest(schedule, row, [Piece(borne, used.since, used.until)]))
    return now, _whole(schedule, both) - now


def _refund(schedule: Schedule, on: date, part: int, balance: int) -> int:
    """Of interest taken at draw, what its periods no longer earn."""
    taken = [row for row in schedule.rows if row.prepaid and row.until > on]
    unearned = schedule.taken_at_draw - min(earned_by(schedule, on), schedule.taken_at_draw)
    if part == balance or not taken:
        return unearned
    exact = sum(
        (
            exact_interest(
                schedule,
                row,
                [Piece(min(part, row.balance + row.principal), max(on, row.since), row.until)],
            )
            for row in taken
        ),
        Fraction(0),
    )
    return min(_whole(schedule, exact), unearned)


def _whole(schedule: Schedule, exact: Fraction) -> int:
    return divided(exact.numerator, exact.denominator, schedule.terms.cents.rounding)
