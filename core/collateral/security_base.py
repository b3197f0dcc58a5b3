"""What a security of any kind but goods is worth, lends and still lacks."""

from __future__ import annotations

from datetime import datetime

from core.collateral.gates import FoundBase, closed
from core.collateral.pool import pool_of
from core.collateral.pool_gates import shut_of_pool
from core.collateral.security import OF_RECEIVABLES, Security
from core.collateral.work import CollateralWork
from core.kernel.errors import Broken


def security_found(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    """Value, base and closed gates at this moment."""
    if security.kind in OF_RECEIVABLES:
        pool = pool_of(work, security, at)
        shut = shut_of_pool(work, security, pool, at)
        return FoundBase(pool.value_minor, pool.base_minor, closed(security.kind, security.gates, shut))
    raise Broken(f"{security.kind} has no base", cause="collateral.kind")
