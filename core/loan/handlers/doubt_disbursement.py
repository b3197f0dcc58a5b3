"""An answer about money is overdue: the draw is in doubt, all it holds stays, and it is asked about."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.alarms import IN_DOUBT, alarm
from core.loan.disbursing import ask_status, payer_of
from core.loan.due import turn_of
from core.loan.factory import product_of
from core.loan.informing import tell_deal
from core.loan.loan import Loan
from core.loan.messages import AnswerOverdue
from core.loan.stepping import Told, day_recorded, stepped
from core.loan.work import LoanWork


@handles("loan.answer_overdue.v1", touches=lambda message: [(Loan, (message.body.loan_no,))])
def doubt_disbursement(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(AnswerOverdue)
    loan = work.loans.get(said.loan_no)
    if loan is None:
        raise Refused(f"there is no draw {said.loan_no}", cause="loan.unknown")
    product = product_of(work, loan.product, loan.product_version)
    turn = turn_of(loan, product.answer_s, message.record_time)
    if loan.state not in {"DISBURSING", "UNKNOWN"} or turn <= loan.doubts:
        return []
    payer = payer_of(product, loan)
    if loan.state == "UNKNOWN":
        work.loans.put(replace(loan, doubts=turn))
        return [ask_status(message, loan, payer)]
    told = Told("time_out", day_recorded(message), "clock", f"no answer of {payer} in {product.answer_s} s")
    kept = stepped(message, work, loan, told, doubts=turn)
    return [
        ask_status(message, kept, payer),
        alarm(message, IN_DOUBT, loan.loan_no, f"{told.text}; draw {loan.loan_no} may be paid or not"),
        tell_deal(message, kept),
    ]
