"""Orders as a base: what is confirmed, not shipped and not paid before, at the contract's rate (§2.2)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from core.collateral.gates import FoundBase, closed
from core.collateral.names import same
from core.collateral.order import Order
from core.collateral.pool_gates import frozen
from core.collateral.security import Security
from core.collateral.units import PPM
from core.collateral.work import CollateralWork


def orders_found(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    """Value, base and closed gates at this moment; an order delivered too late counts for nothing."""
    liens = {each.thing: each for each in work.liens.find(contract_no=security.contract_no)}
    rows = work.orders.find(contract_no=security.contract_no)
    lives = [(liens[row.thing], row) for row in rows if row.thing in liens and liens[row.thing].lives]
    today = security.day_of(at)
    counted = [
        row
        for lien, row in lives
        if lien.counts and not row.late(today, security.overdue_days) and _fits(security, row)
    ]
    value = sum(row.unshipped_minor for row in counted)
    shut = {
        "frozen": frozen(work, security, [lien for lien, _ in lives]),
        "controlled": not_signed(work, security.contract_no, "account_control"),
        "confirmed": _not_confirmed([row for _, row in lives], value),
    }
    base = round(Fraction(value * security.rate_ppm, PPM))
    return FoundBase(value, base, closed(security.kind, security.gates, shut))


def not_signed(work: CollateralWork, contract_no: str, agreement: str) -> str:
    """Why an agreement opens nothing, "" where it does."""
    row = work.agreements.get(contract_no, agreement)
    if row is None:
        return f"no agreement on {agreement.replace('_', ' ')} is signed"
    return f"the agreement on {agreement.replace('_', ' ')} has ended" if row.ended else ""


def _fits(security: Security, row: Order) -> bool:
    """In the contract's money, and of the buyer it names."""
    return row.currency == security.currency and (not security.debtor or same(row.buyers, security.debtor))


def _not_confirmed(rows: list[Order], value: int) -> str:
    if value:
        return ""
    if not rows:
        return "no order is offered"
    if not any(each.confirmed_minor is not None for each in rows):
        return f"none of {len(rows)} orders is confirmed by its buyer"
    return "nothing confirmed is left to be shipped"
