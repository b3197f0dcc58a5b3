"""What a clock asks of the loan room: a job reads these rows, and sends the message for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.loan.loan import Loan
from core.loan.messages import AnswerOverdue

# Asked when the wait is over, after two of them, four, …: with two minutes, for some three days.
TURNS_MAX = 11


def answers_overdue(
    loans: Iterable[Loan], waits_s: Mapping[tuple[str, int], int], now: datetime
) -> list[tuple[AnswerOverdue, str]]:
    """Draws whose payer has not answered, each with the key of this turn of asking.

    waits_s: how long by product and version. A turn that was told before has the same key, so it is nothing
    new; behind the last turn a person finds out.
    """
    found = []
    for loan in loans:
        if loan.sent_at is None:
            continue
        wait = timedelta(seconds=waits_s[loan.product, loan.product_version])
        waits = (now - loan.sent_at) // wait
        if waits >= 1:
            turn = min(waits.bit_length(), TURNS_MAX)
            found.append((AnswerOverdue(loan_no=loan.loan_no), f"{loan.idempotency_key}/{turn}"))
    return found
