"""The clock asks whether a device that speaks regularly has fallen silent (C13)."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.custody.asked import DeviceCheckDue
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.device_check_due.v1")
def check_device(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(DeviceCheckDue)
    device = work.devices.get(said.site, said.device_id)
    if device is None or device.silent or not device.is_silent(said.at.astimezone(UTC)):
        return []
    booking = Booking(message, work)
    work.devices.put(replace(device, silent=True))
    booking.alarm(
        AlertRaised(
            code="C13",
            severity="high",
            object=f"{device.object}/silent",
            site=device.site,
            text=f"{device.device_id} at {device.site} was last heard at"
            f" {device.heard_at:%Y-%m-%d %H:%M:%SZ}; {device.silent_after_s} s of silence are allowed",
            action="look at the device: is it cut off or covered? pull the video",
        )
    )
    work.unit.effect(message, kind="device.silent", key=device.object, text=f"{device.device_id} is silent")
    return settled(booking)
