"""Goods come in: who brought them, and which photos were taken."""

from __future__ import annotations

from core.catalogue.wms_inbound import Inbound
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.traffic import see_photos, see_vehicle
from core.risk.work import RiskWork


@handles("wms.inbound.v1")
def watch_inbound(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Inbound)
    see_vehicle(work, said.vehicle, said.warehouse, message.event_time)
    document = f"{message.type}/{said.warehouse}/{said.inbound_no}"
    see_photos(work, said.photos, said.warehouse, document, message.event_time)
    return []
