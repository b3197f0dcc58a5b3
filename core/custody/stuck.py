"""When a transfer is stuck: a leg that was not told in time, or goods that nobody confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.custody.site_watch import SiteWatch
from core.custody.transit import WAITING, Transit
from core.kernel.quantity import Quantity

ROAD, CONFIRM = "road", "confirm"


def why_stuck(transit: Transit, watch: SiteWatch, now: datetime) -> tuple[str, str]:
    """What of it is late by the rules of the site it goes to, and the text of that; both "" for nothing."""
    if not transit.complete:
        first = min(each for each in (transit.departed_at, transit.arrived_at, now) if each is not None)
        if watch.transit_due_s and now - first > timedelta(seconds=watch.transit_due_s):
            return ROAD, _on_the_road(transit, watch)
    arrived = transit.arrived_at
    waits = transit.confirm == WAITING and arrived is not None and watch.confirm_due_s > 0
    if not waits or arrived is None or now - arrived <= timedelta(seconds=watch.confirm_due_s):
        return "", ""
    return CONFIRM, (
        f"lot {transit.lot_no} arrived pledged at {transit.to_site} by {transit.transfer_no} at"
        f" {arrived:%Y-%m-%d %H:%M:%SZ}, and its supervisor has not confirmed it;"
        f" {watch.confirm_due_s} s are allowed"
    )


def _on_the_road(transit: Transit, watch: SiteWatch) -> str:
    what = f"lot {transit.lot_no} of {transit.transfer_no} from {transit.from_site} to {transit.to_site}"
    allowed = f"{watch.transit_due_s} s are allowed"
    if transit.departed_at is None:
        return (
            f"{what}: {Quantity(transit.arrived_micro, transit.unit)} arrived, {transit.from_site} never told"
            f" that they left; {allowed}"
        )
    missing = Quantity(transit.departed_micro - transit.arrived_micro, transit.unit)
    return f"{what}: {missing} departed at {transit.departed_at:%Y-%m-%d %H:%M:%SZ}, not arrived; {allowed}"
