"""Somebody walked through a warehouse: his plan is kept, and what he found is alarmed; it moves nothing."""

from __future__ import annotations

from core.catalogue.wms_patrol import Finding, Patrol
from core.custody.booking import Booking
from core.custody.plan import looked
from core.custody.settle import settled
from core.custody.short import short_alert
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message

# By what was found: the code of its alarm, how grave, and the first response.
MEANS = {
    "seal": ("C13", "high", "pull the video; count what lies behind the seal"),
    "missing": ("C02", "critical", ""),
}
GOODS = ("C14", "medium", "have the pledgee judge the lot (`custody.lot_assessed.v1`)")


@handles("wms.patrol.v1")
@takes_corrections
def record_patrol(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(Patrol)
    booking = Booking(message, work)
    booking.check_clock(said.warehouse)
    looked(booking, said.warehouse, said.kind, said.patrol_no)
    for finding in said.findings:
        _alarm(booking, said, finding)
    work.unit.effect(
        message,
        kind="patrol.kept",
        key=f"{said.warehouse}/{said.patrol_no}",
        text=f"{said.kind} {said.patrol_no} of {said.warehouse} by {said.inspector}:"
        f" {len(said.findings)} findings",
    )
    return settled(booking)


def _alarm(booking: Booking, said: Patrol, finding: Finding) -> None:
    where = finding.lot_no or finding.zone or "site"
    text = f"{said.patrol_no} found {finding.kind} at {said.warehouse}, {where}: {finding.text or 'no words'}"
    if finding.kind == "missing":
        booking.alarm(short_alert(said.warehouse, f"{where}/patrol", text))
        return
    code, severity, action = MEANS.get(finding.kind, GOODS)
    booking.alarm(
        AlertRaised(
            code=code,
            severity="high" if severity == "high" else "medium",
            object=f"{said.warehouse}/{where}/{finding.kind}",
            site=said.warehouse,
            text=text,
            action=action,
        )
    )
