"""An insurer tells of a policy, limit, shipment, premium, claim or notice: what it secures follows."""

from __future__ import annotations

from core.catalogue.insurance_cover import InsuranceCover
from core.catalogue.parts import Amount
from core.collateral.insurance import Insurance
from core.collateral.names import all_names, day, plain, who
from core.collateral.restating import Restating
from core.collateral.units import PPM
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.exact import nearest
from core.kernel.money import Money


@handles("insurance.cover.v1")
def keep_insurance(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(InsuranceCover)
    row = _row(said)
    known = work.insurances.get(row.policy_no, row.kind, row.number)
    if said.status == "pending" or (known is not None and known.told_at > row.told_at):
        return []
    restating = Restating(message, work)
    work.insurances.put(row)
    name = f"{row.policy_no}/{row.kind}/{row.number}"
    text = (
        f"{row.insurer}: {row.kind} {row.number or row.policy_no} of policy {row.policy_no} is {row.status}"
    )
    work.unit.effect(message, kind="insurance.told", key=name, text=text)
    if known is not None and known.warned >= 0:
        restating.alarms.calm("C12", f"{name}:{known.warned}", text)
    for bound in work.bound_policies.find(policy_no=row.policy_no):
        restating.touch(bound.contract_no, text)
    return restating.answers()


def _row(said: InsuranceCover) -> Insurance:
    number = {
        "policy": "",
        "limit": said.limit_no,
        "shipment": said.declare_no,
        "claim": said.claim_no,
    }.get(said.kind, said.declare_no or said.invoice_no or said.limit_no)
    currency = next((each.currency for each in (said.amount, said.paid) if each), "")
    return Insurance(
        policy_no=said.policy_no,
        kind=said.kind,
        number=number,
        insurer=who(said.insurer),
        insured=who(said.insured),
        status=said.status,
        told_at=said.told_at,
        buyer=all_names(said.buyer),
        currency=currency,
        amount_minor=_minor(said.amount, currency),
        rate_ppm=(nearest(said.rate, 6) or 0) if said.rate is not None else PPM,
        from_day=day(said.valid_from),
        until_day=day(said.valid_until),
        invoice_no=plain(said.invoice_no),
        paid_minor=_minor(said.paid, currency),
        loss_payee=all_names(said.loss_payee),
    )


def _minor(amount: Amount | None, currency: str) -> int:
    if amount is None or amount.currency != currency:
        return 0
    return Money.of(amount.amount, currency).minor
