"""A broker of three nodes under load: kill -9 of the leader of the intake queue loses and doubles nothing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.wiring.hub import Hub, make_hub
from core.custody.movement import Movement
from core.hub.arrivals import Arrival
from core.hub.bus import intake_queue
from core.hub.documents import StoredDocument
from core.hub.enrol import shard_of
from tests.beside import running
from tests.gateway.processes import House
from tests.hub_world import slip
from tests.patience import until
from tests.programs import done
from tests.servers.cluster import RabbitCluster
from tests.servers.servers import Servers

pytestmark = [pytest.mark.long, pytest.mark.servers, pytest.mark.timeout(1500)]
VHOST = "cluster"
SHARDS = 2
AGENTS = ("agent-1", "agent-2")
# So soon after the kill the next record of the stream stands in the store.
GOES_ON_WITHIN = timedelta(seconds=60)
LIMIT_S = 300.0


@pytest.fixture
def cluster(servers: Servers) -> Iterator[RabbitCluster]:
    """Three Erlang machines are many for two cores: they end with the test."""
    yield servers.rabbit_cluster
    servers.rabbit_cluster.stop()


class Warehouses(House):
    """Hub, workers and two agents over the cluster and PostgreSQL; files drop into a folder of each agent."""

    def __init__(self, folder: Path, *, broker_url: str, database_url: str) -> None:
        super().__init__(folder, LIANQIAO_BROKER_URL=broker_url, LIANQIAO_DATABASE_URL=database_url,
                         LIANQIAO_SHARDS=str(SHARDS))  # fmt: skip
        self.broker_url, self.dropped = broker_url, 0
        self.hub("partner", "publish")
        tokens = [self.hub("agent", "invite", name, "--partner", "wms").strip() for name in AGENTS]
        self.start_module("gateway", "web")
        for number in (1, 2):
            self.start([sys.executable, "-m", "gateway", "worker"], f"worker-{number}")
        until(lambda: "serving at" in self.log("gateway-web"), "the doors", limit_s=LIMIT_S)
        for name, token in zip(AGENTS, tokens, strict=True):
            self._agent(name, token)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def drop(self, _count: int = 0) -> None:
        """One slip more at each warehouse, as its own system puts it down."""
        self.dropped += 1
        for name in AGENTS:
            number = f"{name}-{self.dropped:05d}"
            path = self.folder / f"{name}-drops" / f"{number}.json"
            beside = path.with_suffix(".part")
            beside.write_bytes(slip("in", number, (f"LOT-{number}", "1")))
            beside.rename(path)

    def _agent(self, name: str, token: str) -> None:
        home, drops = self.folder / name, self.folder / f"{name}-drops"
        home.mkdir(mode=0o700)
        drops.mkdir()
        ca = self.folder / "home" / "certs" / "ca.pem"
        (home / "agent.toml").write_text(
            f'beat_s = 1.0\n[hub]\nurl = "https://127.0.0.1:{self.agent_port}"\nca = "{ca}"\n'
            f'[uplink]\namqp = "{self.broker_url}"\nsilence_s = 10.0\n'
            f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\n'
            'finished = "rename"\nevery_s = 0.1\n'
        )
        command = [sys.executable, "-m", "front_end_agent", "--home", str(home)]
        done([*command, "enrol", "--token", token], environment=self.environment)
        self.start([*command, "run"], name)


@pytest.fixture
def house(tmp_path: Path, cluster: RabbitCluster, database_url: str) -> Iterator[Warehouses]:
    made = Warehouses(tmp_path, broker_url=cluster.add_vhost(VHOST), database_url=database_url)
    yield made
    made.close()


@pytest.fixture
def book(house: Warehouses, database_url: str) -> Iterator[Hub]:
    """What the hub has stored."""
    hub = make_hub(name="hub", home=house.folder / "home", database_url=database_url)
    yield hub
    hub.store.engine.dispose()


def booked(book: Hub) -> Counter[str]:
    """How often each slip is in the books."""
    rows = book.store.rows(StoredDocument, limit=100_000)
    return Counter(row.key for row in rows if row.type == "wms.inbound.v1" and row.outcome == "done")


def longest_pause(book: Hub) -> timedelta:
    """Between two records of the load, by the store's own clock."""
    rows = [row for row in book.store.rows(Arrival, limit=100_000) if row.kind == "document"]
    times = sorted(row.received_at for row in rows)
    return max(later - earlier for earlier, later in pairwise(times))


def test_when_the_leader_of_the_intake_queue_is_killed_all_goes_on_and_nothing_is_lost_or_doubled(
    house: Warehouses, cluster: RabbitCluster, book: Hub
) -> None:
    queue = intake_queue(shard_of("wms", SHARDS))

    with running(lambda stop: _flow(house, stop)):
        until(lambda: len(booked(book)) >= 100, "load in the books", limit_s=LIMIT_S)
        leader = cluster.leader_of(VHOST, queue)
        asked = next(node for name, node in cluster.members.items() if name != leader)
        assert cluster.followers_of(VHOST, queue, asked=asked) == set(cluster.members)
        before = len(booked(book))
        cluster.members[leader].kill()
        until(lambda: len(booked(book)) >= before + 100, "the load without it", limit_s=LIMIT_S)
        assert cluster.leader_of(VHOST, queue, asked=asked) not in ("", leader)
        cluster.members[leader].start()
        whole = set(cluster.members)
        until(
            lambda: cluster.followers_of(VHOST, queue, asked=asked) == whole,
            "the member back",
            limit_s=LIMIT_S,
        )
        again = len(booked(book))
        until(lambda: len(booked(book)) >= again + 100, "the load with it again", limit_s=LIMIT_S)

    dropped = {f"{name}-{number:05d}" for name in AGENTS for number in range(1, house.dropped + 1)}
    until(lambda: set(booked(book)) == dropped, "everything that was dropped", limit_s=LIMIT_S)
    assert set(booked(book).values()) == {1}
    moved = Counter(row.lot_no for row in book.store.rows(Movement, limit=100_000))
    assert len(moved) == len(dropped)
    assert set(moved.values()) == {1}
    pause = longest_pause(book)
    print(f"{len(dropped)} slips, the longest pause {pause.total_seconds():.1f} s")
    assert pause < GOES_ON_WITHIN


def _flow(house: Warehouses, stop: object) -> None:
    while not stop.wait(0.1):  # type: ignore[attr-defined]
        house.drop()
