"""Somebody patrolled a site: a photo that another report brought before shows that nobody was there."""

from __future__ import annotations

from core.catalogue.wms_patrol import Patrol
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.traffic import see_photos
from core.risk.work import RiskWork


@handles("wms.patrol.v1")
def watch_patrol(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Patrol)
    document = f"{message.type}/{said.warehouse}/{said.patrol_no}"
    see_photos(work, said.photos, said.warehouse, document, message.event_time)
    return []
