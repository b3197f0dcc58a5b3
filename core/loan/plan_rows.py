"""A loan's plan as it is played: its instalments and its payments, from the rows of the room and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from core.kernel.days import date_of, day_number
from core.loan.allocation import Component, Payment
from core.loan.loan import Due, Loan, Receipt
from core.loan.playing import PlanRow, Played, RowState, Rules, play
from core.loan.product import Product
from core.loan.work import LoanWork

APPLIED = "applied"
# Kinds of receipt that are spread over the instalments; the others have a way of their own.
SPREAD = frozenset(
    {
        "repayment",
        "guarantor",
        "claim",
        "refund",
        "disposal",
        "surplus",
        "margin_applied",
        "collection",
        "buy_back",
    }
)


def rules_of(product: Product, loan: Loan) -> Rules:
    return Rules(product.overdue, product.allocation, Decimal(loan.rate))


def played_on(work: LoanWork, loan: Loan, product: Product, day: int, receipts: Sequence[Receipt]) -> Played:
    """The plan in force at the end of that day, by these receipts; see `receipts_of`."""
    payments = [Payment(date_of(row.value_day), place, row.minor) for place, row in enumerate(receipts)]
    return play(
        [_plan_row(due) for due in dues_of(work, loan)], payments, rules_of(product, loan), date_of(day)
    )


def receipts_of(work: LoanWork, loan: Loan, changed: Receipt | None = None) -> list[Receipt]:
    """Every receipt spread over the plan in force, in the order of their days; changed: as it is now.

    Of one day the one told first comes first, of one statement by its number: the order never changes.
    """
    rows = {row.receipt_no: row for row in work.receipts.find(loan_no=loan.loan_no)}
    if changed is not None:
        rows[changed.receipt_no] = changed
    counts = [row for row in rows.values() if row.state == APPLIED and row.kind in SPREAD]
    return sorted(
        (row for row in counts if row.plan == loan.plan),
        key=in_order,
    )


def in_order(row: Receipt) -> tuple[int, datetime, str]:
    """By which receipts follow one another."""
    return row.value_day, row.record_time, row.receipt_no


def dues_of(work: LoanWork, loan: Loan) -> list[Due]:
    """The instalments of the plan in force, in their order."""
    return work.dues.find(loan_no=loan.loan_no, plan=loan.plan)


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


def _plan_row(due: Due) -> PlanRow:
    return PlanRow(
        number=due.number,
        due=date_of(due.due),
        overdue_after=date_of(due.overdue_after),
        principal=due.principal_minor,
        interest=due.interest_minor,
        fee=due.fee_minor,
    )
