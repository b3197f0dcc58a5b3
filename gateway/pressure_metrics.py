"""Figures of back-pressure: who is slowed, how soon its backlog is empty, how full the hub's disk is."""

from __future__ import annotations

from prometheus_client.core import GaugeMetricFamily, Metric

from core.hub.easing import all_slowed
from core.hub.filling import DISK, Filling
from core.hub.ports import Store

PARTNERS_MAX = 10_000


def pressure(store: Store) -> list[Metric]:
    """Only partners that are slowed have figures; what is not known is left out."""
    slowed = GaugeMetricFamily(
        "lianqiao_partner_slowed_seconds", "Since it was told to slow for its backlog", labels=("partner",)
    )
    empty = GaugeMetricFamily(
        "lianqiao_backlog_empty_in_seconds", "At the pace of the last look", labels=("partner",)
    )
    for row in all_slowed(store, store.now(), limit=PARTNERS_MAX):
        slowed.add_metric((row.partner,), (row.at - row.since).total_seconds())
        if row.empty_in_s >= 0:
            empty.add_metric((row.partner,), row.empty_in_s)
    return [slowed, empty, *_disk(store)]


def _disk(store: Store) -> list[Metric]:
    share = GaugeMetricFamily("lianqiao_disk_share", "Of the disk of the hub's home that is full")
    full = GaugeMetricFamily("lianqiao_disk_full_in_seconds", "At this pace; none while it does not fill")
    disk = store.get(Filling, DISK)
    if disk is not None and disk.size:
        share.add_metric((), disk.used / disk.size)
        if disk.full_in_s >= 0:
            full.add_metric((), disk.full_in_s)
    return [share, full]
