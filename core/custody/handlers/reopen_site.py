"""A person answers for the open breaches of a site: releases may go on; alarms stay to be acknowledged."""

from __future__ import annotations

from core.custody.booking import Booking
from core.custody.messages import SiteReopened
from core.custody.settle import settled
from core.custody.unauthorised import close_breach
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("custody.site_reopened.v1")
def reopen_site(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(SiteReopened)
    if not said.approver.strip() or not said.reason.strip():
        raise Refused(
            f"to reopen {said.site} a named approver gives a reason", cause="custody.site.no_approver"
        )
    booking = Booking(message, work)
    for breach in work.breaches.find(site=said.site, open=True):
        close_breach(booking, breach, f"{said.approver} answers for it: {said.reason}", calm=False)
    work.unit.effect(
        message,
        kind="site.reopened",
        key=said.site,
        text=f"{said.approver} reopens {said.site}: {said.reason}",
    )
    return settled(booking)
