"""What a security of any kind but goods is worth, lends and still lacks."""

from __future__ import annotations

from datetime import datetime

from core.collateral.binding import insurances_of, not_insured
from core.collateral.gates import FoundBase, closed
from core.collateral.insured import base_insured, covered, not_covered
from core.collateral.order_base import orders_found
from core.collateral.pool import pool_of
from core.collateral.pool_gates import shut_of_pool
from core.collateral.prepayment_base import prepayment_found
from core.collateral.receipt_base import receipts_found
from core.collateral.security import OF_RECEIVABLES, ORDER, POLICY, PREPAYMENT, RECEIPT, Security
from core.collateral.work import CollateralWork
from core.kernel.errors import Broken


def security_found(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    """Value, base and closed gates at this moment."""
    if security.kind in OF_RECEIVABLES:
        return _receivables(work, security, at)
    if security.kind == ORDER:
        return orders_found(work, security, at)
    if security.kind == RECEIPT:
        return receipts_found(work, security, at)
    if security.kind == PREPAYMENT:
        return prepayment_found(work, security, at)
    raise Broken(f"{security.kind} has no base", cause="collateral.kind")


def _receivables(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    pool = pool_of(work, security, at)
    shut = shut_of_pool(work, security, pool, at)
    if security.kind != POLICY:
        shut["insured"] = not_insured(work, security, at)
        return FoundBase(pool.value_minor, pool.base_minor, closed(security.kind, security.gates, shut))
    rows, today = insurances_of(work, security.contract_no), security.day_of(at)
    shut["insured"] = not_covered(rows, security.financier, today)
    insured = covered(pool.parts, rows, security.currency, today)
    base = base_insured(insured, pool.rate_ppm)
    return FoundBase(pool.value_minor, base, closed(security.kind, security.gates, shut))
