"""A hub with its doors on real ports, what must leave being sent, and programs of the outside around it."""

from __future__ import annotations

import json
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec

from core.hub.access import give_token
from core.hub.documents import StoredDocument
from core.hub.outbox import SENT, Outgoing
from gateway.rest.app import make_app
from gateway.sending import Sending
from gateway.serving import make_server, serving_loop
from tests.beside import Running, end
from tests.journeys.house import ROWS_MAX, House
from tests.patience import let_go, until, watch
from tests.programs import Program

# Somebody who asks: what rooms of the hub will ask by themselves.
DESK = """partner: demo-desk
name: The desk that asks
parties: [demo-desk]
sites: [{id: DESK, zone: Asia/Shanghai}]
feeds:
  - source: requests
    rules: [{mapping: standards/lianqiao/finance.yaml}]
  - source: orders
    rules: [{mapping: standards/iso20022/payment_orders.yaml}]
"""


class OutsideProgram:
    """One program in a process of its own, and what can be said to it."""

    def __init__(self, name: str, hub_url: str, token: Path, log: Path) -> None:
        words = ["-m", "tests.outside", name, "--hub", hub_url, "--token", str(token)]
        self._program = Program([sys.executable, *words], log)
        self.port = int(until(self._port, f"the {name} to listen"))

    def _port(self) -> int | None:
        first = self._program.said.partition("\n")
        return int(json.loads(first[0])["port"]) if first[1] else None

    def ask(self, method: str, path: str, said: Any = None, key: str = "") -> Any:
        """What it says at once."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Idempotency-Key": key} if key else {}
            line.request(
                method, path, body=None if said is None else msgspec.json.encode(said), headers=headers
            )
            return json.loads(line.getresponse().read())
        finally:
            line.close()

    def mood(self, kind: str, late_s: float = 0.0) -> None:
        self.ask("PUT", "/mood", {"kind": kind, "late_s": late_s})

    def heard(self, word: str) -> list[dict[str, Any]]:
        """What it was asked in whose body this word stands, each try."""
        return [one for one in self.ask("GET", "/heard")["heard"] if word in one["body"]]

    def told(self, word: str) -> list[dict[str, Any]]:
        """What it told the hub under a key with this word in it, and what the hub said to that."""
        return [one for one in self.ask("GET", "/heard")["told"] if word in one["key"]]

    def kill(self) -> None:
        self._program.kill()


class Town:
    """The house, its doors, the desk that asks, and the programs that were called."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self._folder = house, folder
        self._stop = threading.Event()
        server = make_server(make_app(house.hub), host="127.0.0.1", port=0)
        self._running = [
            Running(serving_loop(server), self._stop),
            Running(Sending(house.hub).run, self._stop),
        ]
        for one in self._running:
            one.start()
            watch(one)
        until(lambda: server.started, "the partners' door")
        self._url = f"http://127.0.0.1:{server.port}"
        self._programs: dict[str, OutsideProgram] = {}
        (house.mappings / "demo-desk").mkdir()
        (house.mappings / "demo-desk" / "partner.yaml").write_text(DESK)
        house.publish("demo-desk")

    def program(self, name: str, partner: str, port: int) -> OutsideProgram:
        """The program, called if it was not; its contract leads to where it listens and not to `port`."""
        if name not in self._programs:
            token = self._folder / f"{name}.token"
            with self.house.hub.store.unit() as unit:
                token.write_text(give_token(unit, partner))
            made = OutsideProgram(name, self._url, token, self._folder / f"{name}.log")
            contract = self.house.mappings / partner / "partner.yaml"
            said = contract.read_text()
            assert f"127.0.0.1:{port}" in said
            contract.write_text(said.replace(f"127.0.0.1:{port}", f"127.0.0.1:{made.port}"))
            self.house.publish(partner)
            self._programs[name] = made
        return self._programs[name]

    def ask(self, name: str, said: dict[str, Any] | bytes, source: str = "requests") -> None:
        """The desk hands a request in; it is taken and leaves by the contracts that want it."""
        answer = self.house.hand_in("demo-desk", source, "DESK", name, said)
        assert answer.status_code == 200, answer.text

    def left(self, type_name: str, number: str) -> Outgoing:
        """Waits until the one request with this number in its key has left and was taken."""

        def sent() -> Outgoing | None:
            rows = self.house.hub.store.rows(Outgoing, limit=ROWS_MAX)
            found = [row for row in rows if row.type == type_name and number in row.key]
            assert len(found) < 2, f"{type_name} {number} is to leave {len(found)} times"
            found = [row for row in found if row.state == SENT]
            return found[0] if found else None

        return until(sent, f"{type_name} {number} to leave")

    def answers(self, partner: str, type_name: str, number: str, count: int) -> list[StoredDocument]:
        """Waits until so many documents of this partner with this number were judged; none but these."""

        def there() -> list[StoredDocument] | None:
            found = self.documents(partner, type_name, number)
            judged = [row for row in found if row.outcome]
            return judged if len(judged) >= count else None

        found = until(there, f"{count} {type_name} {number} of {partner}") if count else []
        assert len(found) == count, [row.body for row in found]
        return found

    def documents(self, partner: str, type_name: str, number: str) -> list[StoredDocument]:
        """All whose number begins so."""
        start = f"{partner}|{type_name}|{number}"
        rows = [row for row in self.house.documents(type_name) if row.identity.startswith(start)]
        return sorted(rows, key=lambda row: (row.record_time, row.partition, row.number))

    def close(self) -> None:
        for program in self._programs.values():
            program.kill()
        for one in self._running:
            let_go(one)
        end(self._running, self._stop)
