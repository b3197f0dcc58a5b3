"""A person takes an application on its way: accepted, investigated, rated, reviewed, or ended."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.deciding import REJECTED, ask_application
from core.loan.factory import product_of
from core.loan.granting import take_line_back
from core.loan.informing import tell_deal
from core.loan.messages import ApplicationActed, ReviewAsked, ReviewEnded
from core.loan.records import Application
from core.loan.stepping import Told, require_seen, stepped
from core.loan.transitions import Of, transition
from core.loan.work import LoanWork

# What needs a reason that the borrower is told.
_ENDS = ("return", "withdraw", "reject", "expire")


@handles(
    "loan.application_acted.v1",
    touches=lambda message: [(Application, (message.body.application_no,))],
)
def act_on_application(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(ApplicationActed)
    application = work.applications.get(said.application_no)
    if application is None:
        raise Refused(f"there is no application {said.application_no}", cause="loan.unknown")
    require_seen(application, said.version)
    act = _ACTS.get(said.act)
    if act is None:
        raise Refused(f"{said.act!r} is done to no application; {', '.join(_ACTS)} are", cause="loan.act")
    return act(message, work, application, said)


def _accept(
    message: Message, work: LoanWork, application: Application, said: ApplicationActed
) -> list[Message]:
    return [tell_deal(message, stepped(message, work, application, _told(said), owner=said.by))]


def _ask(message: Message, work: LoanWork, application: Application, said: ApplicationActed) -> list[Message]:
    if not said.items:
        raise Refused(f"nothing is asked for of {said.application_no}", cause="loan.nothing_asked")
    text = f"{said.reason} {', '.join(said.items)}".strip()
    kept = stepped(message, work, application, _told(said, text), missing="\n".join(said.items))
    return [tell_deal(message, kept, text)]


def _investigate(
    message: Message, work: LoanWork, application: Application, said: ApplicationActed
) -> list[Message]:
    return [tell_deal(message, stepped(message, work, application, _told(said)))]


def _rate(
    message: Message, work: LoanWork, application: Application, said: ApplicationActed
) -> list[Message]:
    """The report is signed by two; the rules decide, and their answer moves the application."""
    _require_second(said, "the report of an investigation is signed by two")
    transition(Of.APPLICATION, "rate", application.state, f"application {application.application_no}")
    product = product_of(work, application.product, application.product_version)
    number = f"pre/{application.application_no}/{application.version}"
    asked = replace(application, decision=number)
    work.applications.put(asked)
    text = f"{said.application_no}: report of {said.by} and {said.second}: {said.reason}"
    work.unit.effect(message, kind="application.reported", key=number, text=text)
    return [ask_application(message, product, asked, said.business_day, dict(said.judged))]


def _review(
    message: Message, work: LoanWork, application: Application, said: ApplicationActed
) -> list[Message]:
    """Put to the chain of the product; without one, the two people of this message decide."""
    if application.verdict == REJECTED:
        raise Refused(f"the rules rejected {said.application_no}; it is not reviewed", cause="loan.rejected")
    product = product_of(work, application.product, application.product_version)
    minor = application.amount_minor if said.amount_minor is None else said.amount_minor
    if not 0 < minor <= application.amount_minor:
        raise Refused(
            f"{minor} minor units are put to review, {application.amount_minor} were applied for",
            cause="loan.over_applied",
        )
    number = f"application/{application.application_no}/{application.version}"
    if not product.application_chain:
        _require_second(said, f"{product.code} has no chain: two decide")
    kept = stepped(message, work, application, _told(said), review=number, approved_minor=minor)
    answers = [tell_deal(message, kept)]
    if product.application_chain:
        asked = ReviewAsked(
            number=number,
            chain=product.application_chain,
            subject_kind="application",
            subject=kept.application_no,
            maker=said.by,
            currency=kept.currency,
            minor=minor,
        )
        return [*answers, message.reply("loan.review_asked.v1", key=number, body=asked)]
    ended = ReviewEnded(
        number=number,
        subject_kind="application",
        subject=kept.application_no,
        outcome="approved",
        by=said.second,
        reason=said.reason,
    )
    return [*answers, message.reply("loan.review_ended.v1", key=number, body=ended)]


def _end(message: Message, work: LoanWork, application: Application, said: ApplicationActed) -> list[Message]:
    """Returned, withdrawn, rejected or expired; a line that was granted is taken back."""
    if not said.reason.strip():
        raise Refused(f"{said.act} of {said.application_no} needs a reason", cause="loan.no_reason")
    if application.facility_no:
        raise Refused(
            f"{said.application_no} became facility {application.facility_no}; end that", cause="loan.signed"
        )
    if application.state == "APPROVED":
        take_line_back(message, work, application, said.business_day)
    kept = stepped(message, work, application, _told(said), reason=said.reason, review="")
    return [tell_deal(message, kept, said.reason)]


def _require_second(said: ApplicationActed, why: str) -> None:
    if not said.second:
        raise Refused(f"{why}, and {said.by} stands alone", cause="four_eyes.missing")
    require_another(said.by, said.second)


def _told(said: ApplicationActed, text: str = "") -> Told:
    return Told(said.act, said.business_day, said.by, text or said.reason)


_Act = Callable[[Message, LoanWork, Application, ApplicationActed], list[Message]]
_ACTS: dict[str, _Act] = {
    "accept": _accept,
    "ask": _ask,
    "investigate": _investigate,
    "rate": _rate,
    "review": _review,
    **dict.fromkeys(_ENDS, _end),
}
