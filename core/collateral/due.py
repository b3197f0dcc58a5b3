"""What a clock asks of collateral: jobs read these rows, and send the message for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.collateral.contract import Contract
from core.collateral.messages import MarkDue, PriceCheckDue
from core.collateral.series import Series


def prices_to_check(series: Iterable[Series], now: datetime) -> list[PriceCheckDue]:
    """Series that are not known to be stale: `collateral.price_check_due.v1` for each."""
    return [PriceCheckDue(series=each.series, at=now) for each in series if not each.stale]


def contracts_to_mark(contracts: Iterable[Contract], now: datetime) -> list[MarkDue]:
    """Contracts not yet marked at this moment: `collateral.mark_due.v1` for each."""
    due = (each for each in contracts if each.marked_at is None or each.marked_at < now)
    return [MarkDue(contract_no=each.contract_no, at=now) for each in due]
