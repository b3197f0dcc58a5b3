"""The commands of `hub` on a real hub in a folder, with a worker and a clock that are turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import Struct
from typer.testing import CliRunner, Result

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.deliveries import Delivery, Kept, keep_delivery
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import Clock
from gateway import __main__ as main
from gateway.worker import Worker
from schedules.job import discover
from schedules.runner import Runner
from schedules.timed_hub import TimedHub
from tests.hub_world import CONTRACT, SLIPS
from tests.prepared import sqlite_with_tables

main._discover([])


@dataclass
class Office:
    """Where an operator sits: a hub, its partner `wms`, and a command line beside it."""

    home: Path
    hub: Hub

    def told(self, *words: str) -> Result:
        """What a command says, however it ends."""
        return CliRunner().invoke(main.app, list(words))

    def done(self, *words: str) -> str:
        """What a command says that must succeed."""
        result = self.told(*words)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout

    def publish(self, slips: str = SLIPS, contract: str = CONTRACT) -> None:
        folder = self.home / "mappings" / "wms"
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(contract)
        (folder / "in" / "slips.yaml").write_text(slips)
        self.hub.publish(read_folder(folder))

    def deliver(self, payload: bytes, key: str) -> Kept:
        delivery = Delivery(
            partner="wms", door="rest", key=key, source="slips", site="W1", name=key,
            media="application/json", payload=payload,
        )  # fmt: skip
        kept = keep_delivery(self.hub.store, self.hub.blobs, delivery)
        self.work()
        return kept

    def tell(self, type_name: str, body: Struct) -> None:
        """A decision of the house, handled."""
        arriving = internal(type_name, body, partner="hub", site="", key=type_name)
        with self.hub.store.unit() as unit:
            store_arrivals(unit, self.hub.blobs, [arriving])
        self.work()

    def work(self) -> None:
        Worker(self.hub, "test", partitions_max=16).drain()

    def tick(self, *jobs: str) -> None:
        """The clock asks for these jobs, and what they bring is handled."""
        runner = Runner(TimedHub.of(self.hub), discover(), "clock")
        for name in jobs:
            runner.run_job(name)
        self.work()


def make_office(home: Path, clock: Clock | None = None) -> Office:
    url = sqlite_with_tables(home / "hub.db")
    return Office(home, make_hub(name="hub", home=home, database_url=url, clock=clock))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that the commands find in their environment."""
    monkeypatch.setenv("LIANQIAO_HOME", str(tmp_path))
    monkeypatch.setenv("LIANQIAO_MAPPINGS", str(tmp_path / "mappings"))
    for name in ("LIANQIAO_DATABASE_URL", "LIANQIAO_BROKER_URL", "LIANQIAO_BROKER_API_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    made = make_office(home)
    made.publish()
    yield made
    made.hub.store.engine.dispose()
