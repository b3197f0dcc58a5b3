"""Facilities whose money is out are to be judged: each is put to the rules of its product (贷后)."""

from __future__ import annotations

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.loan.post_ahead import before_judgements
from core.loan.post_asking import judge
from core.loan.post_messages import JudgementDue
from core.loan.work import LoanWork


@handles("loan.judgement_due.v1", later=True, together=Together(ahead=before_judgements))
def judge_facilities(message: Message, work: LoanWork) -> list[Message]:
    """In a unit of work of its own: what a day's end or a price leads to waits for no decision."""
    said = message.read(JudgementDue)
    return [made for due in said.facilities for made in judge(message, work, said, due)]
