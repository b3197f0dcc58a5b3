"""A supervisor confirms or rejects a new control floor."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.wms_pledge import PledgeConfirm
from core.collateral.marking import Marking
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("wms.pledge_confirm.v1")
def confirm_floor(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PledgeConfirm)
    at = min(message.event_time, message.record_time)
    marking = Marking(message, work)
    for notice in work.floors.find(notice_no=said.notice_no):
        if said.contract_no not in {"", notice.contract_no} or notice.confirmed_at or notice.rejected_at:
            continue
        if said.result == "reject":
            work.floors.put(replace(notice, rejected_at=at))
        else:
            work.floors.put(replace(notice, confirmed_at=at))
        work.unit.effect(
            message,
            kind=f"floor.{said.result}",
            key=f"{notice.contract_no}/{notice.notice_no}",
            text=f"{said.confirm_no}: floor notice {notice.notice_no} of {notice.contract_no}: {said.result}",
        )
        marking.mark(notice.contract_no, at)
    return marking.answers()
