"""A partner's stored orders through two mappings: messages a second, beside 100,000 in two minutes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.mapping_diffs import KeptDiff, Wanted
from bench.mapping import MAPPING, order
from core.hub.arrivals import Arriving
from core.hub.intake import store_arrivals

MESSAGES = 10_000
A_UNIT = 500
# 100,000 messages in 120 seconds.
NEEDED_A_S = 100_000 / 120
_CONTRACT = """
partner: buyer
name: A buyer
parties: [buyer]
sites: [{id: HQ, zone: Asia/Shanghai}]
feeds: [{source: orders, rules: [{mapping: in/orders.yaml}]}]
"""


def measure() -> list[dict[str, Any]]:
    """Of every order one field differs, so that nothing is passed over as the same."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hub = make_hub(name="hub", home=home, database_url=f"sqlite:///{home / 'hub.db'}")
        _history(hub, home / "mappings" / "buyer")
        new = home / "orders.yaml"
        new.write_bytes(
            MAPPING.replace(b"sku: {from: sku, required: true}", b"sku: {from: sku, case: lower}")
        )
        begun = time.perf_counter()
        *_, found = KeptDiff(hub, Wanted("buyer", 1, new), home / "mappings").run()
        taken_s = time.perf_counter() - begun
        hub.store.engine.dispose()
    if (found.looked, found.changed) != (MESSAGES, MESSAGES):
        raise RuntimeError(f"{found.looked} were looked at, {found.changed} differ, of {MESSAGES}")
    ours = MESSAGES / taken_s
    return [
        {
            "name": "map diff: stored orders of 10 lines, all different",
            "ours": ours,
            "other": NEEDED_A_S,
            "other_name": "100,000 in two minutes",
            "unit": "messages/s",
            "ratio": ours / NEEDED_A_S,
            "target": 1.0,
            "met": ours >= NEEDED_A_S,
        }
    ]


def _history(hub: Hub, folder: Path) -> None:
    """Orders as they were taken in; whether they are handled is nothing to a comparison."""
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(_CONTRACT)
    (folder / "in" / "orders.yaml").write_bytes(MAPPING)
    hub.publish(read_folder(folder))
    for begin in range(0, MESSAGES, A_UNIT):
        with hub.store.unit() as unit:
            store_arrivals(unit, hub.blobs, [_arriving(number) for number in range(begin, begin + A_UNIT)])


def _arriving(number: int) -> Arriving:
    return Arriving(
        partner="buyer",
        source="orders",
        site="HQ",
        door="bench",
        delivery=f"buyer/bench/{number}",
        name=f"{number}.json",
        payload=order(number),
    )
