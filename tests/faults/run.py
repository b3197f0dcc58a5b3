"""One run: a world, records that flow, faults in between, then quiet, and the auditor."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from front_end_agent.errors import AgentError
from front_end_agent.status import read_status
from tests.faults import papers
from tests.faults.acts import Acts, prepare_clock
from tests.faults.audit.tables import Tables
from tests.faults.columns import PRODUCTION, Column
from tests.faults.draw import Fault, draw
from tests.faults.flow import API, Flow
from tests.faults.pace import now_s, pause
from tests.faults.world import AGENTS, World
from tests.patience import until
from tests.programs import run as run_program

READY_S_MAX = 30.0
DRAIN_S = 400.0
SETTLE_S = 120.0
AUDIT_S = 300.0
PROBE = "PROBE"
# What is not handled yet, and what the outbox has not seen to its end.
LEFT = (
    "SELECT coalesce(sum(next - 1 - position), 0) AS unhandled"
    " FROM hub_inlet i JOIN hub_outlet o ON o.id = i.id"
)
LOOKED = (
    "SELECT count(*) AS many FROM hub_pull"
    " WHERE failures = 0 AND life = (SELECT coalesce(max(number), 1) FROM hub_incarnation)"
)
UNSENT = "SELECT count(*) AS unsent FROM hub_outgoing WHERE state = 'waiting'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is: its seed, how many records flow over how many seconds, and how many faults are drawn."""

    seed: int
    records: int
    seconds: float
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of it. said: the auditor's findings, a line each."""

    records: int
    faults: tuple[Fault, ...]
    ready_s: float
    said: str

    def count(self, kind: str) -> int:
        return sum(line.startswith(f"{kind}:") for line in self.said.splitlines())


def run(folder: Path, column: Column, plan: Plan) -> Result:
    """The whole of it; raises what could not be waited for, with the last words of all processes."""
    faults = draw(plan.seed, column=column.name, count=plan.faults, pause_s=plan.seconds / (plan.faults + 1))
    if column.name == PRODUCTION and any(fault.kind == "clock" for fault in faults):
        prepare_clock(column.database_url)
    world = World(folder, column, seed=plan.seed)
    flow = Flow(world, seed=plan.seed, count=plan.records, seconds=plan.seconds)
    try:
        acts = Acts(world, seed=plan.seed)
        flow.start()
        for fault in faults:
            pause(fault.after_s)
            print(f"  {fault}", flush=True)
            acts.do(fault)
        ready_s, said = end(world, flow, since_s=acts.last_s)
        return Result(records=world.book.count, faults=tuple(faults), ready_s=ready_s, said=said)
    finally:
        flow.give_up()
        world.close()


def end(world: World, flow: Flow, *, since_s: float) -> tuple[float, str]:
    """Quiet, and the auditor: (seconds from the last fault until all was ready, what is wrong)."""
    ready_s = ready_again(world, flow, since_s=since_s)
    flow.join()
    drain(world)
    stop(world)
    return ready_s, audit(write_case(world, ready_s=ready_s))


def ready_again(world: World, flow: Flow, *, since_s: float) -> float:
    """Seconds from the last fault until the hub is ready and new documents of every way are handled."""
    until(world.is_ready, "the hub to be ready again")
    name = f"{PROBE}-{round(since_s * 1000)}"
    at = papers.now()
    for agent in AGENTS:
        flow.hands.drop(agent, "slips", f"{name}-{agent}.csv", papers.slip(
            "入库", f"{name}-{agent}", f"LOT-{name}-{agent}", "1", at=at))  # fmt: skip
    flow.hands.hand_in(API, name, papers.said("in", name, f"LOT-{name}", "1", at=at))
    tables = Tables(world.database_url)
    wanted = ", ".join(f"'{name}-{agent}.csv'" for agent in AGENTS)
    query = (
        "SELECT count(*) AS many FROM hub_arrival a JOIN hub_outlet o ON o.id = a.partition"
        f" AND o.position >= a.number WHERE a.name IN ({wanted})"
    )
    until(lambda: tables.number(query) >= len(AGENTS), "what was dropped after the last fault to be handled")
    return now_s() - since_s


def drain(world: World) -> None:
    """Until all that came is handled, every folder is empty and the outbox has done what it can."""
    tables = Tables(world.database_url)
    until(lambda: not _in_folders(world), "agents and the clock to take what was dropped", limit_s=DRAIN_S)
    until(lambda: tables.number(LOOKED) == 1, "a whole look outside in this life", limit_s=DRAIN_S)
    until(lambda: all_receipted(world), "a receipt for every frame", limit_s=DRAIN_S)
    until(lambda: tables.number(LEFT) == 0, "all arrivals to be handled", limit_s=DRAIN_S)
    until_s = now_s() + SETTLE_S
    while tables.number(UNSENT) and now_s() < until_s:
        pause(0.5)
    until(lambda: tables.number(LEFT) == 0, "all arrivals to be handled", limit_s=DRAIN_S)


def stop(world: World) -> None:
    """Every process as its service manager would; each comes to a good end, or had not begun to listen."""
    assert not world.manager.broken, f"it ended by itself: {world.manager.broken}"
    for name in [*AGENTS, *world.hub_processes]:
        code = world.stop(name)
        assert code in (0, -signal.SIGTERM), f"{name} ended with {code}; {world.running[name].last_words()}"


def write_case(world: World, *, ready_s: float) -> Path:
    """What the auditor is given."""
    path = world.folder / "case.json"
    said = {
        "folder": str(world.folder),
        "database_url": world.database_url,
        "home": str(world.home),
        "ready_s": ready_s,
        "ready_s_max": READY_S_MAX,
    }
    path.write_text(json.dumps(said))
    return path


def audit(case: Path) -> str:
    """What the auditor says, in a process of its own."""
    ended = run_program([sys.executable, "-m", "tests.faults.audit", str(case)], limit_s=AUDIT_S)
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    assert bool(ended.stdout) == bool(ended.returncode), ended.stderr
    return ended.stdout


def _in_folders(world: World) -> list[Path]:
    folders = [world.drops(agent, source) for agent in AGENTS for source in ("slips", "answers")]
    folders.append(world.outside)
    return [path for folder in folders for path in folder.iterdir() if path.is_file()]


def all_receipted(world: World) -> bool:
    """Every agent has a receipt for all it sealed, and reads nothing again."""
    try:
        said = [read_status(world.agent_home(name)) for name in AGENTS]
    except (AgentError, KeyError):
        return False  # One is only just being made.
    rereading = any(source.reread for one in said for source in one.sources)
    return not rereading and all(one.sealed == one.receipted and not one.files for one in said)
