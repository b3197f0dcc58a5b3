"""SFTP: a file of 1 GB through the door until it is taken in, and what the process of the door holds."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rows import at_most
from bench.sftp import MB_RESIDENT, SHIPPED, WAIT_S_MAX, door_of, files_at, resident
from tests.gateway.processes import House
from tests.gateway.sftp.homes import HEAD, Machine
from tests.gateway.sftp.homes import ROWS as ROWS_MAPPING

MB = int(os.environ.get("BENCH_SFTP_MB", "1024"))
# 10 MB a second is 80 Mbit/s: more than most lines to a partner have.
SECONDS = MB / 10
CUT, WHOLE = SHIPPED, SHIPPED.replace("cut: {head: 1}, ", "")


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}, cut and whole."""
    found = []
    for name, contract in (("cut", CUT), ("whole", WHOLE)):
        with tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder:
            house = House(Path(folder), LIANQIAO_SFTP_PORT="0")
            try:
                took_s, most = _drop(house, contract)
            finally:
                house.close()
        found.append(at_most(f"sftp: {MB} MB {name} until taken in", took_s, SECONDS, "s"))
        found.append(at_most(f"sftp: most the door had, {name}", most / 1024**2, MB_RESIDENT, "MB"))
    return found


def _drop(house: House, contract: str) -> tuple[float, int]:
    """Through a door of its own: no worker reads it here."""
    machine = Machine()
    door = door_of(house, machine, contract, ROWS_MAPPING, "sftp")
    files = files_at(door, machine)
    line = "IN-{:>9},2026-11-23T15:00:00+08:00,L1,1," + "r" * 950 + "\n"
    piece = "".join(line.format(number) for number in range(1000)).encode()
    began = time.monotonic()
    with files.open("/in/large.csv.part", "wb") as file:
        file.set_pipelined(True)
        file.write(HEAD.encode())
        for _ in range(MB * 1024**2 // len(piece)):
            file.write(piece)
    files.rename("/in/large.csv.part", "/in/large.csv")
    print(f"  uploaded after {time.monotonic() - began:.1f} s", flush=True)
    while files.listdir("/in"):
        if time.monotonic() - began > WAIT_S_MAX or not door.is_alive:
            raise TimeoutError(door.last_words())
        time.sleep(0.2)
    return time.monotonic() - began, resident(door.pid)
