"""What the loan room tells others: collateral what is owed, and whoever must know how a deal stands."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalogue.parts import Amount
from core.collateral import ExposureStated
from core.hub.message import Message
from core.kernel.money import Money
from core.loan.exposure import Owing, total_exposure
from core.loan.loan import Loan
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
    """
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


def both(*parts: Sequence[Message]) -> list[Message]:
    """Messages of several steps, in their order."""
    return [message for part in parts for message in part]
