"""R51 and R52: vehicles in two places at once and photos used again, at the sites of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.risk.feeders import Case, feeds
from core.risk.trading import sites_of
from core.risk.values import Said
from core.risk.work import RiskWork

LOOK_BACK_DAYS = 30


@feeds("vehicle_twice", "photo_reused")
def feed_traffic(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """In the last thirty days, at the sites that are named or where the contract's lots lie."""
    watches = [watch for site in sites_of(case, work) if (watch := work.site_watches.get(site)) is not None]
    since = case.at - timedelta(days=case.parameter("R51.look_back", LOOK_BACK_DAYS))
    found: dict[str, Said] = {}
    # Where no plate or photo was ever told, none of them says anything.
    if any(each.vehicles for each in watches):
        found["vehicle_twice"] = any(_since(each.vehicle_twice_at, since) for each in watches)
    if any(each.photos for each in watches):
        found["photo_reused"] = any(_since(each.photo_reused_at, since) for each in watches)
    return found


def _since(at: datetime | None, since: datetime) -> bool:
    return at is not None and at >= since
