"""A business day is over: the running loans of one slice accrue, fall due, and are judged, in one voucher."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.ledger import Posting, post_together
from core.loan.day_end import DayEnd
from core.loan.informing import newest
from core.loan.loan import Loan
from core.loan.messages import DayEnded
from core.loan.paying import Paying
from core.loan.post_hearing import Round, read_watches
from core.loan.reading import RUNNING, read_for_day, running_in
from core.loan.slices import LoanSlice
from core.loan.work import LoanWork

# Twenty slices are a unit of work: of 100,000 loans 2,000, which payments then wait for.
WEIGHT = 50
# An entry takes a thousand lines, and an event writes up to three of its loan: of a slice that grew beyond
# what slices were made for the day is several vouchers, instead of none.
EVENTS_MAX = 300
BOOKS = ("general", "off_balance")


def _read_ahead(messages: Sequence[Message], work: LoanWork) -> None:
    said = [message.read(DayEnded) for message in messages]
    loans = running_in(work, {each.slice for each in said})
    read_for_day(work, loans, max(each.business_day for each in said))
    read_watches(work, loans)
    # None of these is there yet, unless the day was ended before; that is asked for too.
    numbers = [_voucher(each) for each in said]
    work.ledger.entries.warm([(book, number) for number in numbers for book in BOOKS])


@handles(
    "loan.day_ended.v1",
    touches=lambda message: [(LoanSlice, (message.body.slice,))],
    together=Together(ahead=_read_ahead, weight=WEIGHT),
)
def end_day(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(DayEnded)
    row = work.slices.get(said.slice)
    if row is None or row.ended_day >= said.business_day:
        return []  # The day was ended for this slice before: nothing is earned twice.
    day_end, judged = DayEnd(message, work, said.business_day), Round(message, work, said.business_day)
    # All are found first: one that becomes due today must not be found again among those that are.
    for loan in running_in(work, {said.slice}):
        before = work.standings.get(loan.loan_no)
        _end(day_end, loan)
        judged.see(loan, before)
    posting, number = Posting(message, work.ledger), _voucher(said)
    for start in range(0, len(day_end.events), EVENTS_MAX):
        part = f"/{start // EVENTS_MAX + 1}" if start else ""
        post_together(posting, number + part, day_end.events[start : start + EVENTS_MAX])
    work.slices.put(replace(row, ended_day=said.business_day))
    return [*newest(day_end.made), *judged.messages(said.slice)]


def _voucher(said: DayEnded) -> str:
    """The number of what a day's end posts of a slice."""
    return f"day/{said.business_day}/{said.slice}"


def _end(day_end: DayEnd, loan: Loan) -> None:
    """First what is kept against the due date pays; a loan that it settles has no day to end any more."""
    work = day_end.work
    standing = work.standings.get(loan.loan_no)
    if standing is not None and standing.surplus_minor:
        day_end.made.extend(Paying.of(day_end.message, work, loan).use_kept(day_end.day))
        loan = work.loans.get(loan.loan_no) or loan
    if loan.state in RUNNING:
        day_end.end(loan)
