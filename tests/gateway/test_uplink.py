"""The broker's side of a worker ends with it: no thread goes on asking for a broker nobody needs."""

from __future__ import annotations

import threading
from pathlib import Path

from adapters.wiring.hub import make_hub
from gateway.loops import Loops
from gateway.settings import read_settings
from gateway.uplink import bus_loops
from tests.patience import until


def posting() -> int:
    return sum(thread.name == "bus-publisher" for thread in threading.enumerate())


def test_with_its_loops_ends_what_they_post_by(tmp_path: Path, broker_url: str) -> None:
    settings = read_settings({"LIANQIAO_HOME": str(tmp_path), "LIANQIAO_BROKER_URL": broker_url})
    hub = make_hub(name="hub", home=tmp_path, database_url=settings.database_url)
    before = posting()
    loops = Loops(bus_loops(hub, settings))
    loops.start()
    until(lambda: posting() == before + 1, "the publisher")

    loops.end()

    assert posting() == before
