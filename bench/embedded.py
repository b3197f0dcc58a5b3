"""The embedded column: sealed frames over HTTPS into one process on SQLite, until they are booked."""

from __future__ import annotations

import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx

from adapters.wiring.hub import Hub, make_hub
from bench.feed import Feeder, feeders
from bench.race import at_work, python, rate
from certs.authority import Authority
from certs.files import TlsFiles, write_files
from core.hub.certificates import AGENT, LIFE_S_MAX, Wanted
from core.hub.standing import Standing
from gateway.rest.agents import FRAMES_MEDIA
from gateway.trust import Trust
from gateway.worker import Worker
from tests.servers.ports import answers, free_port

WAREHOUSES = 4
FRAMES_A_RUN = 5
START_S_MAX = 180.0
ANSWER_S_MAX = 60.0


def race(folder: Path, slips: int, per_frame: int) -> float:
    """Records a second that `hub run` books while four agents send as fast as they are answered."""
    home = folder / "home"
    hub = make_hub(name="hub", home=home, database_url=f"sqlite:///{home / 'hub.db'}")
    warehouses = feeders(WAREHOUSES, shards=1)
    for one in warehouses:
        one.enrol_in(hub, folder / "mappings")
    hub.frames.take([one.open() for one in warehouses])
    Worker(hub, "bench", partitions_max=64).drain()
    hub.store.release("bench")
    runs = [_runs(one, slips // WAREHOUSES, per_frame) for one in warehouses]
    certificates = [_certificate(hub, one) for one in warehouses]
    port = free_port()
    environment = {
        "LIANQIAO_HOME": str(home),
        "LIANQIAO_PORT": str(free_port()),
        "LIANQIAO_AGENT_PORT": str(port),
    }
    with (
        closing(_reading(home)) as book,
        at_work([python("-m", "gateway", "run")], environment, folder / "log") as alive,
    ):
        _wait_for(port, alive)
        before = _handled(book)
        senders = [
            threading.Thread(target=_send, args=(shown, port, each), daemon=True)
            for shown, each in zip(certificates, runs, strict=True)
        ]
        for sender in senders:
            sender.start()
        found = rate(lambda: _handled(book) - before, slips, what=folder.name, alive=alive)
        for sender in senders:
            sender.join(ANSWER_S_MAX)
        [booked] = book.execute("SELECT count(*) FROM custody_movement").fetchone()
    if booked != slips:
        raise RuntimeError(f"{folder.name}: {slips} slips were sent, {booked} were booked")
    return found


def _runs(one: Feeder, slips: int, per_frame: int) -> list[bytes]:
    frames = list(one.frames(slips, per_frame=per_frame))
    parts = [frames[start : start + FRAMES_A_RUN] for start in range(0, len(frames), FRAMES_A_RUN)]
    return [b"".join(len(frame).to_bytes(4, "big") + frame for frame in part) for part in parts]


def _certificate(hub: Hub, one: Feeder) -> TlsFiles:
    """As the agent would have it from its enrolment."""
    authority = Authority(hub.home / "certs", clock=hub.clock)
    trust = Trust(hub=hub, authority=authority, standing=Standing(hub.store, hub.clock), life_s=LIFE_S_MAX)
    wanted = Wanted(kind=AGENT, name=one.agent, csr=b"")
    folder = hub.home / "certs"
    files = TlsFiles(
        certificate=folder / f"{one.agent}.pem", key=folder / f"{one.agent}.key", authority=folder / "ca.pem"
    )
    write_files(files, one.agent, lambda csr: trust.signed(wanted, csr))
    return files


def _send(shown: TlsFiles, port: int, runs: Sequence[bytes]) -> None:
    trust = ssl.create_default_context(cafile=str(shown.authority))
    trust.load_cert_chain(shown.certificate, shown.key)
    with httpx.Client(verify=trust, timeout=ANSWER_S_MAX, trust_env=False) as door:
        for run in runs:
            headers = {"Content-Type": FRAMES_MEDIA}
            door.post(
                f"https://127.0.0.1:{port}/agent/v1/frames", content=run, headers=headers
            ).raise_for_status()


def _reading(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{home / 'hub.db'}?mode=ro", uri=True, timeout=30)


def _handled(book: sqlite3.Connection) -> int:
    return int(book.execute("SELECT coalesce(sum(position), 0) FROM hub_outlet").fetchone()[0])


def _wait_for(port: int, alive: Callable[[], None]) -> None:
    end = time.monotonic() + START_S_MAX
    while not answers(port):
        alive()
        if time.monotonic() > end:
            raise TimeoutError(f"the agents' door did not open within {START_S_MAX} s")
        time.sleep(0.05)
