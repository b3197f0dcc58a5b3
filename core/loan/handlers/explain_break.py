"""People explain a break between a funder's day and ours; where it is about money, two of them."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.recon_breaks import explain
from core.loan.recon_messages import BreakExplained
from core.loan.recon_rows import DATE, OPEN, STATUS, Break
from core.loan.stepping import require_come
from core.loan.work import LoanWork

# Of these no money is missing on either side; one person is enough.
BY_ONE = frozenset({DATE, STATUS})


@handles("loan.break_explained.v1", touches=lambda message: [(Break, _key(message.body))])
def explain_break(message: Message, work: LoanWork) -> list[Message]:
    """Nothing is booked: what is to be changed is said by its own message."""
    said = message.read(BreakExplained)
    require_come(message, said.business_day)
    row, name = work.breaks.get(*_key(said)), "/".join(str(each) for each in _key(said))
    if row is None or row.state != OPEN:
        raise Refused(
            f"break {name} is {'not known' if row is None else row.state}; explain one that is open",
            cause="loan.recon.break",
        )
    if not said.reason.strip():
        raise Refused(f"break {name} needs a reason: say what explains it", cause="loan.no_reason")
    if said.approver or row.what not in BY_ONE:
        require_another(said.by, said.approver)
    text = f"{name}: {said.by}{f', {said.approver} approves' if said.approver else ''}. {said.reason}"
    work.unit.effect(message, kind="break.explained", key=name, text=text[:4_000])
    return explain(message, work, row, (said.by, said.approver, said.reason))


def _key(said: BreakExplained) -> tuple[str, str, int, str, str]:
    return said.funder, said.kind, said.day, said.what, said.about
