"""Two hubs that speak AS2 with each other over sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from adapters.as2.endpoint import As2Endpoint, make_endpoint
from adapters.as2.keys import Own
from adapters.memory.limits import MemoryLimits
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.arrivals import Arrival
from gateway.rest.app import make_app
from gateway.serving import make_server, serving_loop
from gateway.worker import Worker
from tests.adapters.as2.houses import an_as2_send, certificate_pem, house, secret_of
from tests.beside import running
from tests.hub_world import CONTRACT, SLIPS
from tests.patience import PATIENCE_S, until
from tests.prepared import sqlite_with_tables


class As2Hub:
    """A hub with one line of AS2, at its own address."""

    def __init__(self, hub: Hub, folder: Path, name: str, own: Own, port: int) -> None:
        self.hub, self.folder, self.name, self.own = hub, folder, name, own
        self.address = f"http://127.0.0.1:{port}/as2/v1"
        (hub.home / "secrets").mkdir()
        (hub.home / "secrets" / "as2").write_bytes(secret_of(own))

    def meet(self, other: As2Hub, **more: object) -> None:
        """The contract says what comes from the other; more: words of its line."""
        line = {
            "ours": self.name, "theirs": other.name, "certificates": [certificate_pem(other.own)],
            "secret_file": "as2", "source": "slips", "site": "W1", **more,
        }  # fmt: skip
        (self.folder / "partner.yaml").write_text(f"{CONTRACT}as2: {json.dumps([line])}\n")
        self.hub.publish(read_folder(self.folder))

    def endpoint(self, to: As2Hub, words: str = "", **options: str) -> As2Endpoint:
        """A way to the other, as a send of a contract says it."""
        names = f"from={self.name}&to={to.name}".replace(" ", "%20")
        return make_endpoint(
            an_as2_send(f"{to.address}?{names}{words}", to.own, timeout_s=PATIENCE_S, **options),
            secret_of(self.own),
        )

    def documents(self) -> list[bytes]:
        rows = [row for row in self.hub.store.rows(Arrival, limit=99) if row.kind == "document"]
        return [row.body if row.body is not None else self.hub.blobs.get(row.blob) for row in rows]

    def told(self) -> list[str]:
        rows = [row for row in self.hub.store.rows(Arrival, limit=99) if row.kind == "internal"]
        return [row.name for row in rows]

    def work(self) -> None:
        Worker(self.hub, "test", partitions_max=8).drain()

    def post(self, headers: dict[str, str], body: bytes) -> httpx.Response:
        return httpx.post(self.address, content=body, headers=headers, timeout=PATIENCE_S)


@contextmanager
def as2_hub(folder: Path, name: str) -> Iterator[As2Hub]:
    mappings = folder / "mappings" / "wms"
    (mappings / "in").mkdir(parents=True)
    (mappings / "in" / "slips.yaml").write_text(SLIPS)
    made = make_hub(name=name, home=folder / "home", database_url=sqlite_with_tables(folder / "hub.db"))
    hub = replace(made, limits=MemoryLimits(clock=lambda: 0.0))
    server = make_server(make_app(hub), host="127.0.0.1", port=0)
    with running(serving_loop(server)):
        until(lambda: server.started, "the door")
        yield As2Hub(hub, mappings, name, house(name), server.port)
    made.store.engine.dispose()


@pytest.fixture
def hubs(tmp_path: Path) -> Iterator[tuple[As2Hub, As2Hub]]:
    """Who sends, and who receives; each knows the other."""
    with ExitStack() as stack:
        sender, receiver = (
            stack.enter_context(as2_hub(tmp_path / name.split()[0], name)) for name in ("US", "THE BANK")
        )
        sender.meet(receiver)
        receiver.meet(sender)
        yield sender, receiver
