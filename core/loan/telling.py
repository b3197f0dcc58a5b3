"""What the loan room tells others: collateral what is owed, and whoever must know how a deal stands."""

from __future__ import annotations

from typing import Literal

from core.catalogue.finance_parts import Reason
from core.catalogue.finance_status import FinanceStatus
from core.collateral import ExposureStated, MarginStated, OverdueStated
from core.hub.message import Message
from core.loan.exposure import Owing, total_exposure
from core.loan.informing import addressed, amount_of
from core.loan.loan import Loan, Receipt
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.work import LoanWork
from core.risk import OutcomeTold

# In these states a draw is asked for and its money has not gone out.
IN_FLIGHT = frozenset({"REQUESTED", "PRE_OCCUPIED", "APPROVED", "ROUTED", "DISBURSING", "UNKNOWN"})

# Within the number of an entry by which margin went back, between the loan and its version.
MARGIN_BACK = "/margin.refunded/"

# In these states something is owed that should have been paid, on our books or off them.
LATE = frozenset({"OVERDUE", "ACCELERATED", "IN_DISPOSAL", "WRITTEN_OFF"})


def owing_of(work: LoanWork, loan: Loan) -> Owing:
    """What the loan owes, or would once it is paid out."""
    standing = work.standings.get(loan.loan_no)
    return Owing(
        original=loan.principal_minor,
        balance=standing.outstanding_minor if standing is not None else 0,
        first_margin=loan.margin_minor if standing is None else standing.first_margin_minor,
        in_flight=loan.state in IN_FLIGHT,
    )


def facility_exposure(work: LoanWork, facility: Facility, product: Product) -> int:
    """All loans and draws under one facility, those in flight with them (T4, G9); minor units.

    Cyclic: what runs. Not cyclic: what was ever drawn, only cancelled draws open the facility again.
    """
    number = facility.facility_no
    if product.cyclic:
        loans = work.loans.find(facility_no=number, over=False)
    else:
        loans = [loan for loan in work.loans.find(facility_no=number) if loan.state != "CANCELLED"]
    owings = [owing_of(work, loan) for loan in loans]
    return max(total_exposure(owings, cyclic=product.cyclic) - facility.margin_minor, 0)


def owed_on(work: LoanWork, contract_no: str, *, more_minor: int = 0) -> int:
    """What is owed on a security contract, or would be with so much more, over all facilities on it.

    What secures goods is what is outstanding, in flight with it, whatever the facility does with limits.
    """
    facilities = work.facilities.find(contract_no=contract_no)
    loans = [
        loan
        for facility in facilities
        for loan in work.loans.find(facility_no=facility.facility_no, over=False)
    ]
    owed = total_exposure([owing_of(work, loan) for loan in loans], cyclic=True)
    return max(owed + more_minor - sum(each.margin_minor for each in facilities), 0)


def state_exposure(message: Message, work: LoanWork, facility: Facility) -> list[Message]:
    """Tells collateral what is owed on the security contract from now on, if the contract is open there."""
    if not is_secured(work, facility.contract_no):
        return []
    owed = amount_of(owed_on(work, facility.contract_no), facility.currency)
    body = ExposureStated(contract_no=facility.contract_no, exposure=owed, as_of=message.record_time)
    return [message.reply("collateral.exposure_stated.v1", key=facility.contract_no, body=body)]


def state_overdue(message: Message, work: LoanWork, contract_no: str) -> list[Message]:
    """Tells collateral that something on the security contract is overdue, or nothing is any more.

    Until then no goods and no receipts are released. It is told when it changes, by all that runs on it.
    """
    collateral = work.collateral
    contract = collateral.contracts.get(contract_no) or collateral.securities.get(contract_no)
    if contract is None:
        return []
    late = sorted(
        loan.loan_no
        for facility in work.facilities.find(contract_no=contract_no)
        for loan in _not_over(work, facility.facility_no)
        if loan.state in LATE
    )
    if bool(late) == (contract.overdue_since is not None):
        return []
    body = OverdueStated(
        contract_no=contract_no, overdue=bool(late), as_of=message.record_time, text=", ".join(late)[:1_000]
    )
    return [message.reply("collateral.overdue_stated.v1", key=contract_no, body=body)]


def _not_over(work: LoanWork, facility_no: str) -> list[Loan]:
    """What runs under it and what was written off, never all that ever was drawn."""
    running = work.loans.find(facility_no=facility_no, over=False)
    return [*running, *work.loans.find(facility_no=facility_no, state="WRITTEN_OFF")]


def is_secured(work: LoanWork, contract_no: str) -> bool:
    """Whether collateral watches the contract: one of a prepayment has nothing to watch before goods come."""
    collateral = work.collateral
    return any(each.get(contract_no) is not None for each in (collateral.contracts, collateral.securities))


def tell_status(message: Message, loan: Loan, receipt: Receipt | None = None) -> Message:
    """`finance.status.v1` for the borrower's door: how its loan stands, and which payment made it so."""
    about: Literal["repayment", "loan"] = "loan" if receipt is None else "repayment"
    number = loan.loan_no if receipt is None else receipt.receipt_no
    amount = None if receipt is None else amount_of(receipt.minor, receipt.currency)
    body = FinanceStatus(
        about=about,
        number=number,
        state=loan.state,
        at=message.event_time,
        amount=amount,
        refs=(loan.loan_no, loan.facility_no),
    )
    made = message.reply("finance.status.v1", key=number, body=body, keys=(number, loan.loan_no))
    return addressed(made, loan.partner, loan.site)


def state_margin(message: Message, work: LoanWork, facility: Facility) -> list[Message]:
    """Tells collateral what was prepaid to the seller and what its dealer put in, where it watches that."""
    security = work.collateral.securities.get(facility.contract_no)
    if security is None or security.kind != "prepayment":
        return []
    paid_out = [row for row in work.loans.find(facility_no=facility.facility_no) if row.value_day]
    if not paid_out:
        return []
    face = sum(row.principal_minor for row in paid_out)
    first = sum(row.margin_minor for row in paid_out)
    came = sum(
        row.minor
        for row in work.receipts.find(facility_no=facility.facility_no)
        if row.kind == "margin" and row.state == "applied"
    )
    came -= _given_back(work, facility)
    body = MarginStated(
        contract_no=facility.contract_no,
        face=amount_of(face, facility.currency),
        initial=amount_of(max(min(first, came), 0), facility.currency),
        added=amount_of(min(max(came - first, 0), face - first), facility.currency),
        as_of=message.record_time,
        paid_at=min((row.sent_at for row in paid_out if row.sent_at is not None), default=None),
    )
    return [message.reply("collateral.margin_stated.v1", key=facility.contract_no, body=body)]


def _given_back(work: LoanWork, facility: Facility) -> int:
    """Margin that went back while its loan runs: no goods are let go for it, nor are those that were its."""
    runs = {row.loan_no for row in work.loans.find(facility_no=facility.facility_no, over=False)}
    return sum(
        line.minor
        for line in work.ledger.lines.find(contract=facility.facility_no)
        if line.side == "debit" and line.number.rpartition(MARGIN_BACK)[0] in runs
    )


def tell_outcome(message: Message, loan: Loan, day: int, *, bad: bool) -> Message:
    """Rules are judged by how the loans went that they let through."""
    subject = f"drawdown/{loan.loan_no}"
    body = OutcomeTold(subject=subject, bad=bad, as_of=day)
    return message.reply("risk.outcome_told.v1", key=subject, body=body)


def tell_margin(message: Message, facility: Facility) -> Message:
    """`finance.status.v1`: how much margin is held under the facility now."""
    held = amount_of(facility.margin_minor, facility.currency)
    body = FinanceStatus(
        about="facility",
        number=facility.facility_no,
        state=facility.state,
        at=message.event_time,
        amount=held,
        reasons=(Reason(code="margin", text="margin held"),),
        refs=(facility.contract_no,),
    )
    made = message.reply("finance.status.v1", key=facility.facility_no, body=body)
    return addressed(made, facility.partner, facility.site)
