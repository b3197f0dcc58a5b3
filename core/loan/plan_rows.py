"""A loan's plan as it is played: its instalments and its payments, from the rows of the room and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from core.kernel.days import date_of, day_number
from core.loan.allocation import Component, Part, Payment
from core.loan.loan import Due, Loan, Receipt
from core.loan.playing import PlanRow, Played, RowState, Rules, play
from core.loan.product import Product
from core.loan.work import LoanWork

APPLIED = "applied"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Kinds of receipt that are spread over the instalments; the others have a way of their own.
SPREAD = frozenset({"repayment", "collection", "claim", "surplus", "guarantor"})


def rules_of(product: Product, loan: Loan) -> Rules:
    return Rules(product.overdue, product.allocation, Decimal(loan.rate))


def played_on(work: LoanWork, loan: Loan, product: Product, day: int, more: Iterable[Receipt] = ()) -> Played:
    """The plan in force at the end of that day, by every receipt applied to it and those given besides."""
    dues = dues_of(work, loan)
    begun = min(due.since for due in dues)
    receipts = {row.receipt_no: row for row in work.receipts.find(loan_no=loan.loan_no)}
    receipts.update({row.receipt_no: row for row in more})
    payments = [
        Payment(date_of(row.value_day), order_of(row), row.minor)
        for row in receipts.values()
        if row.state == APPLIED and row.kind in SPREAD and row.value_day >= begun
    ]
    return play([_plan_row(due) for due in dues], payments, rules_of(product, loan), date_of(day))


def dues_of(work: LoanWork, loan: Loan) -> list[Due]:
    """The instalments of the plan in force, in their order."""
    return work.dues.find(loan_no=loan.loan_no, plan=loan.plan)


def order_of(receipt: Receipt) -> int:
    """Which of one day's payments comes first: the one that was told first."""
    return (receipt.record_time - _EPOCH) // timedelta(microseconds=1)


def kept(due: Due, state: RowState) -> Due:
    """The instalment with what was charged and paid of it."""
    return replace(
        due,
        penalty_minor=state.penalty,
        compound_minor=state.compound,
        paid_principal_minor=state.paid.get(Component.PRINCIPAL, 0),
        paid_interest_minor=state.paid.get(Component.INTEREST, 0),
        paid_fee_minor=state.paid.get(Component.FEE, 0),
        paid_penalty_minor=state.paid.get(Component.PENALTY, 0),
        paid_compound_minor=state.paid.get(Component.COMPOUND, 0),
        settled_day=0 if state.settled is None else day_number(state.settled),
    )


def parts_read(receipt: Receipt) -> tuple[Part, ...]:
    """How a receipt was spread."""
    return msgspec.json.decode(receipt.parts or b"[]", type=tuple[Part, ...])


def _plan_row(due: Due) -> PlanRow:
    return PlanRow(
        number=due.number,
        due=date_of(due.due),
        overdue_after=date_of(due.overdue_after),
        principal=due.principal_minor,
        interest=due.interest_minor,
        fee=due.fee_minor,
    )
