"""Breaks as rows: what a comparison finds stands, what it finds no more is gone; people are told of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.days import days_from
from core.loan.alarms import DAY_APART, alarm, calm
from core.loan.recon_finding import Difference
from core.loan.recon_rows import EXPLAINED, GONE, OPEN, Break
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


def explain(message: Message, work: LoanWork, row: Break, people: tuple[str, str, str]) -> list[Message]:
    """It stands no more; people: who explains it, who approves, and why."""
    by, approver, reason = people
    work.breaks.put(replace(row, state=EXPLAINED, by=by, approver=approver, reason=reason))
    return [Breaks(message, work, row.funder, row.kind, row.day).tell()]
