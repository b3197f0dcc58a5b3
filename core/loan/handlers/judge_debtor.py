"""One loan of a debtor became bad, or is bad no more: its others are judged by it (contagion)."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.loan.messages import DebtorJudged
from core.loan.watching import judge_debtor as judge
from core.loan.work import LoanWork


@handles("loan.debtor_judged.v1")
def judge_debtor(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(DebtorJudged)
    bad = judge(work, said.borrower, said.business_day)
    if bad:
        text = f"{said.borrower} has bad claims ({said.loan_no}): {', '.join(bad)} are substandard at least"
        work.unit.effect(
            message, kind="debtor.judged", key=f"{said.borrower}/{said.loan_no}", text=text[:4_000]
        )
    return []
