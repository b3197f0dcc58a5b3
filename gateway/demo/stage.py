"""The stage: the hub and its processes, the agents, and the partners, set up once and taken up again."""

from __future__ import annotations

import importlib.util
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from adapters.wiring.folders import find_folders, read_folder
from adapters.wiring.hub import Hub
from core.hub.access import give_token
from core.kernel.errors import Unavailable
from gateway.console.people import People
from gateway.demo.agents import agents_of, install
from gateway.demo.family import Family
from gateway.demo.home import Home, Notes, from_on
from gateway.demo.partners import Erp, Machine, PriceSource, Warehouse
from gateway.demo.ports import claim_port
from gateway.demo.watch import Watch
from gateway.opening import open_hub

READY_S = 180.0
LOOK_S = 0.1
PUSH_PORT = 8787


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the story is played with."""

    home: Home
    hub: Hub
    family: Family
    notes: Notes
    watch: Watch
    warehouse: Warehouse
    erp: Erp
    prices: PriceSource
    bank: Machine
    wms: Machine
    trader: Machine
    tax: Machine
    registry: Machine


def set_up(home: Home, say: Callable[[str], None]) -> Stage:
    """Publishes the partners, starts the processes and enrols the agents; all of it may be there already."""
    hub, _ = open_hub(home.settings)
    notes = Notes(home.secrets / "notes.json")
    _first_password(hub, notes)
    for folder in find_folders(home.settings.mappings):
        hub.publish(read_folder(folder))
    family = Family(home.logs, home.environment)
    try:
        say("starting the hub 启动平台 …")
        _start_hub(home, family)
        say("starting three front-end agents 启动三台前置机 …")
        # Their systems stand before the agents look: a table that is not there yet is a source that failed.
        warehouse, erp = Warehouse(home.warehouse), Erp(home.erp)
        push_port = _start_agents(hub, home, family)
    except BaseException:
        family.stop()
        raise
    return Stage(
        home=home,
        hub=hub,
        family=family,
        notes=notes,
        watch=Watch(hub, family),
        warehouse=warehouse,
        erp=erp,
        prices=PriceSource(push_port),
        bank=_machine(home, hub, notes, "demo-bank"),
        wms=_machine(home, hub, notes, "demo-warehouse"),
        trader=_machine(home, hub, notes, "demo-steel"),
        tax=_machine(home, hub, notes, "demo-tax"),
        registry=_machine(home, hub, notes, "demo-registry"),
    )


def _start_hub(home: Home, family: Family) -> None:
    if home.settings.embedded:
        family.start("hub", ["gateway", "run"])
    else:
        family.start("web", ["gateway", "web"])
        family.start("worker-1", ["gateway", "worker"])
        family.start("worker-2", ["gateway", "worker"])
    if importlib.util.find_spec("schedules.__main__"):
        family.start("schedules", ["schedules"])
    doors = (home.settings.port, home.settings.agent_port)
    _wait(family, lambda: all(map(_listens, doors)), "the hub's doors")


def _start_agents(hub: Hub, home: Home, family: Family) -> int:
    """The port at which the price agent's door listens."""
    push_port = claim_port(from_on(PUSH_PORT))
    agents = agents_of(home, push_port)
    with ThreadPoolExecutor(len(agents)) as pool:
        list(pool.map(lambda agent: install(hub, home, agent), agents))
    for agent in agents:
        family.start(agent.name, ["front_end_agent", "--home", str(home.agent(agent.name)), "run"])
    _wait(family, lambda: _listens(push_port), "the price agent's door")
    return push_port


def _first_password(hub: Hub, notes: Notes) -> None:
    password = People(hub.store, hub.clock).first_password()
    if password:
        notes.put("password", password)


def _machine(home: Home, hub: Hub, notes: Notes, partner: str) -> Machine:
    return Machine(home.url, partner, _token(hub, notes, partner))


def _token(hub: Hub, notes: Notes, partner: str) -> str:
    known = notes.get(f"token {partner}")
    if known:
        return known
    with hub.store.unit() as unit:
        token = give_token(unit, partner)
    notes.put(f"token {partner}", token)
    return token


def _listens(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(1.0)
        return door.connect_ex(("127.0.0.1", port)) == 0


def _wait(family: Family, there: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + READY_S
    while not there():
        family.check()
        if time.monotonic() > until:
            raise Unavailable(f"{what} did not open within {READY_S:.0f} s\n{family.last_words()}")
        time.sleep(LOOK_S)
