"""A device says that something is wrong, or is right again: evidence, alarmed at once (C13)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.catalogue.wms_sensor_alarm import SensorAlarm
from core.custody.booking import Booking
from core.custody.device import Device
from core.custody.settle import settled
from core.custody.site import Site
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_sensor(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The site and the device."""
    said = message.read(SensorAlarm)
    yield Site, (said.warehouse,)
    yield Device, (said.warehouse, said.device_id)


@handles("wms.sensor_alarm.v1", touches=rows_of_sensor)
@takes_corrections
def record_sensor(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(SensorAlarm)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    device = work.devices.get(said.warehouse, said.device_id) or Device(
        site=said.warehouse, device_id=said.device_id, heard_at=booking.counts_from
    )
    if device.silent:
        booking.calm("C13", f"{device.object}/silent", f"{said.device_id} speaks again")
    raised = set(device.raised.splitlines())
    if said.state == "cleared":
        raised.discard(said.kind)
        booking.calm("C13", f"{device.object}/{said.kind}", f"{said.alarm_no} says it is right again")
    else:
        raised.add(said.kind)
        _alarm(booking, said, device)
    work.devices.put(
        replace(
            device,
            heard_at=max(device.heard_at, booking.counts_from),
            silent=False,
            raised="\n".join(sorted(raised)),
        )
    )
    work.unit.effect(
        message,
        kind="sensor.heard",
        key=f"{device.object}/{said.alarm_no}",
        text=f"{said.device_id} at {said.warehouse}: {said.kind} {said.state or 'raised'}",
    )
    return settled(booking)


def _alarm(booking: Booking, said: SensorAlarm, device: Device) -> None:
    where = said.lot_no or said.zone or device.lot_no or device.zone or said.warehouse
    lot = booking.work.lots.get(said.warehouse, said.lot_no or device.lot_no or "-")
    measured = f" {said.value.value} {said.value.unit}" if said.value else ""
    bound = f", {said.threshold.value} {said.threshold.unit} is allowed" if said.threshold else ""
    booking.alarm(
        AlertRaised(
            code="C13",
            severity="critical" if lot is not None and lot.pledged_micro else "high",
            object=f"{device.object}/{said.kind}",
            site=said.warehouse,
            text=f"{said.device_id} at {where}: {said.kind}{measured}{bound}, at"
            f" {said.event_time:%Y-%m-%d %H:%M:%S%z}{'; ' + said.text if said.text else ''}",
            action="pull the video; ask the warehouse; count the lot if it lasts",
        )
    )
