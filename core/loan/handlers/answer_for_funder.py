"""A funder's file of the day stands for the answer about a draw in doubt: it goes the way of any answer."""

from __future__ import annotations

from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.hub.handling import handles
from core.hub.message import Message
from core.loan.recon_messages import PayoutFound
from core.loan.work import LoanWork


@handles("loan.payout_found.v1", later=True)
def answer_for_funder(message: Message, work: LoanWork) -> list[Message]:
    """In a unit of work of its own: an answer that is refused takes no file of twenty thousand with it."""
    said = message.read(PayoutFound)
    answer = said.answer
    text = f"{answer.draw_no}: the answer is made of file {said.file_no} of {message.partner}"
    work.unit.effect(message, kind="recon.answered", key=answer.draw_no, text=text)
    keys = (answer.draw_no, answer.funder_loan_no, answer.bank_ref)
    return [message.reply(FunderDisbursementResult.TYPE, key=answer.draw_no, body=answer, keys=keys)]
