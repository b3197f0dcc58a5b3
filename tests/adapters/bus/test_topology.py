"""What the hub declares on the broker, and the policies that tune it."""

from __future__ import annotations

import shlex

import kombu
import pytest
from amqp.exceptions import PreconditionFailed

from adapters.bus.policies import apply_policies, as_commands, policies, vhost_of
from adapters.bus.topology import declare, declare_down
from core.hub.bus import BEATS, DEAD, express_queue, intake_queue
from core.kernel.errors import Unavailable
from tests.adapters.bus.broker import Vhost, eventually


def declared(vhost: Vhost) -> None:
    with kombu.Connection(vhost.url) as connection:
        channel = connection.channel()
        declare(channel, shards=2)
        declare_down(channel, "wms-01")


def test_everything_is_declared_and_declaring_it_again_changes_nothing(vhost: Vhost) -> None:
    declared(vhost)
    declared(vhost)

    found = {name: queue["arguments"] for name, queue in vhost.queues().items()}
    single = {"x-queue-type": "quorum", "x-single-active-consumer": True}
    assert found == {
        intake_queue(0): single, intake_queue(1): single,
        express_queue(0): single, express_queue(1): single, DEAD: {"x-queue-type": "quorum"},
        BEATS: {"x-queue-type": "classic"}, "lianqiao.down.wms-01": {"x-queue-type": "classic"},
    }  # fmt: skip


def test_the_policies_are_in_force_on_the_queues_they_are_for(vhost: Vhost) -> None:
    declared(vhost)

    apply_policies(vhost.broker.management_url, vhost.name)

    def in_force() -> dict[str, object]:
        return {name: queue.get("effective_policy_definition") for name, queue in vhost.queues().items()}

    wanted = {one.name: one.definition for one in policies("3.10.8")}
    eventually(
        lambda: (
            in_force()
            == {
                intake_queue(0): wanted["lianqiao-intake"], intake_queue(1): wanted["lianqiao-intake"],
                express_queue(0): wanted["lianqiao-intake"], express_queue(1): wanted["lianqiao-intake"],
                DEAD: wanted["lianqiao-dead"], BEATS: wanted["lianqiao-beat"],
                "lianqiao.down.wms-01": wanted["lianqiao-down"],
            }
        )
    )  # fmt: skip
    assert wanted["lianqiao-intake"]["delivery-limit"] == 1000


def test_the_printed_commands_do_the_same(vhost: Vhost) -> None:
    declared(vhost)

    vhost.broker.ctl(*shlex.split(as_commands(vhost.name, "3.10.8")[0])[1:])

    eventually(lambda: vhost.queues()[intake_queue(0)].get("policy") == "lianqiao-intake")


def test_a_newer_broker_is_also_told_how_long_frames_may_be_held() -> None:
    for version, told in (("3.10.8", False), ("3.12.0", True), ("4.1.2", True)):
        held = {one.name: one.definition for one in policies(version)}["lianqiao-intake"]
        assert ("consumer-timeout" in held) == told


def test_an_api_that_says_no_is_named(vhost: Vhost) -> None:
    url = vhost.broker.management_url.replace(vhost.broker.password, "wrong")

    with pytest.raises(Unavailable, match="the broker's API answered 401 to /api/overview"):
        apply_policies(url, vhost.name)
    with pytest.raises(Unavailable, match="did not answer"):
        apply_policies("http://127.0.0.1:1", vhost.name)


def test_a_queue_that_was_made_otherwise_is_refused_by_the_broker(vhost: Vhost) -> None:
    with kombu.Connection(vhost.url) as connection:
        connection.channel().queue_declare(intake_queue(0), durable=True, auto_delete=False)

    with pytest.raises(PreconditionFailed, match="inequivalent arg"):
        declared(vhost)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("amqp://u:p@h:1/", "/"),
        ("amqp://u:p@h:1", "/"),
        ("amqp://u:p@h:1/%2F", "/"),
        ("amqp://u:p@h:1/prod", "prod"),
        ("amqp://u:p@a:1/prod;amqp://u:p@b:1/prod", "prod"),
    ],
)
def test_the_virtual_host_is_read_from_the_address(url: str, name: str) -> None:
    assert vhost_of(url) == name
