"""Breaks as rows: what a comparison finds stands, what it finds no more is gone; people are told of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from core.catalogue.funder_recon_file import ReconRow
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.days import days_from
from core.loan.alarms import DAY_APART, alarm, calm
from core.loan.loan import Loan, Receipt
from core.loan.recon_finding import Difference, payout_apart, receipt_apart
from core.loan.recon_rows import DISBURSEMENT, DUPLICATE, EXPLAINED, GONE, OPEN, STATUS, Break
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

TOLD_MAX = 5
TEXT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Breaks:
    """The breaks of one day and kind of a funder, in the hands of a message that may change them."""

    message: Message
    work: LoanWork
    funder: str
    kind: str
    day: int

    def keep(self, before: Sequence[Break], found: Iterable[Difference], by: str, file_no: str) -> int:
        """Those before become those found; by: what said so. Gives how many stand now or were explained."""
        now = {(each.what, each.about): each for each in found}
        ages = self._ages()
        for key, each in now.items():
            self._stands(each, file_no, ages.get(key, day_recorded(self.message)))
        for row in before:
            if (row.what, row.about) not in now and row.state != GONE:
                self.end(row, by)
        return len(now)

    def end(self, row: Break, by: str) -> None:
        self.work.breaks.put(replace(row, state=GONE, ended_at=self.message.record_time, ended_by=by))

    def _ages(self) -> dict[tuple[str, str], int]:
        """Since when the same is open, on whichever day: a balance is apart day after day."""
        found: dict[tuple[str, str], int] = {}
        for row in self.work.breaks.find(funder=self.funder, kind=self.kind, state=OPEN):
            key = (row.what, row.about)
            found[key] = min(found.get(key, row.since_day), row.since_day)
        return found

    def _stands(self, found: Difference, file_no: str, since: int) -> None:
        """What people explained stays so, as long as it is what they explained; since: where it is new."""
        before = self.work.breaks.get(self.funder, self.kind, self.day, found.what, found.about)
        told = b"" if found.row is None else canonical_bytes(found.row)
        text = found.text[:TEXT_MAX]
        if before is not None and before.state != GONE and before.text == text:
            self.work.breaks.put(replace(before, file_no=file_no, told=told))
            return
        made = Break(
            funder=self.funder,
            kind=self.kind,
            day=self.day,
            what=found.what,
            about=found.about,
            state=OPEN,
            number=found.row.number if found.row is not None else "",
            loan_no=found.loan_no,
            receipt_no=found.receipt_no,
            text=text,
            file_no=file_no,
            since_day=before.since_day if before is not None and before.state != GONE else since,
            told_at=self.message.record_time,
            message_id=str(self.message.message_id),
            told=told,
        )
        self.work.breaks.put(made)

    def tell(self) -> Message:
        """One alert a day and kind: what stands of it, the oldest first; or that nothing does any more."""
        open_ones = self.work.breaks.find(funder=self.funder, kind=self.kind, state=OPEN)
        rows = sorted(
            (row for row in open_ones if row.day == self.day),
            key=lambda row: (row.since_day, row.what, row.about),
        )
        about = f"{self.funder}/{self.kind}/{self.day}"
        if not rows:
            return calm(self.message, DAY_APART, about, "nothing of that day is open any more")
        today = day_recorded(self.message)
        told = [f"{row.what} {row.text} ({days_from(row.since_day, today)} d)" for row in rows[:TOLD_MAX]]
        more = [f"and {len(rows) - TOLD_MAX} more"] if len(rows) > TOLD_MAX else []
        text = f"{len(rows)} breaks in what {self.funder} tells of {self.day}: {'; '.join([*told, *more])}"
        return alarm(self.message, DAY_APART, about, text)


def paid_out(message: Message, work: LoanWork, loan: Loan) -> list[Message]:
    """A draw was paid out: breaks that said it was not are gone, or are of another class from now on."""
    rows = work.breaks.find(loan_no=loan.loan_no, state=OPEN)
    return _news(message, work, [row for row in rows if row.kind == DISBURSEMENT], loan)


def not_paid(message: Message, work: LoanWork, loan: Loan) -> list[Message]:
    """The payer says that nothing was paid: a break which had that of its file is gone."""
    made = []
    for row in work.breaks.find(loan_no=loan.loan_no, state=OPEN):
        if row.kind == DISBURSEMENT and row.what == STATUS:
            day = Breaks(message, work, row.funder, row.kind, row.day)
            day.end(row, f"message {message.message_id}")
            made.append(day.tell())
    return made


def booked(message: Message, work: LoanWork, receipt_no: str) -> list[Message]:
    """Money was booked under this number: what said that it is missing is gone."""
    receipt = work.receipts.get(receipt_no)
    rows = work.breaks.find(receipt_no=receipt_no, state=OPEN)
    return [] if receipt is None else _news(message, work, rows, receipt)


def _news(message: Message, work: LoanWork, rows: Sequence[Break], news: Loan | Receipt) -> list[Message]:
    """Each break beside what is known now of the thing that it is about; a day is told once."""
    days: dict[tuple[str, str, int], Breaks] = {}
    for row in rows:
        if not row.told or row.what == DUPLICATE:
            continue
        of = (row.funder, row.kind, row.day)
        day = days.setdefault(of, Breaks(message, work, *of))
        told = msgspec.json.decode(row.told, type=ReconRow)
        now = payout_apart(news, told) if isinstance(news, Loan) else receipt_apart(news, told)
        day.keep([row], now, f"message {message.message_id}", row.file_no)
    return [day.tell() for day in days.values()]


def explain(message: Message, work: LoanWork, row: Break, people: tuple[str, str, str]) -> list[Message]:
    """It stands no more; people: who explains it, who approves, and why."""
    by, approver, reason = people
    work.breaks.put(replace(row, state=EXPLAINED, by=by, approver=approver, reason=reason))
    return [Breaks(message, work, row.funder, row.kind, row.day).tell()]
