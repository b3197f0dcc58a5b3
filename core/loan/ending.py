"""Acts that end a loan well or badly: written off, recovered, money given back, closed."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.acting import Act
from core.loan.day_end import OWN
from core.loan.paying import Paying
from core.loan.slices import count_running
from core.loan.telling import state_exposure, tell_status


def write_off(act: Act) -> list[Message]:
    """T31, P14: what is lost leaves the books against what was set aside, which is made up first."""
    Paying.of(act.message, act.work, act.loan).earn_until(act.said.business_day)
    stands = act.standing
    interest = stands.accrued_minor - stands.interest_paid_minor
    total = stands.outstanding_minor + interest
    if missing := total - stands.provision_minor:
        act.post("loss.provided" if missing > 0 else "loss.released", provision=abs(missing))
    if act.product.recourse == "no" and stands.bought_minor:
        total = stands.bought_minor + interest - stands.reserve_minor
    act.post(
        "loan.written_off",
        total=total,
        principal=stands.outstanding_minor,
        interest=interest,
        invoice=stands.bought_minor,
        reserve=stands.reserve_minor,
    )
    act.work.standings.put(
        replace(
            stands,
            outstanding_minor=0,
            accrued_minor=stands.interest_paid_minor,
            provision_minor=0,
            bought_minor=0,
            reserve_minor=0,
            penalty_minor=0,
            compound_minor=0,
        )
    )
    count_running(act.work.slices, act.loan.loan_no, -1)
    loan = act.step("write_off")
    return [tell_status(act.message, loan), *_released(act, stands.outstanding_minor)]


def recover(act: Act) -> list[Message]:
    """Money on what was written off: income against what was set aside, and less is still claimed."""
    if act.loan.state not in {"WRITTEN_OFF", "CLOSED"}:
        raise Refused(f"{act.loan.loan_no} is {act.loan.state}, not written off", cause="loan.state.recover")
    act.post("loan.recovered", paid=act.amount(_claimed(act)))
    act.work.loans.put(replace(act.loan, version=act.loan.version + 1))
    return []


def _claimed(act: Act) -> int:
    """What was written off and did not come back yet, as it stands off the books."""
    lines = act.work.ledger.lines.find(contract=act.loan.loan_no)
    return sum(line.minor for line in lines if (line.book, line.account) == ("off_balance", "written_off"))


def pay_reserve(act: Act) -> list[Message]:
    """The seller's part 尾款 was paid out."""
    stands = act.standing
    if act.loan.state not in {"SETTLED", "CLOSED"}:
        raise Refused(
            f"{act.loan.loan_no} is {act.loan.state}; the seller's part waits until all else is paid",
            cause="loan.state.pay_reserve",
        )
    minor = act.amount(stands.reserve_minor)
    act.post("reserve.paid", reserve=minor)
    act.work.standings.put(replace(stands, reserve_minor=stands.reserve_minor - minor))
    act.work.loans.put(replace(act.loan, version=act.loan.version + 1))
    return []


def refund_surplus(act: Act) -> list[Message]:
    """What was paid too much was given back."""
    stands = act.standing
    minor = act.amount(stands.surplus_minor)
    act.post("surplus.refunded", paid=minor)
    act.work.standings.put(replace(stands, surplus_minor=stands.surplus_minor - minor))
    act.work.loans.put(replace(act.loan, version=act.loan.version + 1))
    return []


def close(act: Act) -> list[Message]:
    """T32: nothing of it may be open; every reason why not is named."""
    stands = act.standing
    booked = stands.accrued_minor - stands.interest_paid_minor if act.product.booking == OWN else 0
    open_ones = {
        "principal": stands.outstanding_minor,
        "interest": booked,
        "money paid too much": stands.surplus_minor,
        "the seller's part": stands.reserve_minor,
        "what was bought": stands.bought_minor,
        "its first margin": stands.first_margin_minor,
    }
    found = [f"{minor} minor units of {name}" for name, minor in open_ones.items() if minor]
    found += _secured(act)
    if found:
        raise Refused(
            f"{act.loan.loan_no} is not closed, open are: {'; '.join(found)}", cause="loan.close.open"
        )
    if stands.provision_minor:
        act.post("loss.released", provision=stands.provision_minor)
    act.work.standings.put(replace(stands, provision_minor=0))
    return [tell_status(act.message, act.step("close"))]


def _secured(act: Act) -> list[str]:
    """What the last loan of a facility must not leave behind: margin of its dealer."""
    others = [
        loan.loan_no
        for loan in act.work.loans.find(facility_no=act.facility.facility_no)
        if loan.loan_no != act.loan.loan_no and loan.state not in {"CLOSED", "CANCELLED"}
    ]
    if others or act.facility.state in {"EFFECTIVE", "FROZEN"}:
        return []  # The facility goes on, and what secures it stays.
    margin = act.facility.margin_minor
    return [f"{margin} minor units of margin"] if margin else []


def _released(act: Act, outstanding: int) -> list[Message]:
    facility = act.work.facilities.get(act.facility.facility_no) or act.facility
    after = replace(facility, outstanding_minor=facility.outstanding_minor - outstanding)
    act.work.facilities.put(after)
    return state_exposure(act.message, act.work, after)
