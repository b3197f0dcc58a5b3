"""A facility whose last day is over: nothing is drawn any more, what is free is free, what runs runs on."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.loan.alarms import RUNS_ON, alarm
from core.loan.factory import product_of
from core.loan.granting import free_lines
from core.loan.informing import tell_deal
from core.loan.records import Facility
from core.loan.releasing import end_draw
from core.loan.stepping import Told, stepped
from core.loan.work import LoanWork

# Draws that hold lines, and whose money nobody was asked for.
_NOT_SENT = frozenset({"REQUESTED", "PRE_OCCUPIED", "APPROVED", "ROUTED"})


def expire(message: Message, work: LoanWork, facility: Facility, told: Told) -> list[Message]:
    """Draws that were not sent out end; lines keep what is used, until the facility is terminated.

    Where money is out behind the last day people hear of it.
    """
    made = []
    for loan in work.loans.find(facility_no=facility.facility_no, over=False):
        if loan.state in _NOT_SENT:
            why = f"facility {facility.facility_no} was until {facility.until_day}"
            made += end_draw(message, work, loan, told._replace(event="cancel", text=why))
    current = work.facilities.get(facility.facility_no) or facility
    kept = stepped(message, work, current, told)
    if facility.granted_minor:
        product = product_of(work, facility.product, facility.product_version)
        cut = free_lines(message, work, product, current, told.business_day)
        kept = replace(kept, granted_minor=current.granted_minor - cut)
        work.facilities.put(kept)
    running = [loan.loan_no for loan in work.loans.find(facility_no=facility.facility_no, over=False)]
    if running:
        text = (
            f"{facility.facility_no} was until {facility.until_day}, and {', '.join(running[:20])} still run"
        )
        made.append(alarm(message, RUNS_ON, facility.facility_no, text))
    return [*made, tell_deal(message, kept, told.text)]
