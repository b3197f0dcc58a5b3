"""R18: goods that come back to the party that sold them."""

from __future__ import annotations

from collections.abc import Mapping

from core.risk.circles import Circles
from core.risk.feeders import Case, feeds, number
from core.risk.values import Said
from core.risk.work import RiskWork

DAYS = 30


@feeds("trade_cycle", "cycle_days", "cycle_price_drift_pct")
def feed_circles(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of seller, borrower and core enterprise: the circle of the last months whose price moved least."""
    circles = Circles(work, case.money, case.month, case.parameter("R18.days", DAYS))
    names = dict.fromkeys((case.party("seller"), case.party("borrower"), case.party("core")))
    sellers = [name for name in names if name and circles.sales(name)]
    found = [circle for name in sellers for circle in circles.through(name)]
    if not found:
        return {"trade_cycle": False} if sellers and not circles.overrun else {}
    tightest = min(found)
    return {
        "trade_cycle": True,
        "cycle_days": tightest.days,
        "cycle_price_drift_pct": number(tightest.drift_pct),
    }
