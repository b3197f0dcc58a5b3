"""Goods leave: what of it was pledged counts as outflow, and who took them is seen."""

from __future__ import annotations

from core.catalogue.wms_outbound import Outbound
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.outflow import count_out
from core.risk.traffic import see_photos, see_vehicle
from core.risk.work import RiskWork


@handles("wms.outbound.v1")
def watch_outbound(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Outbound)
    see_vehicle(work, said.vehicle, said.warehouse, message.event_time)
    document = f"{message.type}/{said.warehouse}/{said.outbound_no}"
    see_photos(work, said.photos, said.warehouse, document, message.event_time)
    for movement in work.movements.find(site=said.warehouse, document_no=said.outbound_no):
        if movement.message_id == message.message_id:
            count_out(work, movement)
    return []
