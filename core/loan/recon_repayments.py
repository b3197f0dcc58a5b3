"""Repayments of a funder's day beside those that it told, and are booked."""

from __future__ import annotations

from collections import defaultdict

from core.catalogue.funder_recon_file import ReconRow
from core.kernel.days import day_number
from core.loan.loan import Loan, Receipt
from core.loan.recon_finding import (
    STANDS,
    WAS_NOT,
    Compared,
    Difference,
    minor_of,
    receipt_apart,
    receipt_untold,
)
from core.loan.recon_payouts import not_here, strange_words, twice
from core.loan.recon_reading import Day, named_in, receipt_numbers


def compare_repayments(day: Day) -> Compared:
    """By the funder's number, then ours, then by loan, amount and date; then what is in no row."""
    found, by_row = Compared(), _by_number(day)
    by_row |= _by_content(day, by_row)
    rows_of, strange = defaultdict[str, list[ReconRow]](list), defaultdict[str, list[ReconRow]](list)
    receipts: dict[str, Receipt] = {}
    for place, row in enumerate(day.said.rows):
        receipt = by_row.get(place)
        if receipt is None:
            strange[row.number].append(row)
        else:
            receipts[receipt.receipt_no] = receipt
            rows_of[receipt.receipt_no].append(row)
    for number, rows in strange.items():
        found.keep(_stranger(day, number, rows))
    for number, rows in rows_of.items():
        receipt = receipts[number]
        found.unknown.update(strange_words(number, rows))
        again = twice(number, rows, receipt.loan_no, number)
        found.keep([*again, *receipt_apart(receipt, rows[0])])
    found.differences += [
        receipt_untold(row) for row in day.receipts() if row.state in STANDS and row.receipt_no not in rows_of
    ]
    return found


def _stranger(day: Day, number: str, rows: list[ReconRow]) -> list[Difference]:
    """What a later message will be known by, if it tells of this money: the bank's number or the funder's."""
    row = rows[0]
    receipt_no = row.bank_ref or f"{day.funder}/{number}"
    again = twice(number, rows, receipt_no=receipt_no)
    if row.status in WAS_NOT:
        return again
    return [*again, not_here(number, row, "no such repayment is booked here", receipt_no=receipt_no)]


def _by_number(day: Day) -> dict[int, Receipt]:
    """The repayment of each row that names one of the funder's."""
    told = {row.told_no: row for row in day.receipts()}
    found: dict[int, Receipt] = {}
    for place, row in enumerate(day.said.rows):
        known = told.get(row.number) or _named(day, row)
        if known is not None:
            found[place] = known
    return found


def _named(day: Day, row: ReconRow) -> Receipt | None:
    receipts, funder = day.work.receipts, day.funder
    by_told = receipts.find(funder=funder, told_no=row.number)
    if len(by_told) == 1:
        return by_told[0]
    known = (receipts.get(number) for number in receipt_numbers(funder, row))
    return next((each for each in known if each is not None and _is_theirs(day, each)), None)


def _is_theirs(day: Day, receipt: Receipt) -> bool:
    """Told by this funder, or on a loan of its own: nobody tells of another's money."""
    loan = day.work.loans.get(receipt.loan_no) if receipt.loan_no else None
    return receipt.funder == day.funder or (loan is not None and day.is_theirs(loan))


def _by_content(day: Day, known: dict[int, Receipt]) -> dict[int, Receipt]:
    """Rows that name a loan: its one receipt of that amount and day which no other row names."""
    named, taken = named_in(day), {row.receipt_no for row in known.values()}
    rows = [(place, row) for place, row in enumerate(day.said.rows) if place not in known]
    loans = {place: loan for place, row in rows if (loan := named.loan(row)) is not None}
    day.work.receipts.look({"loan_no": loan.loan_no} for loan in loans.values())
    found: dict[int, Receipt] = {}
    for place, row in rows:
        alike = [each for each in _like(day, loans.get(place), row) if each.receipt_no not in taken]
        if len(alike) == 1:
            found[place] = alike[0]
            taken.add(alike[0].receipt_no)
    return found


def _like(day: Day, loan: Loan | None, row: ReconRow) -> list[Receipt]:
    if loan is None:
        return []
    wanted = (minor_of(row), row.amount.currency, day_number(row.date))
    mine = day.work.receipts.find(loan_no=loan.loan_no)
    return [each for each in mine if (each.minor, each.currency, each.value_day) == wanted]
