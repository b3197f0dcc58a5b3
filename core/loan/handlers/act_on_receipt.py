"""People say whose money is, have it go back or take it back, or that it is told twice; another approves."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.ahead import before_receipt_acts
from core.loan.alarms import TOLD_TWICE, UNIDENTIFIED, calm
from core.loan.coming import UNIDENTIFIED as UNKNOWN
from core.loan.loan import Receipt
from core.loan.matching import begun_on
from core.loan.messages import ReceiptActed
from core.loan.one_or_two import apart, say_same
from core.loan.paying import EVENTS
from core.loan.returning import return_receipt
from core.loan.stepping import require_come
from core.loan.taking import identify, take_receipt
from core.loan.taking_back import take_back
from core.loan.work import LoanWork

IDENTIFY, TAKE_BACK, RETURN = "identify", "take_back", "return"
IS_SAME, APART = "same", "apart"
# What money from outside may be; what is on other accounts of ours already does not come in again.
KINDS = (*(kind for kind in EVENTS if kind not in {"surplus", "margin_applied"}), "margin")


@handles(
    "loan.receipt_acted.v1",
    touches=lambda message: [(Receipt, (message.body.receipt_no,))],
    together=Together(ahead=before_receipt_acts),
)
def act_on_receipt(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(ReceiptActed)
    require_another(said.by, said.approver)
    require_come(message, said.business_day)
    receipt = work.receipts.get(said.receipt_no)
    if receipt is None:
        raise Refused(f"there is no receipt {said.receipt_no}", cause="loan.receipt.unknown")
    if said.act == IDENTIFY:
        return _identify(message, work, said, receipt)
    if said.act == TAKE_BACK:
        return _take_back(message, work, said, receipt)
    if said.act == RETURN:
        return return_receipt(message, work, said, receipt)
    if said.act == IS_SAME:
        return say_same(message, work, said, receipt)
    if said.act == APART:
        ended = calm(message, TOLD_TWICE, receipt.receipt_no, "it is money of its own")
        return [ended, *take_receipt(message, work, apart(message, work, said, receipt))]
    raise Refused(
        f"{said.act!r} is nothing that is done with a receipt; {IDENTIFY}, {TAKE_BACK}, {RETURN}, {IS_SAME}"
        f" or {APART}",
        cause="loan.receipt.act",
    )


def _identify(message: Message, work: LoanWork, said: ReceiptActed, receipt: Receipt) -> list[Message]:
    """P11: it leaves the account of nobody, and goes the way it would have gone."""
    loan = work.loans.get(said.loan_no)
    if receipt.state != UNKNOWN:
        raise Refused(f"receipt {receipt.receipt_no} is {receipt.state}", cause="loan.receipt.state")
    if loan is None or loan.currency != receipt.currency:
        raise Refused(
            f"{said.loan_no or 'no loan'} takes no {receipt.currency} of receipt {receipt.receipt_no}",
            cause="loan.receipt.loan",
        )
    kind = said.kind or "repayment"
    if kind not in KINDS:
        raise Refused(f"{kind!r} is no kind of money; use {', '.join(KINDS)}", cause="loan.receipt.kind")
    identify(message, work, receipt, said.business_day)
    text = f"{receipt.receipt_no} is for {loan.loan_no}: {said.by}, {said.approver} approves. {said.reason}"
    work.unit.effect(message, kind="receipt.identified", key=receipt.receipt_no, text=text[:4_000])
    # Older than the plan in force it counts from the first day of that plan: two people have seen it.
    day = max(receipt.value_day, begun_on(work, loan))
    known = replace(
        receipt,
        kind=kind,
        state="applied",
        loan_no=loan.loan_no,
        facility_no=loan.facility_no,
        value_day=day,
        told_day=receipt.value_day if day != receipt.value_day else receipt.told_day,
    )
    ended = calm(message, UNIDENTIFIED, receipt.receipt_no, f"it is for {loan.loan_no}")
    return [ended, *take_receipt(message, work, known)]


def _take_back(message: Message, work: LoanWork, said: ReceiptActed, receipt: Receipt) -> list[Message]:
    text = f"{receipt.receipt_no}: {said.by}, {said.approver} approves. {said.reason}"
    work.unit.effect(message, kind="receipt.taken_back", key=receipt.receipt_no, text=text[:4_000])
    return take_back(message, work, receipt, said.business_day)
