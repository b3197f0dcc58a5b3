"""A loan that was over is open again: its money was taken back, and people hear what went since (T33)."""

from __future__ import annotations

from collections.abc import Iterator

from core.hub.message import Message
from core.loan.alarms import REOPENED, alarm
from core.loan.loan import Loan, Receipt, Standing
from core.loan.records import Facility
from core.loan.transitions import Of
from core.loan.work import LoanWork

# What was paid back in one of these owes nothing, and may owe again.
PAID_OFF = frozenset({"SETTLED", "CLOSED"})
_NAMED_MAX = 20


def was_written_off(work: LoanWork, loan: Loan) -> bool:
    """A closed loan may be one that was lost: nothing of it opens again."""
    steps = work.steps.find(subject_kind=Of.LOAN, subject=loan.loan_no)
    return any(step.event == "write_off" for step in steps)


def tell_reopened(
    message: Message, work: LoanWork, deal: tuple[Loan, Facility], standing: Standing, receipt: Receipt
) -> list[Message]:
    """The alert that names what is owed, and what was given back because nothing was."""
    loan, facility = deal
    gone = "; ".join(_gone(work, loan, facility, standing)) or "nothing of what secures it went"
    text = (
        f"{loan.loan_no} is open again, {receipt.receipt_no} was taken back:"
        f" {standing.outstanding_minor} minor units of principal are owed; {gone}"
    )
    return [alarm(message, REOPENED, loan.loan_no, text)]


def _gone(work: LoanWork, loan: Loan, facility: Facility, standing: Standing) -> Iterator[str]:
    if facility.state not in {"EFFECTIVE", "FROZEN"}:
        yield f"facility {facility.facility_no} is {facility.state}"
    if standing.reserve_minor < 0:
        yield f"{-standing.reserve_minor} of the seller's part were paid out"
    if standing.surplus_minor < 0:
        yield f"{-standing.surplus_minor} that were paid too much went back"
    if loan.margin_minor and not standing.first_margin_minor:
        yield f"its first margin of {loan.margin_minor} is not held any more"
    if released := list(_released(work, loan.contract_no)):
        named = ", ".join(released[:_NAMED_MAX])
        yield f"released of what secured {loan.contract_no}: {len(released)} things ({named})"


def _released(work: LoanWork, contract_no: str) -> Iterator[str]:
    """What stood for the contract once and does no more, whenever it went."""
    lots = work.collateral.lots.find(contract_no=contract_no)
    there = {(lot.site, lot.lot_no) for lot in lots if lot.pledged_micro > 0 or lot.under_way_micro > 0}
    for lot in work.collateral.pledged_lots.find(contract_no=contract_no):
        if (lot.site, lot.lot_no) not in there:
            yield f"lot {lot.lot_no} at {lot.site}"
    for lien in work.collateral.liens.find(contract_no=contract_no):
        if not lien.lives and lien.kind != "lot":
            yield f"{lien.kind} {lien.number}"
