"""A whole hub, its timed jobs, and a hand on its clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import make_hub
from core.hub.alert_book import Alert
from core.hub.deliveries import Delivery, Kept, keep_delivery
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import FixedClock
from schedules.job import TimedJob, discover
from schedules.runner import Runner
from schedules.timed_hub import TimedHub
from tests.hub_world import CONTRACT, SLIPS

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Ticking:
    """What happens when time goes by."""

    def __init__(self, home: Path, database_url: str, clock: FixedClock, *, months_kept: int = 0) -> None:
        self.home = home
        self.clock = clock
        self.hub = make_hub(name="hub", home=home, database_url=database_url, clock=clock)
        self.timed = TimedHub.of(self.hub, months_kept=months_kept)
        self.jobs = discover()
        self.runner = Runner(self.timed, self.jobs, "me")

    def another(self, *jobs: TimedJob, owner: str = "other") -> Runner:
        """Another process's runner, of these jobs or of all."""
        chosen = {one.due.name: one for one in jobs} or self.jobs
        return Runner(self.timed, chosen, owner)

    def run(self, name: str, *, after_s: float = 0.0) -> int:
        """The job's turn some time later, and the work it brings."""
        self.clock.move(after_s)
        ran = self.runner.run_job(name)
        self.work()
        return ran

    def work(self) -> None:
        for _ in range(100):
            leases = self.hub.store.lease("worker", ttl_s=60, limit=100)
            for lease in leases:
                self.hub.dispatcher.dispatch(lease)
            if not leases:
                return
        raise AssertionError("the worker found no end")

    def publish(self, contract: str = CONTRACT, slips: str = SLIPS) -> None:
        folder = self.home / "mappings" / "wms"
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(contract)
        (folder / "in" / "slips.yaml").write_text(slips.replace("&lots", ""))
        self.hub.publish(read_folder(folder))
        self.work()

    def deliver(self, payload: bytes, key: str) -> Kept:
        delivery = Delivery(
            partner="wms",
            door="rest",
            key=key,
            source="slips",
            site="W1",
            name=key,
            media="application/json",
            payload=payload,
        )
        kept = keep_delivery(self.hub.store, self.hub.blobs, delivery)
        self.work()
        return kept

    def tell(self, type_name: str, body: msgspec.Struct, *, key: str = "told") -> None:
        """A message of our own making, handled."""
        with self.hub.store.unit() as unit:
            arriving = internal(type_name, body, partner="wms", site="W1", key=key)
            store_arrivals(unit, self.hub.blobs, [arriving])
        self.work()

    def alerts(self, state: str = "") -> list[str]:
        """Alerts as code and object, those in one state if it is given."""
        rows = self.hub.store.rows(Alert, limit=1000)
        return [f"{row.code} {row.object}" for row in rows if state in ("", row.state)]
