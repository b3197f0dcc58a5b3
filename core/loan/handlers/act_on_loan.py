"""A person does something to a running loan as it was seen, and another approves it."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan import ending, enforcing, passing_on
from core.loan.acting import Act
from core.loan.ahead import before_loan_acts
from core.loan.loan import Loan, Standing
from core.loan.messages import LoanActed
from core.loan.stepping import require_come, require_seen
from core.loan.work import LoanWork

ACTS: dict[str, Callable[[Act], list[Message]]] = {
    "extend": enforcing.extend,
    "restructure": enforcing.restructure,
    "accelerate": enforcing.accelerate,
    "demand_back": enforcing.demand_back,
    "file_claim": enforcing.file_claim,
    "dispose": enforcing.dispose,
    "apply_margin": enforcing.apply_margin,
    "return_margin": enforcing.return_margin,
    "write_off": ending.write_off,
    "recover": ending.recover,
    "pay_reserve": ending.pay_reserve,
    "refund_surplus": ending.refund_surplus,
    "pass_on": passing_on.pass_on,
    "close": ending.close,
}


@handles(
    "loan.acted.v1",
    instruction=True,
    touches=lambda message: [(Loan, (message.body.loan_no,)), (Standing, (message.body.loan_no,))],
    together=Together(ahead=before_loan_acts),
)
def act_on_loan(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(LoanActed)
    require_another(said.by, said.approver)
    require_come(message, said.business_day)
    if said.act not in ACTS:
        raise Refused(
            f"{said.act!r} is nothing that is done with a loan; {', '.join(ACTS)}", cause="loan.act"
        )
    act = Act.of(message, work, said)
    require_seen(act.loan, said.version)
    return ACTS[said.act](act)
