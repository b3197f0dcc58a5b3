"""A prepayment as a base: the goods the seller still owes, less what its release rule keeps back."""

from __future__ import annotations

from datetime import datetime

from core.collateral.gates import FoundBase, closed
from core.collateral.order_base import not_signed
from core.collateral.pool_gates import frozen
from core.collateral.prepaid import Prepaid
from core.collateral.prepayment_rules import base_of_prepayment, enough_margin
from core.collateral.security import Security
from core.collateral.work import CollateralWork


def prepayment_found(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    """Value, base and closed gates; before anything is paid the base is what the margin would carry."""
    row = work.prepaid.get(security.contract_no) or Prepaid(contract_no=security.contract_no)
    shut = {
        # Of an agreement that nobody told of yet it is known that nothing is there: its call says no more.
        "frozen": frozen(work, security, []) if row.stated_at is not None or security.closed_at else "",
        "signed": not_signed(work, security.contract_no, "tripartite"),
        "margin": _no_margin(security, row),
    }
    if row.sent_minor > row.released_minor:
        over = row.sent_minor - row.released_minor
        shut["frozen"] = f"{over} minor units were delivered without a notice"
    base = base_of_prepayment(security.release_rule, row.now)
    return FoundBase(row.now.undelivered, base, closed(security.kind, security.gates, shut))


def _no_margin(security: Security, row: Prepaid) -> str:
    if row.stated_at is None:
        return "no margin is known"
    if enough_margin(security.initial_ppm, row.now):
        return ""
    return (
        f"{row.initial_minor + row.added_minor} of {row.face_minor} minor units are paid in, under"
        f" {security.initial_ppm} ppm"
    )
