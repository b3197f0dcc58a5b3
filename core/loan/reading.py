"""What the end of a day asks of running loans, read in sets: no loan asks a question of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from core.kernel.days import day_after
from core.loan.loan import Due, Loan
from core.loan.transitions import TRANSITIONS, Of
from core.loan.work import LoanWork

[_ACCRUE] = [each for each in TRANSITIONS if each.of is Of.LOAN and each.event == "accrue"]
RUNNING = _ACCRUE.sources


def running_in(work: LoanWork, slices: Collection[int]) -> list[Loan]:
    """The loans of these slices that run, by number."""
    asked = [(number, state) for number in sorted(slices) for state in RUNNING]
    work.loans.look({"slice": number, "state": state} for number, state in asked)
    found = [loan for number, state in asked for loan in work.loans.find(slice=number, state=state)]
    return sorted(found, key=lambda loan: loan.loan_no)


def read_for_day(work: LoanWork, loans: Sequence[Loan], day: int) -> None:
    """Reads what the day's end will look at: of each loan its standing and an instalment or two."""
    work.standings.warm([(loan.loan_no,) for loan in loans])
    work.facilities.warm({(loan.facility_no,) for loan in loans})
    work.products.warm({(loan.product, loan.product_version) for loan in loans})
    work.plans.warm([(loan.loan_no, loan.plan) for loan in loans])
    begun = [due for loan in loans for due in _at(work, loan)]
    work.dues.warm(begun)
    # Where days of a period ended, or it is due, the next one is asked for too.
    known = [due for key in dict.fromkeys(begun) if (due := work.dues.get(*key)) is not None]
    over = [due for due in known if due.until < day_after(day) or due.due <= day]
    work.dues.warm([(due.loan_no, due.plan, due.number + 1) for due in over])
    _read_late(work, loans, [due for due in over if due.due <= day and not due.settled_day])


def _at(work: LoanWork, loan: Loan) -> Iterable[tuple[str, int, int]]:
    """The instalment whose days run, and the oldest that is open."""
    standing = work.standings.get(loan.loan_no)
    if standing is not None:
        yield loan.loan_no, loan.plan, standing.running
        yield loan.loan_no, loan.plan, standing.first_open


def _read_late(work: LoanWork, loans: Sequence[Loan], unpaid: Iterable[Due]) -> None:
    """A plan that is late is played from its beginning: all of it, and every payment."""
    late = {due.loan_no for due in unpaid}
    plans = [loan for loan in loans if loan.loan_no in late]
    work.dues.look([{"loan_no": loan.loan_no, "plan": loan.plan} for loan in plans])
    work.receipts.look([{"loan_no": loan.loan_no} for loan in plans])
