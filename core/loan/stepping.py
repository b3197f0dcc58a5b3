"""A step of a deal: the transition is checked, the row is written as its next version, the log tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.loan.loan import Loan
from core.loan.records import Application, Facility, LoanStep
from core.loan.transitions import OVER, Of, transition
from core.loan.work import LoanWork

TEXT_MAX = 4_000
# The business day of a message that names none is that of the books' home.
HOME = timedelta(hours=8)
Deal = TypeVar("Deal", Application, Facility, Loan)


class Told(NamedTuple):
    """What a step says of itself: the event, its business day, who did it, in words."""

    event: str
    business_day: int
    by: str
    text: str


def home_day(moment: datetime) -> int:
    """The day of a moment, as China's books count days."""
    return day_number((moment.astimezone(UTC) + HOME).date())


def business_day_of(message: Message) -> int:
    """The day on which it happened."""
    return home_day(message.event_time)


def day_recorded(message: Message) -> int:
    """The day on which the hub took it in: what is allowed now goes by it, not by when somebody meant it."""
    return home_day(message.record_time)


def require_come(message: Message, business_day: int) -> None:
    """Refused where somebody acts as of a day that is not here yet: a slip of the pen books a year."""
    today = day_recorded(message)
    if business_day > today:
        raise Refused(f"as of {business_day}, and it is {today}; nothing was changed", cause="loan.day_ahead")


def require_seen(row: Deal, version: int) -> None:
    """Refused where somebody acted on another version than is there: two people, one deal."""
    if row.version != version:
        raise Refused(
            f"{subject_of(row)} is at version {row.version}, not {version}; look again", cause="loan.version"
        )


def stepped(message: Message, work: LoanWork, row: Deal, told: Told, **changes: Any) -> Deal:
    """The row after the event, written and logged; Refused where the event does not lead from its state."""
    of, subject = _kind(row), subject_of(row)
    step = transition(of, told.event, row.state, f"{of} {subject}")
    after = {"state": step.target or row.state, "version": row.version + 1, **changes}
    if isinstance(row, Loan):
        # So that what runs under a facility is found without all that ever did.
        after["over"] = after["state"] in OVER
    kept = replace(row, **after)
    _shelf(work, of).put(kept)
    work.steps.add(
        LoanStep(
            subject_kind=of,
            subject=subject,
            ordinal=kept.version,
            code=step.code,
            event=told.event,
            before=row.state,
            after=kept.state,
            business_day=told.business_day,
            by=told.by,
            text=told.text[:TEXT_MAX],
            message_id=str(message.message_id),
            record_time=message.record_time,
        )
    )
    work.unit.effect(
        message,
        kind=f"{of}.{told.event}",
        key=f"{subject}/{kept.version}",
        text=f"{subject}: {row.state or 'new'} to {kept.state} ({step.code}) by {told.by}: {told.text}"[
            :TEXT_MAX
        ],
    )
    return kept


def subject_of(row: Application | Facility | Loan) -> str:
    """The number by which people know it."""
    if isinstance(row, Application):
        return row.application_no
    return row.facility_no if isinstance(row, Facility) else row.loan_no


def _kind(row: Application | Facility | Loan) -> Of:
    if isinstance(row, Application):
        return Of.APPLICATION
    return Of.FACILITY if isinstance(row, Facility) else Of.LOAN


def _shelf(work: LoanWork, of: Of) -> Any:
    return {Of.APPLICATION: work.applications, Of.FACILITY: work.facilities, Of.LOAN: work.loans}[of]
