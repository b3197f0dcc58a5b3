"""The clock: by now a funder's file of that day should have come."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.loan.recon_messages import FunderDayDue
from core.loan.recon_rows import FunderTells
from core.loan.recon_untold import missed
from core.loan.work import LoanWork


@handles(
    "loan.funder_day_due.v1",
    touches=lambda message: [(FunderTells, (message.body.funder, message.body.kind))],
)
def miss_funder_day(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(FunderDayDue)
    return missed(message, work, said.funder, said.kind, said.day)
