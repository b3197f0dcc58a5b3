"""What a supervisor's confirmation answers: a notice, a transfer that arrived, or an exchange."""

from __future__ import annotations

from core.catalogue.wms_pledge import PledgeConfirm
from core.custody.booking import Booking
from core.custody.exchanging import ins_of
from core.custody.handover import lots_of


def contract_answered(booking: Booking, said: PledgeConfirm) -> str:
    """The contract of the transfer or exchange that it answers instead of a notice, "" for none."""
    if said.action != "pledge":
        return ""
    exchange = booking.work.exchanges.get(said.warehouse, said.notice_no)
    if exchange is not None:
        return exchange.contract_no
    found = booking.work.transits.find(transfer_no=said.notice_no)
    return next((each.contract_no for each in found if each.to_site == said.warehouse), "")


def lots_answered(booking: Booking, said: PledgeConfirm) -> dict[str, int]:
    """Millionths by lot of all that it answers, for a confirmation that lists nothing itself."""
    site, number = said.warehouse, said.notice_no
    lines = {line.lot_no: line.micro for line in booking.work.notice_lines.find(site=site, notice_no=number)}
    if lines or said.action != "pledge":
        return lines
    ins = {line.lot_no: line.micro - line.pledged_micro for line in ins_of(booking, site, number)}
    return ins or lots_of(booking, site, number)
