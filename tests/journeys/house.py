"""A whole hub for journeys, in either column: its worker runs, partners reach it only by its doors."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pika
from fastapi.testclient import TestClient

from adapters.wiring.folders import find_folders, read_folder
from adapters.wiring.hub import make_hub
from core.hub.access import give_token
from core.hub.agents import Agent
from core.hub.alert_book import Alert
from core.hub.arrivals import Arrival
from core.hub.documents import Effect, StoredDocument
from core.hub.enrol import Invitation, enrol, invite, shard_of
from core.hub.forks import trust
from core.hub.status import Status, status_of
from core.kernel.errors import HubError
from gateway.loops import Loops
from gateway.rest.app import make_agents_app, make_app
from gateway.settings import read_settings
from gateway.uplink import bus_loops
from gateway.worker import Worker
from tests.frames import FrameMaker
from tests.hub_trust import trust_of
from tests.patience import let_go, until, watch
from tests.servers.rabbitmq import connected

MAPPINGS = Path(__file__).parents[2] / "mappings"
GAP_WAIT_S = 0.5
ROWS_MAX = 10_000


class House:
    """The hub over SQLite and HTTPS, or PostgreSQL and RabbitMQ; the partners of mappings/ are published."""

    def __init__(self, folder: Path, *, database_url: str = "", broker_url: str = "") -> None:
        said = {
            "LIANQIAO_HOME": str(folder / "home"),
            "LIANQIAO_MAPPINGS": str(folder / "mappings"),
            "LIANQIAO_DATABASE_URL": database_url,
            "LIANQIAO_BROKER_URL": broker_url,
        }
        self.settings = read_settings(said)
        self.mappings = self.settings.mappings
        shutil.copytree(MAPPINGS, self.mappings)
        with (self.mappings / "demo-warehouse" / "partner.yaml").open("a") as contract:
            contract.write(f"gap_wait_s: {GAP_WAIT_S}\n")
        self.hub = make_hub(name="hub", home=self.settings.home, database_url=self.settings.database_url)
        for partner in find_folders(self.mappings):
            self.publish(partner.name)
        worker = Worker(self.hub, "worker", partitions_max=100)
        self._loops = Loops([("worker", worker.run), *bus_loops(self.hub, self.settings)])
        self._doors = TestClient(make_app(self.hub))
        self._agents_door = TestClient(make_agents_app(trust_of(self.hub), asks=False))
        self._tokens: dict[str, str] = {}
        self._loops.start()
        watch(self)

    def close(self) -> None:
        let_go(self)
        self._loops.end()
        self.hub.store.engine.dispose()

    def check(self) -> None:
        """Fails whoever waits if one of the hub's loops has ended by itself."""
        if self._loops.failed:
            let_go(self)
            raise AssertionError(f"the loop {self._loops.failed} ended by itself; what it logged is below")

    def last_words(self) -> str:
        try:
            told = [f"{row.code} {row.object}: {row.text}" for row in self.alerts().values()]
        except HubError as error:
            return f"the hub's alerts cannot be read: {error.text}"
        return f"the hub has these alerts: {told}"

    def publish(self, partner: str) -> str:
        """The contract's hash, which is the name of the publication in every stream of the partner."""
        return self.hub.publish(read_folder(self.mappings / partner))[0]

    # -- how partners reach it ---------------------------------------------------------------------------

    def agent(self, name: str, partner: str) -> FrameMaker:
        """An enrolled agent, whose first frame was taken."""
        maker = FrameMaker(name)
        shard = shard_of(partner, self.settings.shards)
        with self.hub.store.unit() as unit:
            token = invite(unit, Invitation(agent=name, partner=partner, shard=shard), ttl_s=600)
        with self.hub.store.unit() as unit:
            enrol(unit, token, maker.public_key, "test")
        self.send(maker, maker.open())
        return maker

    def send(self, maker: FrameMaker, *frames: bytes) -> None:
        """Over the broker where there is one, else to the agents' door."""
        if self.settings.broker_url:
            self._publish(maker.agent, frames)
            return
        body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
        media = {"Content-Type": "application/vnd.lianqiao.frames"}
        answer = self._agents_door.post("/agent/v1/frames", content=body, headers=media)
        assert answer.status_code == 200, answer.text

    def hand_in(self, partner: str, source: str, site: str, name: str, said: Any) -> httpx.Response:
        """A partner's own program at the REST door; it waits for the outcome. Bytes are sent as they are."""
        if partner not in self._tokens:
            with self.hub.store.unit() as unit:
                self._tokens[partner] = give_token(unit, partner)
        body = said if isinstance(said, bytes) else msgspec.json.encode(said)
        headers = {
            "Authorization": f"Bearer {self._tokens[partner]}",
            "Idempotency-Key": name,
            "Content-Type": "application/xml" if body.startswith(b"<") else "application/json",
            "Prefer": "wait=10",
        }
        where = {"source": source, "site": site, "name": name}
        answer: httpx.Response = self._doors.post("/v1/messages", params=where, headers=headers, content=body)
        if answer.status_code != httpx.codes.ACCEPTED:
            return answer
        return until(lambda: self._outcome(answer.headers["Location"], headers), f"the outcome of {name}")

    def _outcome(self, place: str, headers: dict[str, str]) -> httpx.Response | None:
        """What the message's address answers, once that is more than that it was taken."""
        answer: httpx.Response = self._doors.get(place, headers=headers)
        return None if answer.status_code == httpx.codes.ACCEPTED else answer

    def _publish(self, agent: str, frames: tuple[bytes, ...]) -> None:
        row = self.hub.store.get(Agent, agent)
        assert row is not None
        connection = connected(self.settings.broker_url)
        try:
            for frame in frames:
                self._until_taken_by_broker(connection, f"frame.{row.shard}.{agent}", frame)
        finally:
            connection.close()

    @staticmethod
    def _until_taken_by_broker(connection: Any, key: str, frame: bytes) -> None:
        """The hub declares exchange and queues when it starts; before that the broker takes nothing."""

        def taken() -> bool:
            # One that asked for an exchange that is not there yet is closed by the broker.
            channel = connection.channel()
            channel.confirm_delivery()
            try:
                channel.basic_publish("lianqiao.up", key, frame, mandatory=True)
            except (pika.exceptions.UnroutableError, pika.exceptions.ChannelClosedByBroker):
                return False
            finally:
                if channel.is_open:
                    channel.close()
            return True

        until(taken, f"a queue for {key}")

    def trust(self, agent: str) -> None:
        """A person has found out which of two spools is the right one."""
        with self.hub.store.unit() as unit:
            trust(unit, agent)

    # -- what came of it ---------------------------------------------------------------------------------

    def handled(self, name: str, times: int = 1) -> Status:
        """Waits until what arrived under this name for the so-manieth time was handled; how it stands."""

        def found() -> Status | None:
            rows = sorted(
                self.hub.store.rows(Arrival, limit=ROWS_MAX, name=name),
                key=lambda row: (row.received_at, row.number),
            )
            if len(rows) < times:
                return None
            row = rows[times - 1]
            outlet = self.hub.views.outlet(row.partition)
            if outlet is None or outlet.position < row.number:
                return None
            return status_of(self.hub.store, row.partition, row.number)

        return until(found, f"{name} to be handled")

    def alert(self, code: str, object_: str) -> Alert:
        """Waits for the alert."""
        return until(lambda: self.alerts().get((code, object_)), f"alert {code} {object_}")

    def alerts(self) -> dict[tuple[str, str], Alert]:
        return {(row.code, row.object): row for row in self.hub.store.rows(Alert, limit=ROWS_MAX)}

    def documents(self, type_name: str) -> list[StoredDocument]:
        rows = self.hub.store.rows(StoredDocument, limit=ROWS_MAX)
        return [row for row in rows if row.type == type_name]

    def effects(self, kind: str) -> list[Effect]:
        return [row for row in self.hub.store.rows(Effect, limit=ROWS_MAX) if row.kind == kind]
