"""The shelves custody works on inside a unit of work."""

from __future__ import annotations

from core.custody.assessment import Assessment
from core.custody.blind_row import Blindness
from core.custody.breach import Breach
from core.custody.count import Count, Variance
from core.custody.declared import Declared
from core.custody.device import Device
from core.custody.exchange import Exchange, ExchangeIn
from core.custody.lot import Lot
from core.custody.movement import Movement
from core.custody.plan_row import WatchPlan
from core.custody.pledge import Notice, NoticeLine
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.site import Site
from core.custody.site_watch import SiteWatch
from core.custody.snapshot import Break, Snapshot, SnapshotRow
from core.custody.transit import ApprovedSite, Transit
from core.hub.work import RoomUnit


class CustodyWork:
    """Everything the handlers of custody may read and change."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.lots = unit.shelf(Lot)
        self.movements = unit.shelf(Movement)
        self.sites = unit.shelf(Site)
        self.plans = unit.shelf(WatchPlan)
        self.devices = unit.shelf(Device)
        self.assessments = unit.shelf(Assessment)
        self.blindnesses = unit.shelf(Blindness)
        self.watches = unit.shelf(SiteWatch)
        self.orders = unit.shelf(ReleaseOrder)
        self.order_lines = unit.shelf(ReleaseLine)
        self.exchanges = unit.shelf(Exchange)
        self.exchange_ins = unit.shelf(ExchangeIn)
        self.breaches = unit.shelf(Breach)
        self.snapshots = unit.shelf(Snapshot)
        self.snapshot_rows = unit.shelf(SnapshotRow)
        self.breaks = unit.shelf(Break)
        self.counts = unit.shelf(Count)
        self.variances = unit.shelf(Variance)
        self.notices = unit.shelf(Notice)
        self.notice_lines = unit.shelf(NoticeLine)
        self.transits = unit.shelf(Transit)
        self.approved_sites = unit.shelf(ApprovedSite)
        self.declared = unit.shelf(Declared)

    def site(self, site: str) -> Site:
        """The site's rules and state; one that nobody set rules for has the usual ones."""
        return self.sites.get(site) or Site(site=site)

    def watch(self, site: str) -> SiteWatch:
        """How the site is watched; one that nobody set rules for is watched by no time."""
        return self.watches.get(site) or SiteWatch(site=site)
