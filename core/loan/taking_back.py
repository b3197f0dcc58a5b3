"""Money that went back out again: each kind of receipt leaves the account it stands on, in red, once."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger import Posting
from core.loan.alarms import UNIDENTIFIED, calm
from core.loan.collected import tell_not_there
from core.loan.loan import Receipt
from core.loan.margin import held_again, take_margin_back
from core.loan.paying import EVENTS, Paying
from core.loan.reopening import PAID_OFF, was_written_off
from core.loan.work import LoanWork

_RUNS = frozenset({"ACTIVE", "DUE", "GRACE", "OVERDUE", "EXTENDED", "RESTRUCTURED", "ACCELERATED"})
# A payment that bounces 退票 opens what it had paid off.
_TAKES_BACK = _RUNS | PAID_OFF


def take_back(message: Message, work: LoanWork, receipt: Receipt, day: int) -> list[Message]:
    """P19, as of that day; Refused where it is not there any more, or something was built on it."""
    if receipt.state == "unidentified":
        _unpost(message, work, receipt, day)
        text = f"{receipt.receipt_no} was taken back"
        ended = calm(message, UNIDENTIFIED, receipt.receipt_no, text)
        return [ended, *tell_not_there(message, work, receipt)]
    if receipt.kind == "margin":
        _require_applied(receipt)
        made = take_margin_back(message, work, receipt)
        _unpost(message, work, receipt, day)
        return made
    return _off_its_loan(message, work, receipt, day)


def _off_its_loan(message: Message, work: LoanWork, receipt: Receipt, day: int) -> list[Message]:
    loan = work.loans.get(receipt.loan_no)
    if loan is None or receipt.kind not in EVENTS:
        raise Refused(
            f"receipt {receipt.receipt_no} ({receipt.kind}) pays no loan; nothing is taken back",
            cause="loan.receipt.kind",
        )
    if receipt.plan != loan.plan:
        raise Refused(
            f"{loan.loan_no} was scheduled anew after receipt {receipt.receipt_no}; take that back first",
            cause="loan.before_plan",
        )
    if loan.state not in _TAKES_BACK or (loan.state == "CLOSED" and was_written_off(work, loan)):
        raise Refused(f"{loan.loan_no} is {loan.state}; nothing is taken back", cause="loan.state.reverse")
    margin = held_again(message, work, receipt) if receipt.kind == "margin_applied" else []
    made = Paying.of(message, work, loan).take_back(receipt, day)
    return [*margin, *made, *tell_not_there(message, work, receipt)]


def _unpost(message: Message, work: LoanWork, receipt: Receipt, day: int) -> None:
    """Its one entry, by the number that its kind has."""
    number = f"receipt/{receipt.receipt_no}/{receipt.kind}"
    posting = Posting(message, work.ledger)
    for name in ("general", "off_balance"):
        entry = work.ledger.entries.get(name, number)
        if entry is not None:
            posting.reverse(entry, number=f"{number}/back", business_day=day, text=f"{number} taken back")
    work.receipts.put(replace(receipt, state="reversed"))


def _require_applied(receipt: Receipt) -> None:
    if receipt.state != "applied":
        raise Refused(
            f"receipt {receipt.receipt_no} is {receipt.state}; nothing was changed",
            cause="loan.receipt.state",
        )
