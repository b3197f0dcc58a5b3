"""Figures of what is taken from outside: how long ago a place was well, and which answers are owed."""

from __future__ import annotations

from collections import Counter

from prometheus_client.core import GaugeMetricFamily, Metric

from core.hub.owed_acks import OwedAck
from core.hub.ports import Store
from core.hub.pulls import PullState

PULLS_MAX = 10_000
OWED_MAX = 10_000


def pulls(store: Store) -> list[Metric]:
    """Places of contracts (`pulls`) and folders of homes (`home/…`) alike."""
    labels = ("partner", "pull")
    well = GaugeMetricFamily("lianqiao_pull_well_seconds", "Since it was last looked at well", labels=labels)
    failing = GaugeMetricFamily("lianqiao_pull_failures", "Failed looks in a row", labels=labels)
    now = store.now()
    for row in store.rows(PullState, limit=PULLS_MAX):
        failing.add_metric((row.partner, row.pull), row.failures)
        if row.well_at is not None:
            well.add_metric((row.partner, row.pull), (now - row.well_at).total_seconds())
    owed = GaugeMetricFamily(
        "lianqiao_sftp_acks_owed", "Files taken in whose outcome is not known yet", labels=("partner",)
    )
    for partner, count in Counter(row.partner for row in store.rows(OwedAck, limit=OWED_MAX)).items():
        owed.add_metric((partner,), count)
    return [well, failing, owed]
