"""A funder tells a whole day: it is compared with what the hub holds of it; nothing is booked from it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.catalogue.funder_recon_file import FunderReconFile, ReconRow
from core.catalogue.parts import PartyRef
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.loan.alarms import CONTRADICTED, alarm, calm
from core.loan.disbursing import ask_status
from core.loan.loan import Loan
from core.loan.recon_balances import compare_balances
from core.loan.recon_breaks import Breaks
from core.loan.recon_finding import Compared, minor_of
from core.loan.recon_messages import PayoutFound
from core.loan.recon_payouts import compare_payouts
from core.loan.recon_reading import Day, read_days
from core.loan.recon_repayments import compare_repayments
from core.loan.recon_rows import (
    APART,
    BALANCE,
    COMPARED,
    DISBURSEMENT,
    FEE,
    GONE,
    OLDER,
    OPEN,
    REPAYMENT,
    FunderFile,
)
from core.loan.recon_untold import came
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

# A file of a day moves as many rows as a run of small messages.
WEIGHT = 50
WHY_MAX = 1_000
WHYS_MAX = 5


@handles("funder.recon_file.v1", together=Together(ahead=read_days, weight=WEIGHT))
def compare_funder_day(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FunderReconFile)
    day = Day(message, work, said)
    require_day(day)
    told = _file(day)
    before = work.funder_files.get(day.funder, said.file_no)
    if before is not None and before.hash == told.hash:
        return []
    if before is not None and before.state != APART:
        # What did not add up had no effect, so that it may be said better; what was compared stays (T20).
        text = f"file {said.file_no} of {day.funder} was told before and says something else now"
        return [alarm(message, CONTRADICTED, _about(day), f"{text}; another word takes another number")]
    seen = came(message, work, day.funder, said.kind, day.day)
    if not said.adds_up:
        why = "; ".join(each.text for each in said.discrepancies)
        work.funder_files.put(replace(told, state=APART, why=why[:WHY_MAX]))
        text = f"file {said.file_no} of {day.funder} about {day.day} is not matched: {why}"
        work.unit.effect(message, kind="recon.apart", key=_about(day), text=text)
        return [*seen, alarm(message, CONTRADICTED, _about(day), text)]
    better = [] if before is None else [calm(message, CONTRADICTED, _about(day), "it adds up now")]
    ended = [*seen, *better]
    if _is_older(day):
        work.funder_files.put(replace(told, state=OLDER, why="a newer file of that day was told before it"))
        return ended
    read_days([message], work)
    return [*ended, *_compare(day, told)]


def require_day(day: Day) -> None:
    """Refused where the day is not here yet, or an amount has more decimals than its currency."""
    today = day_recorded(day.message)
    if day.day > today:
        raise Refused(
            f"file {day.said.file_no} of {day.funder} is about {day.day}, and it is {today}; nothing was"
            " compared: send it when that day is here",
            cause="loan.recon.day",
        )
    for place, row in enumerate(day.said.rows, 1):
        try:
            minor_of(row)
        except Refused as error:
            raise Refused(
                f"row {place} ({row.number}) of file {day.said.file_no}: {error}", cause="loan.recon.amount"
            ) from error


def _about(day: Day) -> str:
    return f"{day.funder}/{day.said.file_no}"


def _file(day: Day) -> FunderFile:
    """What it says counts, not when or as which bytes: made anew, the same day is the same."""
    said, message = day.said, day.message
    plain = replace(said, made_at=None, file_hash=None)
    return FunderFile(
        funder=day.funder,
        file_no=said.file_no,
        kind=said.kind,
        day=day.day,
        state=COMPARED,
        hash=content_hash(canonical_bytes(plain)),
        made_at=said.made_at,
        told_at=message.record_time,
        message_id=str(message.message_id),
        rows=len(said.rows),
    )


def _is_older(day: Day) -> bool:
    """Whether a file of that day and kind that was made later was compared before this one came."""
    made_at = day.said.made_at
    files = day.work.funder_files.find(funder=day.funder, kind=day.said.kind, day=day.day)
    others = [row.made_at for row in files if row.state == COMPARED and row.made_at is not None]
    return made_at is not None and any(each > made_at for each in others)


def _compare(day: Day, told: FunderFile) -> list[Message]:
    message, work, said = day.message, day.work, day.said
    found = _WAYS[said.kind](day)
    breaks = Breaks(message, work, day.funder, said.kind, day.day)
    standing = work.breaks.find(funder=day.funder, kind=said.kind, day=day.day)
    # Of what cannot be compared now, what was found before is neither there nor gone.
    judged = [row for row in standing if row.about not in found.unknown]
    by = f"file {said.file_no}"
    count = breaks.keep(judged, found.differences, by, said.file_no)
    days = [breaks] if count or any(row.state != GONE for row in judged) else []
    days += _earlier(day, found, by) if said.kind == BALANCE else []
    why = "; ".join(list(dict.fromkeys(found.unknown.values()))[:WHYS_MAX])[:WHY_MAX]
    unknown = len(found.unknown)
    kept = replace(told, matched=found.matched, breaks=count, not_compared=unknown, why=why)
    work.funder_files.put(kept)
    text = (
        f"{said.kind} of {day.day} by {day.funder}: {kept.rows} rows, {kept.matched} agree, {count} breaks,"
        f" {kept.not_compared} not compared {why}"
    )
    work.unit.effect(message, kind="recon.compared", key=_about(day), text=text.rstrip())
    return [
        *(each.tell() for each in days),
        *(_found(day, loan, row) for loan, row in found.paid),
        *(ask_status(message, loan, day.funder) for loan in found.asked),
    ]


def _earlier(day: Day, found: Compared, by: str) -> list[Breaks]:
    """A balance that agrees, or is told anew, ends what was said of the days before it."""
    rows = day.work.breaks.find(funder=day.funder, kind=BALANCE, state=OPEN)
    over = [row for row in rows if row.day < day.day and row.about not in found.unknown]
    days: dict[int, Breaks] = {}
    for row in over:
        its = days.setdefault(row.day, Breaks(day.message, day.work, day.funder, BALANCE, row.day))
        its.end(row, by)
    return list(days.values())


def _found(day: Day, loan: Loan, row: ReconRow) -> Message:
    """The answer that was lost, as the funder would have given it; it is checked like any answer."""
    answer = FunderDisbursementResult(
        draw_no=loan.loan_no,
        status="paid",
        told_at=day.said.made_at or day.message.event_time,
        funder=PartyRef(id=day.funder),
        funder_loan_no=row.number,
        paid_amount=row.amount,
        value_date=row.date,
        bank_ref=row.bank_ref,
    )
    body = PayoutFound(answer=answer, file_no=day.said.file_no)
    return day.message.reply("loan.payout_found.v1", key=loan.loan_no, body=body)


def _fees(day: Day) -> Compared:
    """What a funder charges is booked nowhere in this house."""
    held = f"no fees of {day.funder} are booked here"
    return Compared(unknown={f"{place} {row.number}": held for place, row in enumerate(day.said.rows)})


_WAYS: dict[str, Callable[[Day], Compared]] = {
    DISBURSEMENT: compare_payouts,
    REPAYMENT: compare_repayments,
    BALANCE: compare_balances,
    FEE: _fees,
}
