"""The doors over HTTP on a hub of the test's own, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from adapters.memory.limits import MemoryLimits
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.access import give_token
from gateway.rest.app import make_agents_app, make_app
from gateway.serving import make_server, serving_loop
from gateway.worker import Worker
from tests.beside import running
from tests.hub_trust import trust_of
from tests.hub_world import CONTRACT, SLIPS
from tests.patience import PATIENCE_S, until
from tests.prepared import sqlite_with_tables


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with the partner `wms` published; nothing is handled until a worker works."""
    folder = tmp_path / "mappings" / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT)
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    made = make_hub(name="hub", home=tmp_path / "home", database_url=sqlite_with_tables(tmp_path / "hub.db"))
    made.publish(read_folder(folder))
    # Its buckets do not fill by themselves, so that a test says how much there is.
    yield replace(made, limits=MemoryLimits(clock=lambda: 0.0))
    made.store.engine.dispose()


def publish(hub: Hub, *, contract: str = CONTRACT, slips: str = SLIPS) -> None:
    """The partner `wms` by another contract or mapping."""
    folder = hub.home / "mappings" / "wms"
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "partner.yaml").write_text(contract)
    (folder / "in" / "slips.yaml").write_text(slips)
    hub.publish(read_folder(folder))


@pytest.fixture
def worker(hub: Hub) -> Iterator[Worker]:
    """A worker at work."""
    made = Worker(hub, "test", partitions_max=8)
    with running(made.run):
        yield made


@pytest.fixture
def door(hub: Hub) -> Iterator[httpx.Client]:
    """A client of the real server, with the partner's token."""
    server = make_server(make_app(hub), host="127.0.0.1", port=0)
    with hub.store.unit() as unit:
        token = give_token(unit, "wms")
    headers = {"Authorization": f"Bearer {token}"}
    with running(serving_loop(server)):
        until(lambda: server.started, "the door")
        url = f"http://127.0.0.1:{server.port}"
        with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_S) as client:
            yield client


@pytest.fixture
def agents_door(hub: Hub) -> Iterator[httpx.Client]:
    """A client of the agents' door inside this machine, where no certificate is asked for."""
    server = make_server(make_agents_app(trust_of(hub), asks=False), host="127.0.0.1", port=0)
    with running(serving_loop(server)):
        until(lambda: server.started, "the agents' door")
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE_S) as client:
            yield client
