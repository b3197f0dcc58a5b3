"""What the loan room tells others: collateral what is owed, and whoever must know how a deal stands."""

from __future__ import annotations

from typing import Literal

from core.catalogue.finance_parts import Reason
from core.catalogue.finance_status import FinanceStatus
from core.catalogue.parts import Amount
from core.collateral import ExposureStated
from core.hub.message import Message
from core.kernel.money import Money
from core.loan.exposure import Owing, total_exposure
from core.loan.loan import Loan, Receipt
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.work import LoanWork

# In these states a draw is asked for and its money has not gone out.
IN_FLIGHT = frozenset({"REQUESTED", "PRE_OCCUPIED", "APPROVED", "ROUTED", "DISBURSING", "UNKNOWN"})
OVER = frozenset({"CANCELLED", "SETTLED", "WRITTEN_OFF", "CLOSED"})


def owing_of(work: LoanWork, loan: Loan) -> Owing:
    """What the loan owes, or would once it is paid out."""
    standing = work.standings.get(loan.loan_no)
    return Owing(
        original=loan.principal_minor,
        balance=standing.outstanding_minor if standing is not None else 0,
        first_margin=loan.margin_minor,
        in_flight=loan.state in IN_FLIGHT,
    )


def facility_exposure(work: LoanWork, facility: Facility, product: Product) -> int:
    """All loans and draws under one facility, those in flight with them (T4, G9); minor units.

    Cyclic: what runs. Not cyclic: what was ever drawn, only cancelled draws open the facility again.
    """
    loans = work.loans.find(facility_no=facility.facility_no)
    over = OVER if product.cyclic else frozenset({"CANCELLED"})
    owings = [owing_of(work, loan) for loan in loans if loan.state not in over]
    return max(total_exposure(owings, cyclic=product.cyclic) - facility.margin_minor, 0)


def state_exposure(message: Message, work: LoanWork, facility: Facility) -> list[Message]:
    """Tells collateral what is owed on the security contract now, over all facilities that stand on it.

    What secures goods is what is outstanding, in flight with it, whatever the facility does with limits.
    Where collateral does not know the contract there is nobody to be told: money that came is a fact.
    """
    if work.collateral.contracts.get(facility.contract_no) is None:
        return []
    loans = [
        loan
        for other in work.facilities.find(contract_no=facility.contract_no)
        for loan in work.loans.find(facility_no=other.facility_no)
        if loan.state not in OVER
    ]
    margin = sum(each.margin_minor for each in work.facilities.find(contract_no=facility.contract_no))
    minor = max(total_exposure([owing_of(work, loan) for loan in loans], cyclic=True) - margin, 0)
    owed = Amount(amount=Money(minor, facility.currency).amount, currency=facility.currency)
    body = ExposureStated(contract_no=facility.contract_no, exposure=owed, as_of=message.event_time)
    return [message.reply("collateral.exposure_stated.v1", key=facility.contract_no, body=body)]


def tell_status(message: Message, loan: Loan, receipt: Receipt | None = None) -> Message:
    """`finance.status.v1` for the borrower's door: how its loan stands, and which payment made it so."""
    about: Literal["repayment", "loan"] = "loan" if receipt is None else "repayment"
    number = loan.loan_no if receipt is None else receipt.receipt_no
    amount = None
    if receipt is not None:
        amount = Amount(amount=Money(receipt.minor, receipt.currency).amount, currency=receipt.currency)
    body = FinanceStatus(
        about=about,
        number=number,
        state=loan.state,
        at=message.event_time,
        amount=amount,
        refs=(loan.loan_no, loan.facility_no),
    )
    return message.reply("finance.status.v1", key=number, body=body, keys=(number, loan.loan_no))


def tell_margin(message: Message, facility: Facility) -> Message:
    """`finance.status.v1`: how much margin is held under the facility now."""
    held = Amount(amount=Money(facility.margin_minor, facility.currency).amount, currency=facility.currency)
    body = FinanceStatus(
        about="facility",
        number=facility.facility_no,
        state=facility.state,
        at=message.event_time,
        amount=held,
        reasons=(Reason(code="margin", text="margin held"),),
        refs=(facility.contract_no,),
    )
    return message.reply("finance.status.v1", key=facility.facility_no, body=body)
