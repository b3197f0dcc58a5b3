"""What partners are told of a deal, each at its own door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from core.catalogue.finance_parts import Reason
from core.catalogue.finance_status import FinanceStatus
from core.catalogue.parts import Amount
from core.hub.message import Message
from core.kernel.money import Money
from core.loan.loan import Loan
from core.loan.records import Application, Facility
from core.loan.stepping import TEXT_MAX, subject_of

REASONS_MAX = 1_000
_ABOUT: dict[type, Literal["application", "facility", "drawdown", "loan"]] = {
    Application: "application",
    Facility: "facility",
    Loan: "drawdown",
}


def amount_of(minor: int, currency: str) -> Amount:
    """Minor units as documents write money."""
    return Amount(amount=Money(minor, currency).amount, currency=currency)


def addressed(made: Message, partner: str, site: str = "") -> Message:
    """The same message, for the endpoints of another partner than the one it was made from."""
    return replace(made, partner=partner, site=site)


def newest(made: Iterable[Message]) -> list[Message]:
    """Of what one message leads to, each told once: where several say how one thing stands, the last does."""
    last = {each.message_id: each for each in made}
    return list(last.values())


def tell_deal(message: Message, deal: Application | Facility | Loan, *reasons: str) -> Message:
    """`finance.status.v1` for the partner whom the deal came from."""
    number = subject_of(deal)
    body = FinanceStatus(
        about=_ABOUT[type(deal)],
        number=number,
        state=deal.state,
        at=message.record_time,
        amount=amount_of(_minor_of(deal), deal.currency),
        reasons=tuple(Reason(text=each[:TEXT_MAX]) for each in reasons if each)[:REASONS_MAX],
        refs=_refs_of(deal),
    )
    made = message.reply(FinanceStatus.TYPE, key=number, body=body, keys=(number, *body.refs))
    return addressed(made, deal.partner, deal.site)


def _minor_of(deal: Application | Facility | Loan) -> int:
    return deal.principal_minor if isinstance(deal, Loan) else deal.amount_minor


def _refs_of(deal: Application | Facility | Loan) -> tuple[str, ...]:
    if isinstance(deal, Loan):
        return (deal.facility_no,)
    other = deal.facility_no if isinstance(deal, Application) else deal.application_no
    return (other,) if other else ()
