"""A stock document is taken back: goods that never left flowed out of nothing."""

from __future__ import annotations

from core.catalogue.wms_correction import Correction
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.outflow import count_out
from core.risk.work import RiskWork


@handles("wms.correction.v1")
def watch_correction(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(Correction)
    if said.corrects is None:
        return []
    reversals = work.movements.find(site=said.warehouse, document_no=said.correction_no)
    undone = {each.reverses for each in reversals if each.message_id == message.message_id}
    for movement in work.movements.find(site=said.warehouse, document_no=said.corrects.number):
        if movement.movement_id in undone:
            count_out(work, movement, -1)
    return []
