"""The front-end agent by itself: how soon it is heard, what memory it holds, how fast it spools and sends."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.house import AGENT, House, enrol, house
from core.hub.agents import Agent
from front_end_agent.batch import Batch
from front_end_agent.clock import SystemClock, as_text
from front_end_agent.identity import KeyRing
from front_end_agent.record import Document
from front_end_agent.settings import read_settings
from front_end_agent.spool import Spool
from front_end_agent.status import read_status
from gateway.demo.home import TREE

STARTS = 7
START_S, MEMORY_MB, SPOOLED, DRAINED = 0.6, 60.0, 5_000.0, 10_000.0
RECORDS, A_BATCH, PAYLOAD = 100_000, 200, b'{"kind":"in","no":"RK-1","lots":[{"lot":"L-1","qty":"12.5"}]}'
STOP_S = 20.0
LOOK_S = 0.01
NAMES = {
    "start": "agent: start to first heartbeat at the hub",
    "memory": "agent: resident memory after the drain",
    "spool": "agent: spooled, each batch on the disk",
    "drain": "agent: drained from the spool into a hub",
}


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    with house("door") as made:
        drop = made.home.folder / "drop"
        drop.mkdir()
        enrol(made, f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "WH-BENCH"\npath = "{drop}"\n')
        _start(made)  # Not counted: it makes the spool, and Python keeps what it compiled.
        starts = [_start(made) for _ in range(STARTS)]
        spooled = _spool(made.agent)
        drained, resident_mb = _drain(made)
    took = statistics.median(starts)
    print(f"  {STARTS} starts: {min(starts):.2f} to {max(starts):.2f} s; load {os.getloadavg()[0]:.1f}")
    return [
        _row("start", took * 1000, START_S * 1000, "ms", met=took <= START_S),
        _row("memory", resident_mb, MEMORY_MB, "MB", met=resident_mb <= MEMORY_MB),
        _row("spool", spooled, SPOOLED, "records/s", met=spooled >= SPOOLED),
        _row("drain", drained, DRAINED, "records/s", met=drained >= DRAINED),
    ]


def _start(made: House) -> float:
    """Seconds from the start of the process to the moment the hub heard it, by the hub's own record."""
    before = _beat(made)
    begun = made.hub.clock.now()
    with _Running(made) as process:
        while _beat(made) <= before:
            _require_alive(process)
            time.sleep(LOOK_S)
        heard = made.hub.store.get(Agent, AGENT)
    assert heard is not None
    assert heard.beat_at is not None
    return (heard.beat_at - begun) / timedelta(seconds=1)


def _spool(home: Path) -> float:
    """Records a second into the spool, in batches that are each on the disk before the next."""
    settings = read_settings(home)
    spool = Spool(settings, agent=AGENT, keys=KeyRing(home), clock=SystemClock())
    batches = [_batch(first) for first in range(0, RECORDS, A_BATCH)]
    begun = time.perf_counter()
    for batch in batches:
        spool.put(batch)
    took = time.perf_counter() - begun
    spool.close()
    return RECORDS / took


def _batch(first: int) -> Batch:
    seen_at = as_text(SystemClock().now())
    items = tuple(
        Document(
            source="slips", site="WH-BENCH", name=f"{first + place}.json", media="application/json",
            seen_at=seen_at, facts={"watermark": str(first + place)}, payload=PAYLOAD,
        )
        for place in range(A_BATCH)
    )  # fmt: skip
    return Batch(source="slips", items=items, watermark=str(first + A_BATCH))


def _drain(made: House) -> tuple[float, float]:
    """(records a second from the first frame the hub has to the last, resident memory in MB at its end)."""
    began_at, before = 0.0, read_status(made.agent).receipted
    with _Running(made) as process:
        while (status := read_status(made.agent)).receipted < status.sealed:
            _require_alive(process)
            if status.receipted > before and not began_at:
                began_at, before = time.perf_counter(), status.receipted
            time.sleep(LOOK_S)
        took = time.perf_counter() - began_at
        resident_mb = _resident_mb(process.pid)
    frames = status.receipted - before
    return frames * A_BATCH / took, resident_mb


class _Running:
    """The agent as a process, asked to stop at the end."""

    def __init__(self, made: House) -> None:
        self._made = made

    def __enter__(self) -> subprocess.Popen[bytes]:
        home, log = self._made.agent, self._made.home.logs / "agent.log"
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "front_end_agent", "--home", str(home), "run"],
                cwd=TREE, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(STOP_S)


def _beat(made: House) -> int:
    agent = made.hub.store.get(Agent, AGENT)
    return agent.beat if agent is not None else 0


def _require_alive(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise RuntimeError(f"the agent ended with {process.returncode}")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _row(key: str, ours: float, bound: float, unit: str, *, met: bool) -> dict[str, Any]:
    ratio = bound / ours if unit in ("ms", "MB") else ours / bound
    return {
        "name": NAMES[key],
        "ours": round(ours),
        "other": round(bound),
        "other_name": "bound",
        "unit": unit,
        "ratio": round(ratio, 2),
        "target": 1.0,
        "met": met,
    }


if __name__ == "__main__":
    for row in measure():
        print(row)
