"""The door in SOAP on a hub of the test's own, with a partner that speaks it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.memory.limits import MemoryLimits
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.clients import add_client
from core.hub.digest_access import give_digest_password
from gateway.console.sealing import Seal
from gateway.rest.app import make_app
from gateway.serving import make_server, serving_loop
from gateway.worker import Worker
from tests.beside import running
from tests.gateway.soap.asking import Machine, Speaker
from tests.hub_world import SLIPS
from tests.patience import until
from tests.prepared import sqlite_with_tables

STANDARDS = Path(__file__).parents[3] / "mappings" / "standards" / "lianqiao"
CONTRACT = """
partner: PARTNER
name: A warehouse
parties: [PARTNER]
sites: [{id: W1, zone: Asia/Shanghai}, {id: W2}]
feeds:
  - {source: slips, rules: [{mapping: in/slips.yaml}]}
  - {source: warehouse, rules: [{mapping: standards/lianqiao/warehouse.yaml}]}
  - {source: applications, rules: [{mapping: standards/lianqiao/applications.yaml}]}
"""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with the partners `wms` and `other`; nothing is handled until a worker works."""
    made = make_hub(name="hub", home=tmp_path / "home", database_url=sqlite_with_tables(tmp_path / "hub.db"))
    shutil.copytree(STANDARDS, tmp_path / "mappings" / "standards" / "lianqiao")
    for partner in ("wms", "other"):
        publish(made, tmp_path, partner=partner)
    yield replace(made, limits=MemoryLimits(clock=lambda: 0.0))
    made.store.engine.dispose()


def publish(hub: Hub, folder: Path, more: str = "soap: {wait_s: 0}\n", *, partner: str = "wms") -> None:
    """A partner's contract; without a word of its own the door does not wait."""
    where = folder / "mappings" / partner
    (where / "in").mkdir(parents=True, exist_ok=True)
    (where / "partner.yaml").write_text(CONTRACT.replace("PARTNER", partner) + more)
    (where / "in" / "slips.yaml").write_text(SLIPS)
    hub.publish(read_folder(where))


@pytest.fixture
def worker(hub: Hub) -> Iterator[Worker]:
    """A worker at work."""
    made = Worker(hub, "test", partitions_max=8)
    with running(made.run):
        yield made


@pytest.fixture
def address(hub: Hub) -> Iterator[str]:
    """Where the real server has the door."""
    server = make_server(make_app(hub), host="127.0.0.1", port=0)
    with running(serving_loop(server)):
        until(lambda: server.started, "the door")
        yield f"http://127.0.0.1:{server.port}/soap/v1"


@pytest.fixture
def machine(hub: Hub) -> Machine:
    """A machine of `wms`."""
    return machine_of(hub, "wms")


def machine_of(hub: Hub, partner: str) -> Machine:
    """Its client id, its secret, and its password for digests."""
    seal = Seal.kept_in(hub.home / "keys")
    with hub.store.unit() as unit:
        client_id, secret = add_client(unit, partner, "soap")
        digest = give_digest_password(unit, client_id, seal.close)
    return Machine(client_id, secret, digest)


@pytest.fixture
def door(address: str, machine: Machine) -> Iterator[Speaker]:
    """Speaks as this machine."""
    with Speaker(address, machine) as speaker:
        yield speaker
