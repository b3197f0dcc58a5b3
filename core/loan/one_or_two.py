"""Money that was told and not booked turns out to be the same as other money, or money of its own."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.alarms import CONTRADICTED, TOLD_TWICE, alarm, calm
from core.loan.collected import tell_collected
from core.loan.coming import UNIDENTIFIED, Coming
from core.loan.loan import Receipt
from core.loan.matching import Matched, matched
from core.loan.messages import ReceiptActed
from core.loan.plan_rows import APPLIED
from core.loan.same_money import ADVISED, UNBOOKED, become, receipt_told
from core.loan.work import LoanWork

_BOOKED = frozenset({APPLIED, UNIDENTIFIED, "returned"})


def joined(message: Message, work: LoanWork, known: Receipt, coming: Coming) -> list[Message] | None:
    """Its teller names the bank's reference of what he told without one: both are one, if one is not booked.

    None where they are one already, or the teller told of it by a reference before.
    """
    own = work.told_money.get(coming.own) if coming.own else None
    other = None if own is None or own.referenced else work.receipts.get(own.receipt_no)
    if other is None or other.receipt_no == known.receipt_no or other.state == "reversed":
        return None
    # What waits for the bank turns into what it was, before what is in doubt does.
    for one, two in sorted(((known, other), (other, known)), key=lambda pair: pair[0].state != ADVISED):
        is_same = (two.minor, two.currency) == (one.minor, one.currency)
        if is_same and one.state in UNBOOKED and (two.state in _BOOKED or one.state == ADVISED):
            return _one(message, work, one, two)
    text = f"{coming.own} is told to be {coming.number}, and both are booked, as {other.receipt_no} and"
    return [alarm(message, CONTRADICTED, coming.own, f"{text} {known.receipt_no}")]


def turn_into(message: Message, work: LoanWork, receipt: Receipt, other: Receipt) -> list[Message]:
    """What was not booked is what is booked now; nobody has to say any more what it is."""
    become(work, receipt, other)
    if receipt.state == ADVISED:
        return []
    return [calm(message, TOLD_TWICE, receipt.receipt_no, f"it is {other.receipt_no}")]


def say_same(message: Message, work: LoanWork, said: ReceiptActed, receipt: Receipt) -> list[Message]:
    """Two people: it is the money of another receipt, and stays out of the books."""
    _require_unbooked(receipt)
    other = receipt_told(work, said.other) if said.other else None
    if other is None or other.state not in _BOOKED or other.receipt_no == receipt.receipt_no:
        raise Refused(
            f"{said.other or 'nothing'} is no receipt that stands in the books; {receipt.receipt_no} is the"
            " same as none",
            cause="loan.receipt.other",
        )
    if (other.minor, other.currency) != (receipt.minor, receipt.currency):
        raise Refused(
            f"{receipt.receipt_no} is {receipt.minor} minor units of {receipt.currency}, {other.receipt_no}"
            f" is {other.minor} of {other.currency}: they are not the same",
            cause="loan.receipt.other",
        )
    text = f"{receipt.receipt_no} is {other.receipt_no}: {said.by}, {said.approver} approves. {said.reason}"
    work.unit.effect(message, kind="receipt.same", key=receipt.receipt_no, text=text[:4_000])
    return _one(message, work, receipt, other)


def apart(message: Message, work: LoanWork, said: ReceiptActed, receipt: Receipt) -> Receipt:
    """Two people: it is money of its own; the receipt as it is to be booked, by what was told of it."""
    _require_unbooked(receipt)
    text = f"{receipt.receipt_no} is of its own: {said.by}, {said.approver} approves. {said.reason}"
    work.unit.effect(message, kind="receipt.apart", key=receipt.receipt_no, text=text[:4_000])
    found = matched(work, _coming_of(receipt))
    if found is None:
        found = Matched(kind=UNIDENTIFIED, facility_no=receipt.facility_no)
    return replace(
        receipt,
        kind=found.kind,
        state=UNIDENTIFIED if found.kind == UNIDENTIFIED else APPLIED,
        loan_no=found.loan_no,
        facility_no=found.facility_no,
    )


def _one(message: Message, work: LoanWork, receipt: Receipt, other: Receipt) -> list[Message]:
    become(work, receipt, other)
    if receipt.bank_ref and not other.bank_ref:
        work.receipts.put(replace(other, bank_ref=receipt.bank_ref))
    ended = calm(message, TOLD_TWICE, receipt.receipt_no, f"it is {other.receipt_no}")
    return [ended, *(tell_collected(message, work, other, anew=False) if other.state == APPLIED else ())]


def _require_unbooked(receipt: Receipt) -> None:
    if receipt.state not in UNBOOKED:
        raise Refused(f"receipt {receipt.receipt_no} is {receipt.state}", cause="loan.receipt.state")


def _coming_of(receipt: Receipt) -> Coming:
    """What was told of it; several payments that were booked as one stay nobody's."""
    return Coming(
        number=receipt.receipt_no,
        minor=receipt.minor,
        currency=receipt.currency,
        value_day=receipt.value_day,
        payer=receipt.payer,
        payer_account=receipt.payer_account,
        payee_account=receipt.payee_account,
        words=receipt.text,
        kind=receipt.kind if receipt.kind == UNIDENTIFIED or receipt.funder else "",
        funder=receipt.funder or "",
    )
