"""R56: patrols that were due at the sites of a case and did not come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.custody import WatchPlan
from core.risk.feeders import Case, feeds
from core.risk.trading import sites_of
from core.risk.values import Said
from core.risk.work import RiskWork

PATROL = "patrol"


@feeds("patrols_missed")
def feed_patrols(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the site where most were missed in a row; nothing where no patrol is planned."""
    plans = [work.unit.shelf(WatchPlan).get(site, PATROL) for site in sites_of(case, work)]
    planned = [plan for plan in plans if plan is not None and plan.open and plan.every_s]
    return {"patrols_missed": max(_missed(plan, case.at) for plan in planned)} if planned else {}


def _missed(plan: WatchPlan, at: datetime) -> int:
    """How many due dates, and their grace, have gone by since the last look."""
    over = at - plan.next_due - timedelta(seconds=plan.grace_s)
    return max(0, -(-over // timedelta(seconds=plan.every_s)))
