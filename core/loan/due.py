"""What a clock asks of the loan room: a job reads these rows, and sends the message for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.loan.loan import Loan
from core.loan.messages import AnswerOverdue, FacilityOver
from core.loan.records import Facility

# Asked when the wait is over, after two of them, four, …: with two minutes, for some three days.
TURNS_MAX = 11


def turn_of(loan: Loan, answer_s: int, now: datetime) -> int:
    """How often its payer should have been asked by now; behind the last time a person finds out."""
    if loan.sent_at is None:
        return 0
    waits = (now - loan.sent_at) // timedelta(seconds=answer_s)
    return min(max(waits, 0).bit_length(), TURNS_MAX)


def answers_overdue(
    loans: Iterable[Loan], waits_s: Mapping[tuple[str, int], int], now: datetime
) -> list[tuple[AnswerOverdue, str]]:
    """Draws about which their payer is to be asked, each with the key of this turn; waits_s: by product."""
    found = []
    for loan in loans:
        turn = turn_of(loan, waits_s[loan.product, loan.product_version], now)
        if turn > loan.doubts:
            found.append((AnswerOverdue(loan_no=loan.loan_no), f"{loan.idempotency_key}/{turn}"))
    return found


def facilities_over(facilities: Iterable[Facility], today: int) -> list[FacilityOver]:
    """Those whose last day is behind today."""
    return [
        FacilityOver(facility_no=row.facility_no, business_day=today)
        for row in facilities
        if row.until_day < today
    ]
