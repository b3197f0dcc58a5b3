"""Tells the loan room which draws their payers have not answered about, with longer and longer waits."""

from __future__ import annotations

import msgspec

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.loan import Loan, Product, ProductVersion, answers_overdue
from schedules.job import job
from schedules.timed_hub import TimedHub

OPEN_MAX = 100_000


@job(every_s=30, catch_up="latest")
def doubt_disbursements(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    waiting = [
        loan for state in ("DISBURSING", "UNKNOWN") for loan in store.rows(Loan, limit=OPEN_MAX, state=state)
    ]
    waits_s = {}
    for key in sorted({(loan.product, loan.product_version) for loan in waiting}):
        row = store.get(ProductVersion, *key)
        if row is not None:
            waits_s[key] = msgspec.json.decode(row.body, type=Product).answer_s
    late = answers_overdue(waiting, waits_s, timed.now())
    timed.tell(
        [internal("loan.answer_overdue.v1", said, partner="hub", site="", key=key) for said, key in late]
    )
    return f"{len(late)} payers have not answered" if late else ""
