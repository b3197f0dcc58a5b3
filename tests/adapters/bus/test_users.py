"""On a broker that takes TLS alone an agent may do two things, and one that was revoked nothing."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.credentials import ExternalCredentials
from pika.exceptions import AMQPConnectionError, AMQPError, ChannelClosedByBroker

from adapters.bus.setup import Needs
from adapters.bus.users import BrokerUsers
from certs.authority import Authority
from certs.files import TlsFiles, write_files
from core.hub.broker_names import Speaker
from core.hub.bus import UP, down_queue
from core.hub.certificates import AGENT, WORKER, Wanted
from core.kernel.errors import Refused
from tests.certs.clock import MachineClock
from tests.patience import PATIENCE_S, until
from tests.servers.rabbitmq import RabbitMQ

pytestmark = pytest.mark.servers
HUB = "worker.hub"
AGENTS = {"wh-1": Speaker("wh-1", 0), "wh-2": Speaker("wh-2", 1)}


class Place:
    """One virtual host, set up for two agents, and the certificates to speak there with."""

    def __init__(self, broker: RabbitMQ, url: str, folder: Path) -> None:
        assert broker.certificates is not None
        self.broker, self.url, self.folder = broker, url, folder
        self.vhost = url.rpartition("/")[2]
        self.authority = Authority(broker.certificates, clock=MachineClock())
        self.users = BrokerUsers(broker.management_url, self.vhost)
        Needs(vhost=self.vhost, shards=2, hub_user=HUB, agents=AGENTS).apply(broker.management_url)
        for agent in AGENTS:
            with self.speaking(HUB) as channel:
                channel.queue_declare(down_queue(agent), durable=True)
                channel.queue_bind(down_queue(agent), "lianqiao.down", agent)

    def files(self, name: str, authority: Authority | None = None) -> TlsFiles:
        self.folder.mkdir(exist_ok=True)
        files = TlsFiles(
            certificate=self.folder / f"{name}.pem",
            key=self.folder / f"{name}.key",
            authority=self.authority.pinned,
        )
        kind, bare = (WORKER, "hub") if name == HUB else (AGENT, name.partition(".")[0])
        now = MachineClock().now()

        def certify(csr: bytes) -> bytes:
            wanted = Wanted(kind=kind, name=bare, csr=csr, user=name)
            return (
                (authority or self.authority)
                .issue(wanted, since=now - timedelta(minutes=1), until=now + timedelta(days=1))
                .chain
            )

        write_files(files, name, certify)
        return files

    def connect(self, files: TlsFiles) -> pika.BlockingConnection:
        parameters = pika.URLParameters(self.url)
        context = ssl.create_default_context(cafile=str(files.authority))
        context.load_cert_chain(files.certificate, files.key)
        parameters.ssl_options = pika.SSLOptions(context, "127.0.0.1")
        parameters.credentials = ExternalCredentials()
        parameters.socket_timeout = parameters.stack_timeout = PATIENCE_S
        return pika.BlockingConnection(parameters)

    @contextmanager
    def speaking(self, name: str) -> Iterator[BlockingChannel]:
        connection = self.connect(self.files(name))
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel
        finally:
            if connection.is_open:
                connection.close()

    def refused(self, name: str, key: str) -> str:
        """What the broker says to a frame under this key."""
        with (
            pytest.raises(ChannelClosedByBroker) as refusal,
            self.speaking(name) as channel,
        ):
            channel.basic_publish(UP, key, b"frame", mandatory=True)
        return str(refusal.value.reply_text)


@pytest.fixture
def place(tls_rabbitmq: RabbitMQ, tls_broker_url: str, tmp_path: Path) -> Iterator[Place]:
    made = Place(tls_rabbitmq, tls_broker_url, tmp_path / "shown")
    yield made
    made.users.keep({})


def test_an_agent_sends_under_its_own_key_and_hears_its_own_downlink(place: Place) -> None:
    with place.speaking("wh-1") as channel:
        channel.basic_publish(UP, "frame.0.wh-1", b"frame", mandatory=True)
        channel.basic_publish(UP, "express.0.wh-1", b"frame", mandatory=True)
        channel.basic_publish(UP, "beat.wh-1", b"beat", mandatory=True)
        assert channel.basic_get(down_queue("wh-1"), auto_ack=True)[2] is None


def test_a_foreign_routing_key_is_refused_by_the_broker(place: Place) -> None:
    others = (
        "frame.1.wh-2",
        "frame.1.wh-1",
        "frame.0.wh-2",
        "frame.0.wh-10",
        "express.1.wh-2",
        "express.0.wh-2",
    )
    for key in (*others, "beat.wh-2", "x"):
        assert "ACCESS_REFUSED" in place.refused("wh-1", key), key


def test_another_agents_downlink_and_the_hubs_queues_cannot_be_read(place: Place) -> None:
    for queue in (down_queue("wh-2"), "lianqiao.intake.0", "lianqiao.beat", "lianqiao.dead"):
        with (
            pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"),
            place.speaking("wh-1") as channel,
        ):
            channel.basic_get(queue)


def test_an_agent_declares_binds_and_deletes_nothing(place: Place) -> None:
    attempts: tuple[Callable[[BlockingChannel], object], ...] = (
        lambda channel: channel.queue_declare("mine"),
        lambda channel: channel.queue_delete(down_queue("wh-1")),
        lambda channel: channel.queue_bind(down_queue("wh-1"), UP, "frame.#"),
        lambda channel: channel.exchange_declare("mine"),
        lambda channel: channel.basic_publish("lianqiao.down", "wh-2", b"a command", mandatory=True),
    )
    for attempt in attempts:
        with (
            pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"),
            place.speaking("wh-1") as channel,
        ):
            attempt(channel)


def test_nobody_comes_in_without_a_certificate_of_our_authority_and_a_user_of_its_name(
    place: Place, tmp_path: Path
) -> None:
    stranger = place.files("wh-1", Authority(tmp_path / "other", clock=MachineClock()))
    with pytest.raises((AMQPError, OSError)):
        place.connect(stranger)
    with pytest.raises(AMQPConnectionError):
        place.connect(place.files("wh-9"))


def test_a_revoked_agents_connection_is_closed_and_it_does_not_come_back(place: Place) -> None:
    files = place.files("wh-1")
    connection = place.connect(files)
    connection.process_data_events(0)

    given, taken = place.users.keep({"wh-2": AGENTS["wh-2"]})

    assert (given, taken) == ([], ["wh-1"])

    def is_cut() -> bool:
        try:
            connection.process_data_events(0)
        except AMQPError:
            return True
        return False

    until(is_cut, "the broker to close its connection")
    with pytest.raises(AMQPConnectionError):
        place.connect(files)
    with place.speaking("wh-2") as channel:
        channel.basic_publish(UP, "frame.1.wh-2", b"frame", mandatory=True)
    assert place.users.keep({"wh-2": AGENTS["wh-2"]}) == ([], [])


def test_an_agent_that_changed_its_shard_may_use_the_new_one_alone(place: Place) -> None:
    assert place.users.keep({**AGENTS, "wh-1": Speaker("wh-1", 1)}) == (["wh-1"], [])

    with place.speaking("wh-1") as channel:
        channel.basic_publish(UP, "frame.1.wh-1", b"frame", mandatory=True)
    assert "ACCESS_REFUSED" in place.refused("wh-1", "frame.0.wh-1")


def test_an_agent_is_never_given_the_name_of_somebody_else_at_the_broker(place: Place) -> None:
    place.broker.api("PUT", "/users/operator", {"password": "secret", "tags": "administrator"})

    with pytest.raises(Refused, match="give the agent another id"):
        place.users.keep({**AGENTS, "operator": Speaker("operator", 0)})

    [tags] = [one["tags"] for one in place.broker.api("GET", "/users").json() if one["name"] == "operator"]
    assert "administrator" in tags
    place.broker.api("DELETE", "/users/operator")


def test_setting_up_again_changes_nothing(place: Place) -> None:
    needs = Needs(vhost=place.vhost, shards=2, hub_user=HUB, agents=AGENTS)

    def stands() -> list[object]:
        parts = ("queues", "exchanges", "bindings", "policies")
        names = ("name", "type", "arguments", "routing_key", "definition")
        where = quote(place.vhost, safe="")
        return [
            sorted(
                str([one.get(name) for name in names])
                for one in place.broker.api("GET", f"/{part}/{where}").json()
            )
            for part in parts
        ]

    before = stands()
    needs.apply(place.broker.management_url)

    assert stands() == before
    assert any("frame.1.wh-2" in line for line in needs.said())


def test_what_was_stolen_opens_nothing_after_the_agent_came_back_under_another_user(place: Place) -> None:
    stolen, anew = place.files("wh-1"), place.files("wh-1.1")

    place.users.keep({"wh-1.1": Speaker("wh-1", 0), "wh-2": AGENTS["wh-2"]})

    with pytest.raises(AMQPConnectionError):
        place.connect(stolen)
    place.connect(anew).close()
    with place.speaking("wh-1.1") as channel:
        channel.basic_publish(UP, "frame.0.wh-1", b"frame", mandatory=True)
        assert channel.basic_get(down_queue("wh-1"), auto_ack=True)[2] is None
