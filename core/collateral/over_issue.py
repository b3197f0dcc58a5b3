"""More on paper than lies there: receipts on a lot that come to more than the warehouse's own book has."""

from __future__ import annotations

from core.collateral.receipt import Receipt
from core.collateral.restating import Restating
from core.collateral.units import ratio
from core.hub.alerts import AlertRaised


def alarm_over_issue(restating: Restating, row: Receipt) -> None:
    """C08 where the receipts on the lot come to more than custody's book has on hand."""
    lot = restating.work.lots.get(row.warehouse, row.lot_no) if row.lot_no else None
    if lot is None:
        return
    papers = restating.work.receipts.find(warehouse=row.warehouse, lot_no=row.lot_no)
    total = sum(each.left_micro * (ratio(each.unit, lot.unit) or 0) for each in papers)
    object_ = f"lot/{row.warehouse}|{row.lot_no}:receipts"
    if total <= lot.on_hand_micro:
        restating.alarms.calm("C08", object_, "the receipts on it come to no more than lies there")
        return
    restating.alarms.alarm(
        AlertRaised(
            code="C08",
            severity="critical",
            object=object_,
            site=row.warehouse,
            text=f"{len(papers)} receipts on lot {row.lot_no} at {row.warehouse} are for"
            f" {float_free(int(total))} {lot.unit}, {float_free(lot.on_hand_micro)} lie there",
            action="count the lot; ask the issuer for every receipt on it",
        )
    )


def float_free(micro: int) -> str:
    """Millionths as a person reads them."""
    whole, part = divmod(micro, 1_000_000)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
