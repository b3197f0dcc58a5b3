"""SOAP calls a second at our door, each proven, checked and answered, beside an echo that does none of it."""

from __future__ import annotations

import base64
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import make_hub
from bench.floors.soap_echo import SOAP
from bench.house import listens
from bench.race import at_work, python
from core.hub.access import give_token
from gateway.soap.words import OURS
from tests.servers.ports import free_port

ANSWER_S, START_S = 30.0, 60.0
CALLS, AT_ONCE, ROUNDS = 200, 8, 3
CONTRACT = """
partner: bench
name: Bench
parties: [bench]
sites: [{id: W1}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
documents_per_s: 100000
soap: {wait_s: 0}
"""
SLIPS = """
mapping: 1
reads: {format: json}
documents:
  - type: noted.event.v1
    identity: {number: event_no, revision: {value: "1"}}
    body: {event_no: {from: no, required: true}, kind: {value: slip}, reason: {value: bench},
           event_time: {value: "2026-11-28T00:00:00Z", as: datetime}}
"""
SLIP = b'{"no":"SLIP-0000001","lots":[{"lot":"L-88","qty":"12.5"},{"lot":"L-89","qty":"3"}],"unit":"TNE"}'


def measure() -> list[dict[str, Any]]:
    """Two servers, each a process of its own, called by the same threads in turns."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        token, ports = _hub(folder), (free_port(), free_port())
        environment = {
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_DATABASE_URL": f"sqlite:///{folder / 'hub.db'}",
            "LIANQIAO_PORT": str(ports[0]),
            "LIANQIAO_AGENT_PORT": "0",
            "LIANQIAO_DOCUMENTS_PER_S": "100000",
        }
        commands = [python("-m", "gateway", "web"), python("-m", "bench.floors.soap_echo", str(ports[1]))]
        with at_work(commands, environment, folder / "servers.log") as alive:
            _until_they_listen(ports, alive)
            numbers = count()
            query = _envelope(f'<QueryStatus xmlns="{OURS}"><id>1/1</id></QueryStatus>')
            _calls(ports[0], token, lambda: _submission(next(numbers)), calls=1)
            asked = _raced(ports, token, lambda: query)
            committed = _raced(ports, token, lambda: _submission(next(numbers)))
    return [
        _row("SOAP calls/s, a status asked for", asked),
        _row("SOAP calls/s, a document committed", committed),
    ]


def _until_they_listen(ports: tuple[int, int], alive: Callable[[], None]) -> None:
    end = time.monotonic() + START_S
    while not all(listens(port) for port in ports):
        alive()
        if time.monotonic() > end:
            raise TimeoutError(f"the servers did not open within {START_S} s")
        time.sleep(0.1)


def _raced(ports: tuple[int, int], token: str, content: Callable[[], bytes]) -> tuple[float, float]:
    """(ours, the echo), in turns; the middle of the rounds."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for port, rates in zip(ports, found, strict=True):
            begun = time.perf_counter()
            _calls(port, token, content, calls=CALLS)
            rates.append(CALLS / (time.perf_counter() - begun))
    return statistics.median(found[0]), statistics.median(found[1])


def _calls(port: int, token: str, content: Callable[[], bytes], *, calls: int) -> None:
    """So many calls, each thread on a connection of its own."""
    headers = {"Content-Type": "text/xml", "Authorization": f"Bearer {token}", "SOAPAction": '""'}
    todo = iter(range(calls))

    def caller() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
        for _ in todo:
            connection.request("POST", "/soap/v1", content(), headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a call was answered {answer.status}: {said[:500]!r}")
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for one in [threads.submit(caller) for _ in range(AT_ONCE)]:
            one.result()


def _submission(number: int) -> bytes:
    content = base64.b64encode(SLIP.replace(b"0000001", b"%07d" % number)).decode()
    return _envelope(
        f'<SubmitDocument xmlns="{OURS}"><idempotencyKey>k{number}</idempotencyKey><source>slips</source>'
        f"<site>W1</site><mediaType>application/json</mediaType><content>{content}</content></SubmitDocument>"
    )


def _envelope(body: str) -> bytes:
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def _hub(folder: Path) -> str:
    """A hub with the partner of the bench; its token."""
    where = folder / "mappings" / "bench"
    (where / "in").mkdir(parents=True)
    (where / "partner.yaml").write_text(CONTRACT)
    (where / "in" / "slips.yaml").write_text(SLIPS)
    hub = make_hub(name="hub", home=folder / "home", database_url=f"sqlite:///{folder / 'hub.db'}")
    hub.publish(read_folder(where))
    with hub.store.unit() as unit:
        token = give_token(unit, "bench")
    hub.store.engine.dispose()
    return token


def _row(name: str, raced: tuple[float, float]) -> dict[str, Any]:
    ours, bare = raced
    ratio = ours / bare
    return {
        "name": name, "ours": ours, "other": bare, "other_name": "bare FastAPI + lxml", "unit": "calls/s",
        "ratio": ratio, "target": 0.5, "met": ratio >= 0.5,
    }  # fmt: skip
