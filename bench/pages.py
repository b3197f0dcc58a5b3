"""How soon the console answers: each list and the search of its messages, asked again and again."""

from __future__ import annotations

import re
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx

from adapters.wiring.hub import make_hub
from bench.feed import feeders
from bench.house import listens
from bench.race import at_work, python
from bench.stations import at_share
from gateway.console.people import People
from tests.servers.ports import free_port

ASKED = 40
ANSWER_S, START_S = 30.0, 120.0
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


def slowest_pages(folder: Path, database: str) -> float:
    """Milliseconds at the 95th of a hundred of the slowest page; prints each page's."""
    home, port = folder / "home", free_port()
    hub = make_hub(name="hub", home=home, database_url=database)
    password = People(hub.store, hub.clock).first_password() or ""
    hub.store.engine.dispose()
    environment = {
        "LIANQIAO_HOME": str(home),
        "LIANQIAO_DATABASE_URL": database,
        "LIANQIAO_PORT": str(port),
        "LIANQIAO_AGENT_PORT": "0",
    }
    with (
        at_work([python("-m", "gateway", "web")], environment, folder / "web.log") as alive,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}/console", timeout=ANSWER_S, trust_env=False
        ) as client,
    ):
        end = time.monotonic() + START_S
        while not listens(port):
            alive()
            if time.monotonic() > end:
                raise TimeoutError(f"the console did not open within {START_S} s")
            time.sleep(0.1)
        _sign_in(client, password)
        found = {path: _took_ms(client, path) for path in _paths()}
    for path, took in found.items():
        print(f"    {path:60} p95 {took:6.0f} ms", flush=True)
    return max(found.values())


def _sign_in(client: httpx.Client, password: str) -> None:
    form = client.get("/sign-in").raise_for_status().text
    [csrf] = _CSRF.findall(form)[:1]
    said = {"name": "operator", "password": password, "csrf": csrf}
    answer = client.post("/sign-in", data=said)
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"nobody could sign in: {answer.status_code}")


def _took_ms(client: httpx.Client, path: str) -> float:
    client.get(path).raise_for_status()  # Not counted: what is compiled and read for the first time.
    took = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        client.get(path).raise_for_status()
        took.append((time.perf_counter() - begun) * 1000)
    return at_share(took, 0.95)


def _paths() -> list[str]:
    """Every list, and searches that find one, many and nothing."""
    agent = feeders(1, shards=1)[0].agent
    searches = [
        {"q": f"{agent}-L0000007"}, {"q": f"{agent}-IN-0000007~9"}, {"q": "there is no such thing"},
        {"partner": agent}, {"type": "wms.inbound.v1"}, {"state": "failed"},
    ]  # fmt: skip
    return [
        "/", "/messages", *(f"/messages?{urlencode(one)}" for one in searches),
        "/failures", "/alerts", "/agents", "/custody", "/plans",
    ]  # fmt: skip
