"""Money that pays nothing here, nobody's or of a loan that is over, goes back to where it came from (P11)."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from core.hub.bodies import internal_body
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.alarms import UNIDENTIFIED, calm
from core.loan.booking import Fact, book
from core.loan.collected import tell_not_there
from core.loan.coming import UNIDENTIFIED as UNKNOWN
from core.loan.loan import Receipt
from core.loan.messages import ReceiptActed
from core.loan.work import LoanWork

RETURNED = "returned"


@internal_body("loan.return_due.v1")
class ReturnDue(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever pays money out is told what goes back, to whom and to which account; minor units.

    account: "" where none was told; the bank finds it by the reference of what came.
    """

    receipt_no: str
    payer: str
    account: str
    bank_ref: str
    currency: str
    minor: int
    reason: str


def return_receipt(message: Message, work: LoanWork, said: ReceiptActed, receipt: Receipt) -> list[Message]:
    """All of it, once, to where it came from: to its account, else by the bank's reference."""
    if receipt.state != UNKNOWN:
        raise Refused(f"receipt {receipt.receipt_no} is {receipt.state}", cause="loan.receipt.state")
    fact = Fact(
        "receipt.returned",
        f"returned/{receipt.receipt_no}",
        said.business_day,
        {"currency": receipt.currency},
    )
    book(message, work, fact, paid=receipt.minor)
    work.receipts.put(replace(receipt, state=RETURNED))
    text = f"{receipt.receipt_no} goes back: {said.by}, {said.approver} approves. {said.reason}"
    work.unit.effect(message, kind="receipt.returned", key=receipt.receipt_no, text=text[:4_000])
    body = ReturnDue(
        receipt_no=receipt.receipt_no,
        payer=receipt.payer,
        account=receipt.payer_account,
        bank_ref=receipt.bank_ref,
        currency=receipt.currency,
        minor=receipt.minor,
        reason=said.reason,
    )
    return [
        calm(message, UNIDENTIFIED, receipt.receipt_no, "it goes back to where it came from"),
        message.reply("loan.return_due.v1", key=receipt.receipt_no, body=body),
        *tell_not_there(message, work, receipt),
    ]
