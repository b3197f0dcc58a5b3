"""A hub with its processes and one agent, in folders that go with it: embedded, or on real servers."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import msgspec

from adapters.wiring.folders import find_folders, read_folder
from adapters.wiring.hub import Hub
from bench.goods import PARTNER, SITE, SOURCE, confirmation, stock, watched, write_partner
from bench.places import bench_servers
from core.hub.agents import Agent
from core.hub.arrivals import Arrival
from core.hub.enrol import Invitation, invite
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from gateway.console.people import People
from gateway.demo.family import Family, run_once
from gateway.demo.home import Home, make_home
from gateway.opening import open_hub
from tests.servers.ports import free_port
from tests.servers.servers import Servers

# Which commands of `hub` run; "door" takes in and handles nothing.
COLUMNS = {"embedded": (("run",),), "production": (("web",), ("worker",)), "door": (("web",),)}
AGENT = "bench-agent"
READY_S, LOOK_S, CALL_S = 180.0, 0.02, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The processes at work; `hub` looks into their store from here."""

    home: Home
    hub: Hub
    family: Family
    password: str

    @property
    def agent(self) -> Path:
        return self.home.agent(AGENT)

    def wait(self, there: Callable[[], bool], what: str) -> None:
        """Waits until it is so; raises with the end of a log if a process died meanwhile."""
        until = time.monotonic() + READY_S
        while not there():
            self.family.check()
            if time.monotonic() > until:
                raise TimeoutError(f"{what} was not there in {READY_S:.0f} s\n{self.family.last_words()}")
            time.sleep(LOOK_S)

    def idle(self) -> bool:
        """Everything that was taken in is handled."""
        outlets = self.hub.views.outlets()
        return bool(outlets) and not any(outlet.waiting for outlet in outlets)

    def has(self, name: str) -> bool:
        """A document of this name was taken in."""
        return bool(self.hub.store.rows(Arrival, limit=1, name=name))

    def tell(self, type_name: str, body: msgspec.Struct, key: str) -> None:
        """A message of the hub's own, as its people would send it."""
        arriving = internal(type_name, body, partner=PARTNER, site=SITE, key=key)
        with self.hub.store.unit() as unit:
            store_arrivals(unit, self.hub.blobs, [arriving])


@contextmanager
def house(column: str) -> Iterator[House]:
    """The hub of this column, its doors open, the bench's partner published; all of it goes at the end."""
    with ExitStack() as stack:
        urls = _urls(stack.enter_context(bench_servers())) if column == "production" else {}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianqiao-bench-")))
        write_partner(folder / "mappings")
        home = make_home(folder, dict(os.environ), urls)
        hub, _ = open_hub(home.settings)
        stack.callback(hub.store.engine.dispose)
        password = People(hub.store, hub.clock).first_password() or ""
        for found in find_folders(home.settings.mappings):
            hub.publish(read_folder(found))
        family = Family(home.logs, home.environment)
        stack.callback(family.stop)
        for words in COLUMNS[column]:
            family.start(words[0], ["gateway", *words])
        made = House(home=home, hub=hub, family=family, password=password)
        made.wait(lambda: listens(home.settings.port) and listens(home.settings.agent_port), "the hub")
        yield made


def enrol(made: House, sources: str) -> None:
    """Makes the agent's home with these sources, and enrols it by a one-time token."""
    home, folder = made.home, made.agent
    folder.mkdir(mode=0o700)
    broker = f'[uplink]\namqp = "{home.settings.broker_url}"\n' if home.settings.broker_url else ""
    hub_table = f'[hub]\nurl = "{home.agents_url}"\nca = "{home.authority}"\n'
    (folder / "agent.toml").write_text(hub_table + broker + sources, "utf-8")
    with made.hub.store.unit() as unit:
        token = invite(unit, Invitation(agent=AGENT, partner=PARTNER, shard=0), ttl_s=READY_S)
    words = ["front_end_agent", "--home", str(folder), "enrol", "--token", token]
    run_once(words, home.environment, timeout_s=READY_S)


def push_agent(made: House) -> int:
    """An agent with a push source at work, and goods pledged by what came through it; its port."""
    port = free_port()
    enrol(made, f'[[source]]\nkind = "push"\nname = "{SOURCE}"\nsite = "{SITE}"\nport = {port}\n')
    made.family.start("agent", ["front_end_agent", "--home", str(made.agent), "run"])
    made.wait(lambda: listens(port), "the push source")
    made.wait(lambda: heard(made), "the first heartbeat")
    for name, body in (("stock", stock()), ("confirmation", confirmation())):
        url, headers = f"http://127.0.0.1:{port}/push/{SOURCE}", {"Document-Name": name}
        httpx.post(url, content=body, headers=headers, timeout=CALL_S, trust_env=False).raise_for_status()
        made.wait(partial(made.has, name), name)
    made.wait(made.idle, "the pledge")
    for said in watched(made.hub.clock.now()):
        made.tell(*said)
    made.wait(made.idle, "the pledge under watch")
    return port


def heard(made: House) -> bool:
    agent = made.hub.store.get(Agent, AGENT)
    return agent is not None and agent.beat > 0


def _urls(servers: Servers) -> dict[str, str]:
    return {
        "LIANQIAO_DATABASE_URL": servers.postgres.url(),
        "LIANQIAO_BROKER_URL": servers.rabbitmq.url(),
        "LIANQIAO_REDIS_URL": servers.redis.url(),
    }


def listens(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(1.0)
        return door.connect_ex(("127.0.0.1", port)) == 0
