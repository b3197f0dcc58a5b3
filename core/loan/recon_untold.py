"""Days that a funder, which tells its days in files, has not told."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.alarms import DAY_UNTOLD, alarm, calm
from core.loan.factory import calendar_of
from core.loan.recon_rows import FunderTells
from core.loan.work import LoanWork

# Who has told nothing for so many days tells no more, and people know.
UNTOLD_MAX = 5


def came(message: Message, work: LoanWork, funder: str, kind: str, day: int) -> list[Message]:
    """A file of that day is there; the first of its kind makes the days behind it be looked for."""
    row = work.funder_tells.get(funder, kind)
    if row is None:
        work.funder_tells.put(FunderTells(funder=funder, kind=kind, first_day=day))
        return []
    if str(day) not in row.untold.split():
        return []
    left = [each for each in row.untold.split() if each != str(day)]
    work.funder_tells.put(replace(row, untold=" ".join(left)))
    return [calm(message, DAY_UNTOLD, f"{funder}/{kind}/{day}", "its file came")]


def missed(message: Message, work: LoanWork, funder: str, kind: str, day: int) -> list[Message]:
    """By now the file of that day should be there; on days on which nobody works none is."""
    row = work.funder_tells.get(funder, kind)
    if row is None or day <= row.first_day or len(row.untold.split()) >= UNTOLD_MAX:
        return []
    if work.funder_files.find(funder=funder, kind=kind, day=day):
        return []
    # A year whose holidays nobody has told is worked through: better asked once too often.
    if not calendar_of(work, known=True).works(date_of(day)) or str(day) in row.untold.split():
        return []
    work.funder_tells.put(replace(row, untold=f"{row.untold} {day}".strip()))
    text = f"{funder} told other days' {kind} in files, and of {day} no file came"
    return [alarm(message, DAY_UNTOLD, f"{funder}/{kind}/{day}", text)]
