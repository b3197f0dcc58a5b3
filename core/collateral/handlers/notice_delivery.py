"""A person lets the seller deliver: no more than the margin paid in allows by the contract's rule."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.prepaid import Delivery, Prepaid
from core.collateral.prepaying import minor_of, prepayment_of
from core.collateral.prepayment_messages import DeliveryNoticed
from core.collateral.prepayment_rules import releasable
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.delivery_noticed.v1", instruction=True)
def notice_delivery(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(DeliveryNoticed)
    security = prepayment_of(work, said.contract_no)
    if not said.approver:
        raise Refused("goods are let go by a named person", cause="collateral.release.no_approver")
    if work.deliveries.get(said.contract_no, "notice", said.notice_no) is not None:
        raise Refused(f"notice of delivery {said.notice_no} is known", cause="collateral.delivery.known")
    row = work.prepaid.get(said.contract_no) or Prepaid(contract_no=said.contract_no)
    minor, most = minor_of(security, said.value), releasable(security.release_rule, row.now)
    if minor > most:
        raise Refused(
            f"notice {said.notice_no} lets go {minor} minor units of {security.currency}, by"
            f" {security.release_rule} the margin allows {most}: pay in more margin first",
            cause="collateral.delivery.margin",
        )
    work.prepaid.put(replace(row, released_minor=row.released_minor + minor))
    work.deliveries.put(
        Delivery(
            contract_no=said.contract_no,
            kind="notice",
            number=said.notice_no,
            value_minor=minor,
            at=message.event_time,
            by=said.approver,
        )
    )
    text = f"{said.approver} lets {said.value.amount} {security.currency} of {said.contract_no} be delivered"
    work.unit.effect(message, kind="delivery.noticed", key=f"{said.contract_no}/{said.notice_no}", text=text)
    restating = Restating(message, work)
    restating.touch(said.contract_no, text)
    return restating.answers()
