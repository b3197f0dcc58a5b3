"""A person lets a draw go on, chooses whose money it is, has it paid out, or ends it."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.ahead import before_acts
from core.loan.disbursing import disburse
from core.loan.factory import product_of
from core.loan.informing import tell_deal
from core.loan.limiting import FUNDER, hold_quota
from core.loan.loan import Loan
from core.loan.messages import DrawActed
from core.loan.payee_account import require_confirmed
from core.loan.product import Product
from core.loan.quota import require_quota
from core.loan.releasing import end_draw, facility_of
from core.loan.resting import sites_of_act
from core.loan.stepping import Told, require_seen, stepped
from core.loan.work import LoanWork


@handles(
    "loan.draw_acted.v1",
    touches=lambda message: [(Loan, (message.body.loan_no,))],
    instruction=True,
    rests_on=sites_of_act,
    together=Together(ahead=before_acts),
)
def act_on_draw(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(DrawActed)
    loan = work.loans.get(said.loan_no)
    if loan is None:
        raise Refused(f"there is no draw {said.loan_no}", cause="loan.unknown")
    require_seen(loan, said.version)
    act = _ACTS.get(said.act)
    if act is None:
        raise Refused(f"{said.act!r} is done to no draw; {', '.join(_ACTS)} are", cause="loan.act")
    return act(message, work, loan, said)


def _approve(message: Message, work: LoanWork, loan: Loan, said: DrawActed) -> list[Message]:
    product = product_of(work, loan.product, loan.product_version)
    if product.draw_chain:
        raise Refused(
            f"draws of {product.code} are decided by the chain {product.draw_chain}, not by {said.by} alone",
            cause="loan.by_chain",
        )
    require_another(loan.maker, said.by)
    _require_judged(loan)
    _require_papers(product, loan, said)
    text = f"{said.reason} (rules: {loan.verdict})".strip()
    kept = stepped(message, work, loan, _told(said, text), approver=said.by)
    return [tell_deal(message, kept)]


def _route(message: Message, work: LoanWork, loan: Loan, said: DrawActed) -> list[Message]:
    product = product_of(work, loan.product, loan.product_version)
    facility = facility_of(work, loan)
    if (product.booking == "own") == bool(said.funder):
        raise Refused(
            f"{product.code} is lent on the book of {product.booking}: it is routed to"
            f" {'nobody else' if product.booking == 'own' else 'a funder'}, not to {said.funder or 'nobody'}",
            cause="loan.route",
        )
    chosen = (facility.funder,) if facility.funder else product.funders
    if said.funder and chosen and said.funder not in chosen:
        raise Refused(
            f"{said.funder} is no funder of {product.code} under {facility.facility_no};"
            f" there are {', '.join(chosen)}",
            cause="loan.funder",
        )
    routed = stepped(message, work, loan, _told(said), funder=said.funder, attempt=loan.attempt + 1)
    if said.funder:
        part = routed.principal_minor - routed.own_minor
        require_quota(work, routed, facility, said.business_day)
        held = hold_quota(message, work, routed, said.business_day, part)
        if held.refusal:
            raise Refused(f"{said.funder} cannot take {loan.loan_no}: {held.refusal}", cause="loan.quota")
    elif FUNDER in product.limits:
        raise Refused(f"{product.code} holds a funder's quota, and no funder is named", cause="loan.quota")
    return [tell_deal(message, routed)]


def _disburse(message: Message, work: LoanWork, loan: Loan, said: DrawActed) -> list[Message]:
    if loan.approver:
        require_another(loan.approver, said.by)
    product = product_of(work, loan.product, loan.product_version)
    require_confirmed(work, product, loan, said.documents)
    return disburse(message, work, loan, _told(said))


def _cancel(message: Message, work: LoanWork, loan: Loan, said: DrawActed) -> list[Message]:
    _require_reason(said)
    return end_draw(message, work, loan, _told(said))


def _give_up(message: Message, work: LoanWork, loan: Loan, said: DrawActed) -> list[Message]:
    """Whoever was to pay has told a person that nothing was and will be paid."""
    _require_reason(said)
    require_another(loan.approver or loan.maker, said.by)
    return end_draw(message, work, loan, _told(said))


def _require_judged(loan: Loan) -> None:
    if not loan.verdict:
        raise Refused(f"the rules have not decided about {loan.loan_no} yet", cause="loan.not_judged")


def _require_papers(product: Product, loan: Loan, said: DrawActed) -> None:
    """Those that the trade it names brings, and those that the approver has seen."""
    there = {each.split(" ", 1)[0] for each in loan.trade_refs.splitlines()} | set(said.documents)
    if missing := sorted(set(product.draw_documents) - there):
        raise Refused(f"draw {loan.loan_no} lacks {', '.join(missing)}", cause="loan.papers")


def _require_reason(said: DrawActed) -> None:
    if not said.reason.strip():
        raise Refused(f"{said.act} of {said.loan_no} needs a reason", cause="loan.no_reason")


def _told(said: DrawActed, text: str = "") -> Told:
    return Told(said.act, said.business_day, said.by, text or said.reason)


_ACTS: dict[str, Callable[[Message, LoanWork, Loan, DrawActed], list[Message]]] = {
    "approve": _approve,
    "route": _route,
    "disburse": _disburse,
    "cancel": _cancel,
    "give_up": _give_up,
}
