"""A person brings a facility into effect, freezes it, or ends it."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.alarms import RUNS_ON, calm
from core.loan.assigned import follow_assigned
from core.loan.expiring import expire
from core.loan.factory import product_of
from core.loan.granting import EXPIRED, close_facility, open_facility
from core.loan.informing import tell_deal
from core.loan.messages import FacilityActed
from core.loan.post_taking import end_findings
from core.loan.records import Facility
from core.loan.stepping import Told, require_seen, stepped
from core.loan.work import LoanWork

EXPIRE, TERMINATE = "expire", "terminate"


@handles("loan.facility_acted.v1", touches=lambda message: [(Facility, (message.body.facility_no,))])
def act_on_facility(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FacilityActed)
    facility = work.facilities.get(said.facility_no)
    if facility is None:
        raise Refused(f"there is no facility {said.facility_no}", cause="loan.unknown_facility")
    require_seen(facility, said.version)
    if said.act == EXPIRE:
        return _expire(message, work, facility, said)
    act = _ACTS.get(said.act)
    if act is None:
        acts = ", ".join((*_ACTS, EXPIRE))
        raise Refused(f"{said.act!r} is done to no facility; {acts} are", cause="loan.act")
    kept = act(message, work, facility, said)
    # In force it takes its buyers' lines by what is assigned to it, over it takes them no more (T3).
    assigned = follow_assigned(message, work, kept.contract_no)
    ended = f"{kept.facility_no} is {kept.state}"
    calmed = [calm(message, RUNS_ON, kept.facility_no, ended)] if facility.state == EXPIRED else []
    told = [tell_deal(message, kept, said.reason), *calmed, *assigned]
    return told + end_findings(message, work, kept, said.business_day) if said.act == TERMINATE else told


def _effect(message: Message, work: LoanWork, facility: Facility, said: FacilityActed) -> Facility:
    product = product_of(work, facility.product, facility.product_version)
    met = dict.fromkeys((*facility.conditions.splitlines(), *said.conditions))
    if unmet := [each for each in product.conditions if each not in met]:
        raise Refused(f"facility {said.facility_no}: {', '.join(unmet)} is not met", cause="loan.conditions")
    _require_approver(said)
    told = Told(said.act, said.business_day, said.by, said.reason or f"{len(met)} conditions are met")
    kept = stepped(
        message, work, facility, told, conditions="\n".join(met), granted_minor=facility.amount_minor
    )
    open_facility(message, work, product, kept, said.business_day)
    return kept


def _freeze(message: Message, work: LoanWork, facility: Facility, said: FacilityActed) -> Facility:
    """One person is enough to stop money."""
    _require_reason(said)
    return stepped(message, work, facility, _told(said), frozen_because=said.reason)


def _unfreeze(message: Message, work: LoanWork, facility: Facility, said: FacilityActed) -> Facility:
    _require_reason(said)
    _require_approver(said)
    return stepped(message, work, facility, _told(said), frozen_because="")


def _expire(message: Message, work: LoanWork, facility: Facility, said: FacilityActed) -> list[Message]:
    """A person sees it before the clock does."""
    if said.business_day <= facility.until_day:
        raise Refused(
            f"facility {said.facility_no} is until {facility.until_day}, it is {said.business_day}",
            cause="loan.not_over",
        )
    return expire(message, work, facility, _told(said))


def _terminate(message: Message, work: LoanWork, facility: Facility, said: FacilityActed) -> Facility:
    _require_reason(said)
    _require_approver(said)
    running = [each.loan_no for each in work.loans.find(facility_no=facility.facility_no, over=False)]
    if running:
        raise Refused(
            f"under facility {said.facility_no} {', '.join(running[:5])} still run", cause="loan.still_runs"
        )
    if facility.margin_minor:
        raise Refused(
            f"{facility.margin_minor} minor units of margin under {said.facility_no} are not returned",
            cause="loan.margin_held",
        )
    product = product_of(work, facility.product, facility.product_version)
    kept = stepped(message, work, facility, _told(said), granted_minor=0)
    if facility.granted_minor:
        close_facility(message, work, product, facility, said.business_day)
    return kept


def _require_approver(said: FacilityActed) -> None:
    if not said.approver:
        raise Refused(f"{said.act} of {said.facility_no} needs a second person", cause="four_eyes.missing")
    require_another(said.by, said.approver)


def _require_reason(said: FacilityActed) -> None:
    if not said.reason.strip():
        raise Refused(f"{said.act} of {said.facility_no} needs a reason", cause="loan.no_reason")


def _told(said: FacilityActed) -> Told:
    return Told(said.act, said.business_day, said.by, said.reason)


_ACTS: dict[str, Callable[[Message, LoanWork, Facility, FacilityActed], Facility]] = {
    "effect": _effect,
    "freeze": _freeze,
    "unfreeze": _unfreeze,
    TERMINATE: _terminate,
}
