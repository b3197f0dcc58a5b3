"""Balances of a funder's day beside the principal that its loans owe here, as far as that day is known."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalogue.funder_recon_file import ReconRow
from core.loan.factory import product_of
from core.loan.loan import Loan
from core.loan.recon_finding import Compared, Difference, amount_text, minor_of, money_of
from core.loan.recon_payouts import not_here, twice
from core.loan.recon_reading import Day, named_in, step_keys
from core.loan.recon_rows import AMOUNT, MISSING_THERE
from core.loan.sharing import share_of


def compare_balances(day: Day) -> Compared:
    """Every row beside its loan, then every loan that owed something then and is in no row."""
    named, found = named_in(day), Compared()
    rows_of, strange = named.by_loan(day.said.rows)
    for number, rows in strange.items():
        found.keep([*twice(number, rows), *_stranger(day, number, rows[0])])
    for [loan] in named.ours.values():
        _compare(day, found, loan, rows_of.get(loan.loan_no, []))
    return found


def _stranger(day: Day, number: str, row: ReconRow) -> list[Difference]:
    known = f"no loan of {day.funder} is known by these numbers"
    return [not_here(number, row, known)] if minor_of(row) else []


def _compare(day: Day, found: Compared, loan: Loan, rows: Sequence[ReconRow]) -> None:
    owed, why = _owed(day, loan)
    name = loan.loan_no
    if why:
        if rows or loan.value_day:
            found.unknown[name] = f"{name}: {why}"
        return
    if rows:
        found.keep([*twice(name, rows, name), *_apart(loan, owed, rows[0])])
    elif owed:
        text = f"{name}: {amount_text(owed, loan.currency)} here, not told there"
        found.differences.append(Difference(MISSING_THERE, name, text, loan_no=name))


def _apart(loan: Loan, owed: int, row: ReconRow) -> list[Difference]:
    if (minor_of(row), row.amount.currency) == (owed, loan.currency):
        return []
    name = loan.loan_no
    text = f"{name}: {amount_text(owed, loan.currency)} here, {money_of(row)} there"
    return [Difference(AMOUNT, name, text, row, loan_no=name)]


def _owed(day: Day, loan: Loan) -> tuple[int, str]:
    """Principal that is the funder's at the end of that day; or why nobody can say, in words.

    Only what stands now is kept: where the loan took a step since, what stood before it is not guessed.
    """
    if not loan.value_day or loan.value_day > day.day:
        return 0, ""
    product = product_of(day.work, loan.product, loan.product_version)
    facility = day.work.facilities.get(loan.facility_no)
    standing = day.work.standings.get(loan.loan_no)
    if product.booking == "own" or facility is None or standing is None:
        return 0, f"nothing of it is lent by {day.funder}"
    steps = (day.work.steps.get(*key) for key in step_keys(loan))
    last = next((step for step in steps if step is not None), None)
    if last is None or last.business_day > day.day:
        moved = "something" if last is None else f"{last.event} on {last.business_day}"
        return 0, f"{moved} changed it since; only the present is known"
    if product.booking == "agency":
        return standing.outstanding_minor, ""
    return share_of(product, facility).partner(standing.outstanding_minor), ""
