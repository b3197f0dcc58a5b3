"""What comparing a funder's day with ours finds: differences by class, what agrees, what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from core.catalogue.funder_recon_file import ReconRow
from core.kernel.days import day_number
from core.kernel.money import Money
from core.loan.loan import Loan, Receipt
from core.loan.recon_rows import AMOUNT, DATE, MISSING_HERE, MISSING_THERE, STATUS

# The words of M28 for what became of money; a row without one says that it was paid. Others are
# the funder's own.
PAID, FAILED, PENDING = "paid", "failed", "pending"
WAS_PAID = frozenset({"", PAID})
WAS_NOT = frozenset({FAILED, PENDING})
# Receipts in these states brought money that is still here.
STANDS = frozenset({"applied", "unidentified"})


class Difference(NamedTuple):
    """One break to be: its class, what it is about, what the funder told of it, and both sides in words."""

    what: str
    about: str
    text: str
    row: ReconRow | None = None
    loan_no: str = ""
    receipt_no: str = ""


@dataclass
class Compared:
    """A file beside our books. unknown: numbers of what could not be compared, with why."""

    differences: list[Difference] = field(default_factory=list)
    matched: int = 0
    unknown: dict[str, str] = field(default_factory=dict)
    # Rows that say of a draw in doubt that it was paid, and draws whose payers are to be asked.
    paid: list[tuple[Loan, ReconRow]] = field(default_factory=list)
    asked: list[Loan] = field(default_factory=list)

    def keep(self, found: list[Difference]) -> None:
        """What one row differs by; where that is nothing, it agrees."""
        self.differences += found
        self.matched += not found


def minor_of(row: ReconRow) -> int:
    return Money.of(row.amount.amount, row.amount.currency).minor


def money_of(row: ReconRow) -> str:
    return f"{row.amount.amount} {row.amount.currency}"


def amount_text(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).amount} {currency}"


def payout_untold(loan: Loan) -> Difference:
    """A draw that was paid out, and is not in the payer's file."""
    paid = f"{amount_text(loan.cash_minor, loan.currency)} by {loan.bank_ref}"
    text = f"{loan.loan_no}: {paid} here, not told there"
    return Difference(MISSING_THERE, loan.loan_no, text, loan_no=loan.loan_no)


def receipt_untold(row: Receipt) -> Difference:
    """A repayment that is booked, and is not in the funder's file."""
    name, amount = row.receipt_no, amount_text(row.minor, row.currency)
    text = f"{name}: {amount} on {row.loan_no or 'no loan'} here, not told there"
    return Difference(MISSING_THERE, name, text, loan_no=row.loan_no, receipt_no=name)


def payout_apart(loan: Loan, row: ReconRow) -> list[Difference]:
    """A draw that was paid out, as we have it, beside the funder's row."""
    found = []
    if (minor_of(row), row.amount.currency) != (loan.cash_minor, loan.currency):
        text = f"paid {amount_text(loan.cash_minor, loan.currency)} here, {money_of(row)} there"
        found.append((AMOUNT, text))
    if day_number(row.date) != loan.value_day:
        found.append((DATE, f"counts from {loan.value_day} here, from {day_number(row.date)} there"))
    if row.status in WAS_NOT:
        found.append((STATUS, f"paid by {loan.bank_ref} here, {row.status} there"))
    # Where no bank's reference was told, the funder's number of the loan stands in its place.
    known = {row.bank_ref, row.number, loan.funder_loan_no}
    if row.bank_ref and loan.bank_ref not in known:
        found.append((MISSING_HERE, f"paid by {loan.bank_ref} here, by {row.bank_ref} there"))
    name = loan.loan_no
    return [Difference(what, name, f"{name}: {text}", row, loan_no=name) for what, text in found]


def receipt_apart(receipt: Receipt, row: ReconRow) -> list[Difference]:
    """A repayment as it is booked beside the funder's row."""
    found = []
    if (minor_of(row), row.amount.currency) != (receipt.minor, receipt.currency):
        text = f"{amount_text(receipt.minor, receipt.currency)} here, {money_of(row)} there"
        found.append((AMOUNT, text))
    if day_number(row.date) != receipt.value_day:
        found.append((DATE, f"counts from {receipt.value_day} here, from {day_number(row.date)} there"))
    here, there = receipt.state in STANDS, row.status not in WAS_NOT
    if here != there:
        found.append((STATUS, f"{receipt.state} here, {row.status or PAID} there"))
    name = receipt.receipt_no
    return [
        Difference(what, name, f"{name}: {text}", row, loan_no=receipt.loan_no, receipt_no=name)
        for what, text in found
    ]
