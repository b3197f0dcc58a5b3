"""One loan as its page shows it: instalments, payments with their split, and the log of its states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from core.hub.documents import StoredDocument
from core.hub.ports import Store
from core.kernel.ids import message_id
from core.ledger import Entry
from core.loan import Due, Loan, LoanStep, Plan, Receipt, Spread, Standing, posting_number
from gateway.console.deal_items import Voucher
from gateway.console.desk import Desk
from gateway.console.told_by import Told, told_by

# A hundred years of months is the most that a plan may have; a page has so many of them.
DUES_SHOWN, PLANS_MAX, RECEIPTS_MAX, STEPS_MAX = 120, 100, 100, 100
BOOKS = ("general", "off_balance")


class Row(NamedTuple):
    """An instalment; state: paid, late, due, part or coming. paid: of all that was charged, minor units."""

    due: Due
    state: str
    charged: int
    paid: int


class Paid(NamedTuple):
    """Money that came: its parts as (instalment, component, minor units), its vouchers and its message."""

    receipt: Receipt
    parts: tuple[tuple[int, str, int], ...]
    vouchers: tuple[Voucher, ...]
    told: Told | None


class Stepped(NamedTuple):
    """A step of its states, and the message that was it."""

    step: LoanStep
    told: Told | None


class Schedule(NamedTuple):
    """A page of the plan in force. first: the number it begins with; more: that of the next page, or 0.

    overdue: open of what is late, minor units; since: its oldest due day, 0 where nothing is.
    """

    rows: tuple[Row, ...]
    plans: tuple[Plan, ...]
    first: int = 1
    more: int = 0
    overdue: int = 0
    since: int = 0


def schedule_of(store: Store, loan: Loan, standing: Standing | None, day: int, first: int) -> Schedule:
    """From instalment `first` on; what is late is counted over all of it."""
    after = (loan.loan_no, loan.plan, first - 1)
    dues = store.rows(Due, limit=DUES_SHOWN + 1, after=after, loan_no=loan.loan_no, plan=loan.plan)
    rows = tuple(_row(due, day) for due in dues[:DUES_SHOWN])
    late = _late(store, loan, standing, day)
    return Schedule(
        rows=rows,
        plans=tuple(store.rows(Plan, limit=PLANS_MAX, loan_no=loan.loan_no)),
        first=first,
        more=dues[DUES_SHOWN].number if len(dues) > DUES_SHOWN else 0,
        overdue=sum(due.open_minor for due in late),
        since=min((due.due for due in late), default=0),
    )


def _late(store: Store, loan: Loan, standing: Standing | None, day: int) -> list[Due]:
    """Before the first open instalment nothing is open."""
    after = (loan.loan_no, loan.plan, (standing.first_open if standing is not None else 1) - 1)
    dues = store.rows(Due, limit=DUES_SHOWN, after=after, loan_no=loan.loan_no, plan=loan.plan)
    return [due for due in dues if _state(due, day) == "late"]


def _row(due: Due, day: int) -> Row:
    charged = (
        due.principal_minor + due.interest_minor + due.fee_minor + due.penalty_minor + due.compound_minor
    )
    return Row(due, _state(due, day), charged, charged - due.open_minor)


def _state(due: Due, day: int) -> str:
    if due.settled_day or not due.open_minor:
        return "paid"
    if day > due.overdue_after:
        return "late"
    if day >= due.due:
        return "due"
    return "part" if due.paid_principal_minor or due.paid_interest_minor else "coming"


def payments_of(desk: Desk, loan: Loan) -> tuple[Paid, ...]:
    """What came for it, the newest first."""
    store = desk.hub.store
    rows = store.rows(Receipt, limit=RECEIPTS_MAX, loan_no=loan.loan_no)
    rows.sort(key=lambda one: (one.value_day, one.record_time, one.receipt_no), reverse=True)
    return tuple(_paid(store, row) for row in rows)


def _paid(store: Store, row: Receipt) -> Paid:
    said = msgspec.json.decode(row.parts, type=Spread) if row.parts else None
    parts = tuple((each.instalment, str(each.component), each.amount) for each in said.parts) if said else ()
    number = posting_number(row)
    posted = [Voucher(book, number) for book in BOOKS if store.get(Entry, book, number) is not None]
    return Paid(row, parts, tuple(posted), told_by_message(store, UUID(row.message_id)))


def told_by_message(store: Store, message: UUID) -> Told | None:
    """The document of this message; of one that came twice the first."""
    found: Sequence[StoredDocument] = store.rows(StoredDocument, limit=1, message_id=message)
    return Told(found[0].partition, found[0].number, found[0].ordinal) if found else None


def steps_of(desk: Desk, loan: Loan) -> tuple[Stepped, ...]:
    """The newest steps first."""
    found = desk.views.newest(LoanStep, limit=STEPS_MAX, subject_kind="loan", subject=loan.loan_no)
    return tuple(Stepped(one, told_by(desk.hub.store, _effect(one))) for one in found)


def _effect(step: LoanStep) -> UUID:
    kind = f"{step.subject_kind}.{step.event}"
    return message_id(step.message_id, kind, f"{step.subject}/{step.ordinal}")
