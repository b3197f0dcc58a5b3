"""Pledged goods that leave count as outflow of their contract, until that is taken back."""

from __future__ import annotations

from core.custody import Lot, Movement
from core.risk.goods import keep_outflow, outflow_of, worth_of
from core.risk.work import RiskWork

OUT = "out"


def count_out(work: RiskWork, left: Movement, times: int = 1) -> None:
    """Pledged goods of a movement, at the moment they left; times -1 where that is taken back."""
    lot = work.unit.shelf(Lot).get(left.site, left.lot_no)
    if left.kind != OUT or not left.contract_no or lot is None or not left.pledged_delta:
        return
    outflow = outflow_of(work, left.contract_no)
    worth = worth_of(work, left.contract_no, lot.sku, left.unit, -left.pledged_delta)
    outflow.left(left.counts_from, times * worth)
    keep_outflow(work, left.contract_no, outflow)
