"""A person places a device, and says how long it may be silent."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.device import Device
from core.custody.messages import DeviceRuled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("custody.device_ruled.v1")
def rule_device(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(DeviceRuled)
    if not said.approver.strip() or said.silent_after_s < 0:
        raise Refused(
            f"device {said.device_id} at {said.site}, silent for {said.silent_after_s} s at most: a named"
            " approver places it, and nothing is below 0",
            cause="custody.device",
        )
    known = work.devices.get(said.site, said.device_id) or Device(
        site=said.site, device_id=said.device_id, heard_at=message.event_time
    )
    work.devices.put(replace(known, silent_after_s=said.silent_after_s, zone=said.zone, lot_no=said.lot_no))
    work.unit.effect(
        message,
        kind="device.ruled",
        key=known.object,
        text=f"{said.approver} places {said.device_id} at {said.site}",
    )
    return []
