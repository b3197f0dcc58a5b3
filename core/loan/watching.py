"""What is known of a loan beside its overdue days: it was restructured, or its debtor's others are bad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.classification import THRESHOLDS, Category, Facts, classify
from core.loan.dated import in_force
from core.loan.factory import product_of
from core.loan.loan import Loan, Standing, Watch
from core.loan.messages import DebtorJudged
from core.loan.sharing import share_of
from core.loan.work import LoanWork

PPM = 1_000_000
WRITTEN_OFF = "WRITTEN_OFF"


def facts_of(work: LoanWork, standing: Standing, past_due_days: int) -> Facts:
    """A loan that is normal is watched for nothing, so that a day reads no row more for it."""
    if standing.category == Category.NORMAL:
        return Facts(days_past_due=past_due_days)
    watch = work.watches.get(standing.loan_no) or Watch(loan_no=standing.loan_no)
    return Facts(
        days_past_due=past_due_days,
        restructured_on=date_of(watch.restructured_day) if watch.restructured_day else None,
        non_performing_share=Decimal(watch.debtor_bad_ppm) / PPM,
    )


def watch_restructured(work: LoanWork, standing: Standing, day: int) -> None:
    """From that day on it is special mention at least, for as long as the thresholds of the day say."""
    row = work.watches.get(standing.loan_no) or Watch(loan_no=standing.loan_no)
    work.watches.put(replace(row, restructured_day=day))
    _at_least(work, standing, Category.SPECIAL_MENTION)


def tell_debtor(message: Message, loan: Loan, day: int) -> Message:
    """A loan became bad, is bad no more, or joins others: what that makes of its debtor is looked at."""
    body = DebtorJudged(borrower=loan.borrower, loan_no=loan.loan_no, business_day=day)
    return message.reply("loan.debtor_judged.v1", key=f"{loan.borrower}/{loan.loan_no}", body=body)


def tell_newcomer(message: Message, work: LoanWork, loan: Loan, day: int) -> list[Message]:
    """A loan that joins bad ones of its debtor, or one that was written off, is judged by them."""
    if loan.borrower in work.untroubled and not _any_made_bad(work):
        return []
    claims = _claims(work, loan.borrower)
    bad = any(standing.category >= Category.SUBSTANDARD for _, standing in claims)
    if not bad and not _any_written_off(work, loan.borrower):
        work.untroubled.add(loan.borrower)
        return []
    return [tell_debtor(message, loan, day)]


def judge_debtor(work: LoanWork, borrower: str, day: int) -> list[str]:
    """Keeps with the debtor's loans how many of its claims are bad; the loans that are so because of others.

    Over the share of the thresholds all are substandard at least from now on; the books follow at the next
    day's end. Within it each is judged by its own facts again, once something of it was paid. One that is bad
    by itself is not held by the others too: else it could never be seen to get better.
    """
    share = _bad_ppm(work, borrower, day)
    if Decimal(share) / PPM <= in_force(THRESHOLDS, date_of(day)).contagion:
        share = 0
    rows = [(standing, _by_itself(work, standing, day)) for _, standing in _claims(work, borrower)]
    for standing, by_itself in rows:
        row = work.watches.get(standing.loan_no) or Watch(loan_no=standing.loan_no)
        after = replace(row, debtor_bad_ppm=0 if by_itself else share)
        if after != row:
            work.watches.put(after)
        if after.debtor_bad_ppm:
            _at_least(work, standing, Category.SUBSTANDARD)
    return [standing.loan_no for standing, by_itself in rows if share and not by_itself]


def _bad_ppm(work: LoanWork, borrower: str, day: int) -> int:
    """Bad claims of all, by what is outstanding on our book, in the worst currency; one written off: all."""
    all_claims: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    if _any_written_off(work, borrower):
        return PPM
    # Of what is settled nothing is outstanding: it is no claim any more.
    for loan, standing in _claims(work, borrower):
        product, facility = product_of(work, loan.product, loan.product_version), loan.facility_no
        row = work.facilities.get(facility)
        if row is None or product.booking == "agency":
            continue
        minor = share_of(product, row).own(standing.outstanding_minor)
        all_claims[loan.currency] += minor
        bad[loan.currency] += minor if _by_itself(work, standing, day) else 0
    return max((bad[each] * PPM // total for each, total in all_claims.items() if total), default=0)


def _by_itself(work: LoanWork, standing: Standing, day: int) -> bool:
    """Bad for a reason of its own: what is bad because of others makes nobody bad, or none got well again."""
    watch = work.watches.get(standing.loan_no)
    if watch is None or not watch.debtor_bad_ppm:
        return Category(standing.category).non_performing
    on = date_of(day)
    own = classify(Facts(days_past_due=standing.past_due_days), in_force(THRESHOLDS, on), on)
    return own.category.non_performing


def _any_made_bad(work: LoanWork) -> bool:
    """Whether this unit of work made any claim bad, of whoever: then all are looked at again."""
    bad = (category for category in Category if category.non_performing)
    return work.loans.wrote(state=WRITTEN_OFF) or any(
        work.standings.wrote(category=int(each)) for each in bad
    )


def _any_written_off(work: LoanWork, borrower: str) -> bool:
    return bool(_loans_of(work, borrower, state=WRITTEN_OFF))


def _claims(work: LoanWork, borrower: str) -> Iterator[tuple[Loan, Standing]]:
    """The debtor's loans that were paid out and are not over, in the order of their numbers."""
    loans = _loans_of(work, borrower, over=False)
    work.standings.warm([(loan.loan_no,) for loan in loans])
    for loan in sorted(loans, key=lambda each: each.loan_no):
        standing = work.standings.get(loan.loan_no)
        if standing is not None:
            yield loan, standing


def _loans_of(work: LoanWork, borrower: str, **equal: bool | str) -> list[Loan]:
    """The debtor's loans that are so: never all of them, that there were over the years."""
    facilities = work.facilities.find(borrower=borrower)
    asked: list[dict[str, Any]] = [{"facility_no": row.facility_no, **equal} for row in facilities]
    work.loans.look(asked)
    return [loan for each in asked for loan in work.loans.find(**each)]


def _at_least(work: LoanWork, standing: Standing, category: Category) -> None:
    if standing.category < category:
        work.standings.put(replace(standing, category=int(category)))
