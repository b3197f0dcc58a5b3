"""Goods of a contract may lie at this site: a transfer there keeps its pledge."""

from __future__ import annotations

from core.custody.messages import SiteApproved
from core.custody.transit import ApprovedSite
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.site_approved.v1")
def approve_site(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(SiteApproved)
    work.approved_sites.put(ApprovedSite(contract_no=said.contract_no, site=said.site))
    work.unit.effect(
        message,
        kind="site.approved",
        key=f"{said.contract_no}/{said.site}",
        text=f"goods of {said.contract_no} may lie at {said.site}",
    )
    return []
