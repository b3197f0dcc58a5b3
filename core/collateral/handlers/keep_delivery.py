"""The seller delivers, or confirms the money: a fact, and what was delivered without a notice is alarmed."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.collateral.prepaid import Delivery, Prepaid
from core.collateral.prepaying import minor_of, prepayment_of
from core.collateral.prepayment_messages import DeliveryTold
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.delivery_told.v1")
def keep_delivery(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(DeliveryTold)
    security = prepayment_of(work, said.contract_no)
    if work.deliveries.get(said.contract_no, said.what, said.number) is not None:
        return []
    row = work.prepaid.get(said.contract_no) or Prepaid(contract_no=said.contract_no)
    minor = minor_of(security, said.value) if said.value else 0
    at = said.told_at.astimezone(UTC)
    kept = {"contract_no": said.contract_no, "kind": said.what, "number": said.number}
    work.deliveries.put(Delivery(value_minor=minor, at=at, **kept))
    restating = Restating(message, work)
    if said.what == "delivered":
        row = replace(row, sent_minor=row.sent_minor + minor)
    else:
        row = replace(row, received_at=at)
        restating.alarms.calm("C11", f"{said.contract_no}/receipt", "the seller has the money")
    work.prepaid.put(row)
    if row.sent_minor > row.released_minor:
        _alarm(restating, row)
    text = f"{said.contract_no}: {said.what.replace('_', ' ')} {said.number}"
    work.unit.effect(message, kind="delivery.told", key=f"{said.contract_no}/{said.number}", text=text)
    restating.touch(said.contract_no, text)
    return restating.answers()


def _alarm(restating: Restating, row: Prepaid) -> None:
    over = row.sent_minor - row.released_minor
    restating.alarms.alarm(
        AlertRaised(
            code="C01",
            severity="critical",
            object=f"{row.contract_no}/delivery",
            text=f"the seller of {row.contract_no} delivered {row.sent_minor} minor units,"
            f" {row.released_minor} were noticed: {over} too much",
            action="ask the seller; by the agreement it owes back what it delivered without a notice",
        )
    )
