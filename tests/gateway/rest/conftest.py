"""The doors over HTTP on a hub of the test's own, on SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from adapters.memory.limits import MemoryLimits
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.access import give_token
from gateway.rest.app import make_app
from gateway.serving import make_server
from gateway.worker import Worker
from tests.hub_world import CONTRACT, SLIPS


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with the partner `wms` published; nothing is handled until a worker works."""
    folder = tmp_path / "mappings" / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "contract.yaml").write_text(CONTRACT)
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    made = make_hub(name="hub", home=tmp_path / "home", database_url=f"sqlite:///{tmp_path / 'hub.db'}")
    made.publish(read_folder(folder))
    # Its buckets do not fill by themselves, so that a test says how much there is.
    yield replace(made, limits=MemoryLimits(clock=lambda: 0.0))
    made.store.engine.dispose()


@pytest.fixture
def worker(hub: Hub) -> Iterator[Worker]:
    """A worker at work."""
    stop = threading.Event()
    made = Worker(hub, "test", partitions_max=8)
    thread = threading.Thread(target=made.run, args=(stop,))
    thread.start()
    yield made
    stop.set()
    thread.join(timeout=10)


@pytest.fixture
def door(hub: Hub) -> Iterator[httpx.Client]:
    """A client of the real server, with the partner's token."""
    server = make_server(make_app(hub), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(timeout=0.01)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    with hub.store.unit() as unit:
        token = give_token(unit, "wms")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=15) as client:
        yield client
    server.should_exit = True
    thread.join(timeout=10)
