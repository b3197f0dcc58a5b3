"""The clock found a facility whose last day is over."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.loan.expiring import expire
from core.loan.messages import FacilityOver
from core.loan.records import Facility
from core.loan.stepping import Told
from core.loan.transitions import TRANSITIONS, Of
from core.loan.work import LoanWork

[_EXPIRE] = [each for each in TRANSITIONS if each.of is Of.FACILITY and each.event == "expire"]


@handles("loan.facility_over.v1", touches=lambda message: [(Facility, (message.body.facility_no,))])
def end_facility(message: Message, work: LoanWork) -> list[Message]:
    """Once; a facility that was signed anew meanwhile, or ended, is left as it is."""
    said = message.read(FacilityOver)
    facility = work.facilities.get(said.facility_no)
    if facility is None or facility.state not in _EXPIRE.sources or said.business_day <= facility.until_day:
        return []
    told = Told("expire", said.business_day, "clock", f"it was until {facility.until_day}")
    return expire(message, work, facility, told)
