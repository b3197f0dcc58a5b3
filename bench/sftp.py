"""SFTP: a drop of 100 MB and 250,000 rows, until its last row is booked, and what the hub holds."""

from __future__ import annotations

import io
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko

from bench.rows import at_most
from tests.gateway.processes import House
from tests.gateway.sftp.homes import HEAD, Machine
from tests.gateway.sftp.homes import ROWS as ROWS_MAPPING
from tests.hub_world import CONTRACT
from tests.programs import Program

ROWS = int(os.environ.get("BENCH_SFTP_ROWS", "250000"))
ROW_BYTES = 400
SECONDS, MB_RESIDENT = 60, 200
WAIT_S_MAX = 1800.0
LOOK_S = 0.2
SHIPPED = CONTRACT.replace("rules:", "cut: {head: 1}, rules:") + "drops: [{source: slips, site: W1}]\n"


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}; fewer rows have a lower bound."""
    with tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder:
        house = House(Path(folder), LIANQIAO_SFTP_PORT="0")
        try:
            took_s, resident = _drop(house)
        finally:
            house.close()
    return [
        at_most(f"sftp: drop of {ROWS:,} rows until all are booked", took_s, SECONDS * ROWS / 250_000, "s"),
        at_most("sftp: most the hub had in memory", resident / 1024**2, MB_RESIDENT, "MB"),
    ]


def _drop(house: House) -> tuple[float, int]:
    machine = Machine()
    hub = door_of(house, machine, SHIPPED, ROWS_MAPPING, "run")
    files = files_at(hub, machine)
    began = time.monotonic()
    with files.open("/in/stock.csv.part", "wb") as file:
        file.set_pipelined(True)
        for piece in _pieces():
            file.write(piece)
    files.rename("/in/stock.csv.part", "/in/stock.csv")
    print(f"  uploaded after {time.monotonic() - began:.1f} s", flush=True)
    _wait_for(house.folder / "home" / "hub.db", hub)
    return time.monotonic() - began, resident(hub.pid)


def door_of(house: House, machine: Machine, contract: str, mapping: str, command: str) -> Program:
    """A hub whose command opens the door for this machine of its partner."""
    partner = house.folder / "mappings" / "wms"
    (partner / "partner.yaml").write_text(contract)
    (partner / "in" / "slips.yaml").write_text(mapping)
    (house.folder / "machine.pub").write_text(machine.public)
    house.hub("partner", "publish")
    house.hub("partner", "key", "add", "wms", str(house.folder / "machine.pub"))
    return house.start_module("gateway", command)


def _pieces() -> Iterator[bytes]:
    yield HEAD.encode()
    for first in range(0, ROWS, 1000):
        lines = [f"IN-{n},2026-11-23T15:00:00+08:00,L{n},1," for n in range(first, min(first + 1000, ROWS))]
        yield "".join(f"{line}{'r' * (ROW_BYTES - len(line) - 1)}\n" for line in lines).encode()


def _served(hub: Program) -> int:
    end = time.monotonic() + WAIT_S_MAX
    while "sftp://" not in hub.said:
        if time.monotonic() > end:
            raise TimeoutError(hub.last_words())
        time.sleep(LOOK_S)
    return int(hub.said.rpartition("sftp://127.0.0.1:")[2].split()[0])


def _wait_for(database: Path, hub: Program) -> None:
    end = time.monotonic() + WAIT_S_MAX
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as book:
        while book.execute("SELECT count(*) FROM custody_movement").fetchone()[0] < ROWS:
            if time.monotonic() > end or not hub.is_alive:
                raise TimeoutError(hub.last_words())
            time.sleep(LOOK_S)


def files_at(hub: Program, machine: Machine) -> paramiko.SFTPClient:
    """The session of this machine, once the door is open."""
    port = _served(hub)
    written = machine.key.export_private_key("openssh").decode()
    transport = paramiko.Transport(("127.0.0.1", port))
    transport.connect(username="wms", pkey=paramiko.Ed25519Key.from_private_key(io.StringIO(written)))
    files = paramiko.SFTPClient.from_transport(transport)
    if files is None:
        raise TimeoutError("the door opened no session")
    return files


def resident(pid: int) -> int:
    """The most it ever had in memory."""
    [line] = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) * 1024
