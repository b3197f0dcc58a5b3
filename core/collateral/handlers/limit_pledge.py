"""A pledge notice is only good where the site and its supervisor may watch over so much more (C10)."""

from __future__ import annotations

from core.catalogue.wms_pledge import PledgeNotice
from core.collateral.supervised import limits_on, supervised_value, worth_under
from core.collateral.value import Item
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("wms.pledge_notice.v1", instruction=True)
def limit_pledge(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PledgeNotice)
    if said.action != "pledge":
        return []
    at = message.event_time
    for limit in limits_on(work, said.warehouse):
        more = worth_under(work, said.contract_no, (_items(work, said), limit.currency), at)
        value = supervised_value(work, limit, at) + more
        if value > limit.limit_minor:
            raise Refused(
                f"notice {said.notice_no}: with these goods {limit.kind} {limit.holder} would watch over"
                f" {value} minor units of {limit.currency}, its limit is {limit.limit_minor}",
                cause="collateral.limit.exceeded",
            )
    return []


def _items(work: CollateralWork, said: PledgeNotice) -> list[Item]:
    """What the notice asks for, as custody has noted it; a lot that nobody knows is worth nothing yet."""
    found = []
    for line in work.notice_lines.find(site=said.warehouse, notice_no=said.notice_no):
        lot = work.lots.get(line.site, line.lot_no)
        if lot is not None:
            found.append(Item(lot.sku, lot.unit, lot.condition, line.micro))
    return found
