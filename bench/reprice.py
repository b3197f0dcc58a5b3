"""A price moves: ten thousand pledged lots are revalued, to the last contract called and alarmed."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from bench.rows import at_most
from core.catalogue.parts import Amount
from core.collateral.messages import ExposureStated
from core.hub.alert_book import Alert
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import FixedClock
from tests.core.hub.pledged import GOODS, QUOTES, name, opened
from tests.hub_world import CONTRACT, START

CONTRACTS, LOTS = 1_000, 10
BOUND_MS = 2_000
TOGETHER = 100
ROWS_MAX = 100_000
CAME_AT = "2026-11-21T15:00:00+08:00"


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    with tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder:
        desk = _Desk(Path(folder))
        _pledge(desk)
        desk.quote("3500", "2026-11-22T15:00:00+08:00")
        desk.work()
        desk.quote("3250", "2026-11-23T15:00:00+08:00")
        began, busy = time.perf_counter(), time.process_time()
        desk.work()
        took_ms = (time.perf_counter() - began) * 1000
        busy_ms = (time.process_time() - busy) * 1000
        alarmed = desk.open_alerts("C04")
        desk.hub.store.engine.dispose()
    if alarmed != CONTRACTS:
        raise AssertionError(f"{alarmed} of {CONTRACTS} contracts are alarmed")
    took = f"{took_ms:.0f} ms to the last alarm, {busy_ms:.0f} of them at work"
    print(f"  {CONTRACTS} contracts of {LOTS} lots each: {took}")
    return [at_most("reprice: 10,000 lots to the last alarm, embedded", took_ms, BOUND_MS, "ms")]


class _Desk:
    """A hub in this process, on SQLite as it is embedded, and a hand that works it off."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.hub: Hub = make_hub(
            name="hub", home=home, database_url=f"sqlite:///{home}/hub.sqlite", clock=FixedClock(START)
        )

    def publish(self, mapping: str) -> None:
        folder = self.home / "mappings" / "wms"
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(CONTRACT, "utf-8")
        (folder / "in" / "slips.yaml").write_text(mapping, "utf-8")
        self.hub.publish(read_folder(folder))
        self.work()

    def deliver(self, said: object, key: str) -> None:
        delivery = Delivery(
            partner="wms", door="rest", key=key, source="slips", site="W1", name=key,
            media="application/json", payload=msgspec.json.encode(said),
        )  # fmt: skip
        keep_delivery(self.hub.store, self.hub.blobs, delivery)

    def tell(self, type_name: str, bodies: list[msgspec.Struct]) -> None:
        told = [
            internal(type_name, body, partner="loans", site="", key=str(place))
            for place, body in enumerate(bodies)
        ]
        with self.hub.store.unit() as unit:
            store_arrivals(unit, self.hub.blobs, told)
        self.work()

    def quote(self, price: str, at: str) -> None:
        said = {"code": "HRC", "market": "SH", "price": price, "day": at[:10], "at": at}
        self.deliver(said, f"{price} {at}")

    def work(self) -> None:
        while leases := self.hub.store.lease("worker", ttl_s=60, limit=100):
            for lease in leases:
                self.hub.dispatcher.dispatch(lease)

    def open_alerts(self, code: str) -> int:
        rows = self.hub.store.rows(Alert, limit=ROWS_MAX)
        return sum(row.code == code and row.state == "open" for row in rows)


def _pledge(desk: _Desk) -> None:
    """Contracts of dynamic pledges, their goods, and what is owed on them: 75 % of the value at 3,500."""
    names = [name(number) for number in range(CONTRACTS)]
    desk.publish(GOODS)
    for start in range(0, CONTRACTS, TOGETHER):
        part = names[start : start + TOGETHER]
        desk.tell("collateral.contract_opened.v1", [opened(one) for one in part])
        for one in part:
            said = [
                {"no": f"{one}-{lot}", "at": CAME_AT, "lot": f"{one}-{lot}", "qty": "10", "contract": one}
                for lot in range(LOTS)
            ]
            desk.deliver({"in": said, "pledge": said}, one)
        desk.work()
    owed = Amount(amount=Decimal(26_250 * LOTS), currency="CNY")
    as_of = START - timedelta(days=2)
    desk.tell(
        "collateral.exposure_stated.v1",
        [ExposureStated(contract_no=one, exposure=owed, as_of=as_of) for one in names],
    )
    desk.publish(QUOTES)


if __name__ == "__main__":
    for row in measure():
        print(row)
