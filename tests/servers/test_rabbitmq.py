"""A broker of our own takes, keeps and gives back messages, also after its power was cut."""

import kombu
import pytest

from tests.patience import PATIENCE_S, until
from tests.servers.rabbitmq import RabbitMQ

QUEUE = kombu.Queue("kept", durable=True, queue_arguments={"x-queue-type": "quorum"})


def test_a_broker_killed_and_started_again_still_has_what_it_confirmed(
    rabbitmq: RabbitMQ, broker_url: str
) -> None:
    publish(broker_url, b"a bill of lading")
    rabbitmq.until_kept(broker_url.rpartition("/")[2], QUEUE.name)

    rabbitmq.kill()
    assert not rabbitmq.daemon.is_running
    rabbitmq.start()

    assert fetch(broker_url) == b"a bill of lading"


def test_each_test_has_a_virtual_host_that_others_do_not_see(rabbitmq: RabbitMQ, broker_url: str) -> None:
    publish(broker_url, b"mine")

    other = rabbitmq.add_vhost("other")

    assert fetch(other) is None
    rabbitmq.drop_vhost("other")


def test_connections_can_be_cut_as_a_broken_network_would(rabbitmq: RabbitMQ, broker_url: str) -> None:
    with kombu.Connection(broker_url) as connection:
        connection.connect()
        # The node lists a connection a moment after it accepted it.
        until(lambda: rabbitmq.close_connections() > 0, "the connection in the node's list")

        with pytest.raises(connection.connection_errors):
            connection.drain_events(timeout=PATIENCE_S)


def test_rabbitmqctl_speaks_to_our_node(rabbitmq: RabbitMQ) -> None:
    assert "lianqiao@localhost" in rabbitmq.ctl("cluster_status")


def publish(url: str, body: bytes) -> None:
    """Send one message to the kept queue and wait for the broker's confirm."""
    with kombu.Connection(url, transport_options={"confirm_publish": True}) as connection:
        kombu.Producer(connection).publish(body, routing_key=QUEUE.name, declare=[QUEUE], delivery_mode=2)


def fetch(url: str) -> bytes | None:
    """Take one message from the kept queue, or None."""
    with kombu.Connection(url) as connection:
        queue = QUEUE(connection.channel())
        queue.declare()
        message = queue.get(no_ack=True)
        return bytes(message.body) if message else None
