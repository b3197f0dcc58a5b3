"""A security contract of receivables, receipts, orders, a policy or a prepayment comes under watch."""

from __future__ import annotations

from datetime import UTC

from core.collateral.binding import bind
from core.collateral.gates import gates_of
from core.collateral.names import all_names, plain, who
from core.collateral.opening import require_zone, terms_of
from core.collateral.security import Security
from core.collateral.security_messages import SecurityOpened
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.currencies import minor_digits
from core.kernel.errors import Refused


@handles("collateral.security_opened.v1")
def open_security(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(SecurityOpened)
    _check(work, said)
    work.securities.put(_security(said))
    for item in said.items:
        work.terms.put(terms_of(said.contract_no, item))
    bind(work, said.contract_no, said.policies)
    work.unit.effect(
        message,
        kind="security.opened",
        key=said.contract_no,
        text=f"{said.contract_no}: {who(said.provider)} secures {who(said.financier)} by {said.kind}",
    )
    return []


def _check(work: CollateralWork, said: SecurityOpened) -> None:
    if work.contracts.get(said.contract_no) or work.securities.get(said.contract_no):
        raise Refused(f"contract {said.contract_no} is open already", cause="collateral.contract_known")
    minor_digits(said.currency)
    if not 0 < said.rate_ppm <= 1_000_000:
        raise Refused(
            f"{said.contract_no} lends {said.rate_ppm} ppm of its base; give more than 0, at most 1,000,000",
            cause="collateral.rate",
        )


def _security(said: SecurityOpened) -> Security:
    return Security(
        contract_no=said.contract_no,
        kind=said.kind,
        currency=said.currency,
        financier=all_names(said.financier),
        provider=who(said.provider),
        provider_name=plain(said.provider.name),
        debtor=all_names(said.debtor),
        insurer=who(said.insurer),
        related="\n".join(sorted(all_names(each) for each in said.related)),
        rate_ppm=said.rate_ppm,
        gates=gates_of(said.gates),
        price_days=said.price_days,
        ageing_days=said.ageing_days,
        overdue_days=said.overdue_days,
        cross_ppm=said.cross_ppm,
        concentration_ppm=said.concentration_ppm,
        dilution_from_ppm=said.dilution_from_ppm,
        dilution_stop_ppm=said.dilution_stop_ppm,
        retention_ppm=said.retention_ppm,
        verify_days=said.verify_days,
        initial_ppm=said.initial_ppm,
        release_rule=said.release_rule,
        cure_s=said.cure_s,
        zone=require_zone(said.zone),
        opened_at=said.opened_at.astimezone(UTC),
    )
