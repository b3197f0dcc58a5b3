"""Disbursements of a funder's day beside the loans that were paid out on it, and the draws in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.catalogue.funder_recon_file import ReconRow
from core.kernel.days import date_of
from core.loan.activating import LATE_DAYS_MAX
from core.loan.loan import Loan
from core.loan.recon_finding import (
    FAILED,
    PENDING,
    WAS_NOT,
    WAS_PAID,
    Compared,
    Difference,
    minor_of,
    money_of,
    payout_apart,
    payout_untold,
)
from core.loan.recon_reading import WAITED_FOR, Day, named_in
from core.loan.recon_rows import DUPLICATE, MISSING_HERE, STATUS


def compare_payouts(day: Day) -> Compared:
    """Every row beside its draw, then every draw that was paid on that day and is in no row."""
    named, found = named_in(day), Compared()
    rows_of, strange = named.by_loan(day.said.rows)
    for number, rows in strange.items():
        found.keep(_stranger(day, number, rows))
    for loan_no, rows in rows_of.items():
        _compare(day, found, named.ours[loan_no][0], rows)
    for [loan] in named.ours.values():
        if loan.value_day == day.day and loan.loan_no not in rows_of and day.payer(loan) == day.funder:
            found.differences.append(payout_untold(loan))
    return found


def twice(about: str, rows: Sequence[ReconRow], loan_no: str = "", receipt_no: str = "") -> list[Difference]:
    """Of what stands in a file more than once, the break that says so."""
    if len(rows) < 2:
        return []
    amounts = ", ".join(money_of(row) for row in rows[:5])
    text = f"{about}: told {len(rows)} times: {amounts}"
    return [Difference(DUPLICATE, about, text, rows[-1], loan_no=loan_no, receipt_no=receipt_no)]


def not_here(about: str, row: ReconRow, known: str, loan_no: str = "", receipt_no: str = "") -> Difference:
    """What the funder tells and the hub does not have; known: what it has instead, in words."""
    ref = f" by {row.bank_ref}" if row.bank_ref else ""
    text = f"{about}: {money_of(row)}{ref} of {row.date} there, {known}"
    return Difference(MISSING_HERE, about, text, row, loan_no=loan_no, receipt_no=receipt_no)


def _stranger(day: Day, number: str, rows: Sequence[ReconRow]) -> list[Difference]:
    known = f"no draw of {day.funder} is known by these numbers"
    says_paid = [row for row in rows if row.status not in WAS_NOT]
    failed = _failed(day, rows[0])
    return [*twice(number, rows), *(not_here(number, row, known, failed) for row in says_paid[:1])]


def _failed(day: Day, row: ReconRow) -> str:
    """The draw that it names, which came back as failed and is nobody's to pay now: it is not sent again."""
    loan = day.work.loans.get(row.our_number or row.number)
    return loan.loan_no if loan is not None and loan.failed and not loan.funder else ""


def _compare(day: Day, found: Compared, loan: Loan, rows: Sequence[ReconRow]) -> None:
    payer, name = day.payer(loan), loan.loan_no
    if payer != day.funder:
        found.unknown[name] = f"{name} is paid by {payer}, not by {day.funder}"
        return
    if loan.value_day:
        found.unknown.update(strange_words(name, rows))
        found.keep([*twice(name, rows, name), *payout_apart(loan, rows[0])])
    else:
        found.keep([*twice(name, rows, name), *_not_paid(found, loan, rows)])


def strange_words(name: str, rows: Iterable[ReconRow]) -> dict[str, str]:
    """A word of the funder's own is compared with nothing."""
    words = {row.status for row in rows} - WAS_PAID - WAS_NOT
    known = f"nobody knows that word here: {', '.join((*sorted(WAS_PAID - {''}), FAILED, PENDING))}"
    return {f"{name}/{STATUS}": f"{name} has status {', '.join(sorted(words))}; {known}"} if words else {}


def _not_paid(found: Compared, loan: Loan, rows: Sequence[ReconRow]) -> list[Difference]:
    """A draw that no money went out for, as far as is known here."""
    row, name, doubted = rows[0], loan.loan_no, loan.state in WAITED_FOR
    if row.status == PENDING or (row.status == FAILED and not doubted):
        return []
    if doubted:
        if len(rows) == 1 and settles(loan, row):
            found.paid.append((loan, row))
        else:
            found.asked.append(loan)
    if row.status == FAILED:
        return [Difference(STATUS, name, f"{name}: {loan.state} here, {FAILED} there", row, loan_no=name)]
    return [not_here(name, row, f"{loan.state} here", loan_no=name)]


def settles(loan: Loan, row: ReconRow) -> bool:
    """Whether the row can be the answer that never came: it says paid, which payment, and of which try.

    A second try is sent under the same number: a file of the day cannot say of which it tells.
    """
    late = (row.date - date_of(loan.wanted_day)).days
    as_asked = (minor_of(row), row.amount.currency) == (loan.cash_minor, loan.currency)
    fits = as_asked and 0 <= late <= LATE_DAYS_MAX
    return row.status in WAS_PAID and bool(row.bank_ref) and loan.attempt == 1 and fits
