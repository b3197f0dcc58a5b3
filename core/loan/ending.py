"""Acts that end a loan well or badly: written off, recovered, money given back, closed."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.acting import Act
from core.loan.alarms import UNIDENTIFIED, calm
from core.loan.booking import AGENCY
from core.loan.coming import UNIDENTIFIED as UNKNOWN
from core.loan.loan import Standing
from core.loan.paying import Paying
from core.loan.plan_rows import APPLIED
from core.loan.sharing import Share, held, owe_partner, owed_to_partner, share_of, tell_share
from core.loan.slices import count_running
from core.loan.taking import identify
from core.loan.telling import state_exposure, state_overdue, tell_status
from core.loan.watching import tell_debtor


def write_off(act: Act) -> list[Message]:
    """T31, P14: what is lost leaves the books against what was set aside, which is made up first.

    Of a loan lent together that is our part; the partner's leaves the accounts that keep it for the partner.
    """
    Paying.of(act.message, act.work, act.loan).stand_on(act.said.business_day)
    stands = act.standing
    after = _nothing_left(stands)
    share = share_of(act.product, act.facility)
    lost = held(share, stands).less(held(share, after))
    total = lost.principal + lost.interest
    if missing := total - stands.provision_minor:
        act.post("loss.provided" if missing > 0 else "loss.released", provision=abs(missing))
    if act.product.recourse == "no" and stands.bought_minor:
        total = stands.bought_minor + lost.interest - stands.reserve_minor
    act.post(
        "loan.written_off",
        total=total,
        principal=lost.principal,
        interest=lost.interest,
        invoice=stands.bought_minor,
        reserve=stands.reserve_minor,
        partner_principal=lost.partner_principal,
        partner_interest=lost.partner_interest,
    )
    act.work.standings.put(after)
    count_running(act.work.slices, act.loan.loan_no, -1)
    loan = act.step("write_off")
    judged = tell_debtor(act.message, loan, act.said.business_day)
    return [tell_status(act.message, loan), *_released(act, stands.outstanding_minor), judged]


def _nothing_left(stands: Standing) -> Standing:
    return replace(
        stands,
        outstanding_minor=0,
        accrued_minor=stands.interest_paid_minor,
        provision_minor=0,
        bought_minor=0,
        reserve_minor=0,
        penalty_minor=0,
        compound_minor=0,
    )


def recover(act: Act) -> list[Message]:
    """Money on what was written off, up to all that is still claimed.

    It is set aside for the loan again (P14), and income once nothing of the loan is open any more.
    """
    if act.loan.state not in {"WRITTEN_OFF", "CLOSED"}:
        raise Refused(f"{act.loan.loan_no} is {act.loan.state}, not written off", cause="loan.state.recover")
    share = share_of(act.product, act.facility)
    claimed = _claimed(act, share)
    paid = _found(act, claimed) if act.said.number else act.amount(claimed)
    own = share.own(paid)
    act.post("loan.recovered", paid=paid, own=own, partner=paid - own)
    if act.loan.state == "CLOSED":
        act.post("loss.released", provision=own)
    else:
        stands = act.standing
        act.work.standings.put(replace(stands, provision_minor=stands.provision_minor + own))
    owe_partner(act.work, act.loan, paid - own)
    act.work.loans.put(replace(act.loan, version=act.loan.version + 1))
    told = tell_share(act.message, act.work, act.loan, paid - own, f"recovered/{act.loan.version}")
    if not act.said.number:
        return told
    return [calm(act.message, UNIDENTIFIED, act.said.number, f"it is for {act.loan.loan_no}"), *told]


def _found(act: Act, claimed: int) -> int:
    """Money that stands as nobody's is what was recovered, whole: it leaves that account, and comes once."""
    receipt = act.work.receipts.get(act.said.number)
    if receipt is None or receipt.state != UNKNOWN or receipt.currency != act.loan.currency:
        raise Refused(
            f"{act.said.number} is no {act.loan.currency} that nobody knows whose it is",
            cause="loan.receipt.state",
        )
    if receipt.minor > claimed or act.said.minor not in {None, receipt.minor}:
        raise Refused(
            f"receipt {receipt.receipt_no} is {receipt.minor} minor units, {claimed} are claimed of"
            f" {act.loan.loan_no}; it is recovered whole or not",
            cause="loan.act.amount",
        )
    identify(act.message, act.work, receipt, act.said.business_day)
    known = replace(receipt, kind="recovery", state=APPLIED, loan_no=act.loan.loan_no)
    act.work.receipts.put(replace(known, facility_no=act.loan.facility_no))
    return receipt.minor


def _claimed(act: Act, share: Share) -> int:
    """What is still claimed of the borrower: written off, and not recovered since. The partner's part too."""
    lines = act.work.ledger.lines.find(contract=act.loan.loan_no)
    own = sum(line.minor for line in lines if (line.book, line.account) == ("off_balance", "written_off"))
    return share.whole(own, most=act.loan.principal_minor)


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
    unpaid = stands.accrued_minor - stands.interest_paid_minor
    open_ones = {
        "principal": stands.outstanding_minor,
        "interest": unpaid if act.product.booking != AGENCY else 0,
        "money paid too much": stands.surplus_minor,
        "the seller's part": stands.reserve_minor,
        "what was bought": stands.bought_minor,
        "its first margin": stands.first_margin_minor,
        "its partner's part": owed_to_partner(act.work, act.loan),
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
    closed = act.step("close")
    # What was written off kept the goods; nothing else would tell that it does no more.
    return [tell_status(act.message, closed), *state_overdue(act.message, act.work, closed.contract_no)]


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
