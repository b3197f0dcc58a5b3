"""The heartbeat says how the agent is, also when it is not well."""

import pytest

from front_end_agent.batch import Batch
from front_end_agent.errors import SpoolFull
from front_end_agent.heartbeat import Heartbeat
from front_end_agent.pressure import Pressure
from front_end_agent.settings import read_settings
from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending
from tests.front_end_agent.wire_reader import KnownAgent, read_text


@pytest.fixture
def heartbeat(sending: Sending) -> Heartbeat:
    """Of the agent that `sending` steps."""
    pressure = Pressure(sending.spool, clock=sending.clock)
    return Heartbeat(
        sending.spool,
        sender=sending.sender,
        downlink=sending.downlink,
        pressure=pressure,
        clock=sending.clock,
    )


def test_it_counts_what_is_sealed_receipted_and_waiting(sending: Sending, heartbeat: Heartbeat) -> None:
    sending.put("a", "b")
    sending.work()
    sending.https.away = "503"
    sending.clock.pass_s(60)
    sending.put("c")

    said = heartbeat.said()

    assert (said["sealed"], said["receipted"], said["depth"]) == (4, 3, 1)
    assert said["oldest_at"] == said["at"] == "2026-11-23T08:16:30.123456Z"
    assert said["command"] == 0


def test_its_number_grows_also_when_the_clock_is_put_back(sending: Sending, heartbeat: Heartbeat) -> None:
    numbers = [heartbeat.said()["beat"]]
    sending.clock.pass_s(15)
    numbers.append(heartbeat.said()["beat"])
    sending.clock.pass_s(-3600)
    numbers.append(heartbeat.said()["beat"])

    assert numbers[1] == numbers[0] + 15_000  # type: ignore[operator]
    assert numbers[2] == numbers[1] + 1


def test_a_failed_source_is_named_with_its_error(sending: Sending, heartbeat: Heartbeat) -> None:
    sending.spool.put(Batch(source="wms", error="/drop cannot be read"))

    told = heartbeat.said()["sources"]

    assert isinstance(told, list)
    assert [(each["source"], each["state"], each["error"]) for each in told] == [
        ("wms", "failed", "/drop cannot be read")
    ]


def test_full_paused_and_trouble_are_told(home: Home, sending: Sending, heartbeat: Heartbeat) -> None:
    heartbeat.state = "running"
    assert (heartbeat.state_now(), heartbeat.error_now()) == ("running", None)

    sending.sender.trouble = "the hub did not answer"
    assert (heartbeat.state_now(), heartbeat.error_now()) == ("running", "the hub did not answer")

    heartbeat.pressure.hit(read_settings(home.path).sources[0], SpoolFull("no room"))
    assert (heartbeat.state_now(), heartbeat.error_now()) == ("full", "no room")

    sending.sender.stopped = "frame 2 was refused (fork)"
    assert (heartbeat.state_now(), heartbeat.error_now()) == ("paused", "frame 2 was refused (fork)")


def test_it_is_signed_by_the_key_the_hub_knows(sending: Sending, heartbeat: Heartbeat) -> None:
    known = KnownAgent()
    known.add(sending.spool.key.public)
    sending.spool.change_key()

    heartbeat.beat()

    assert read_text(sending.https.beats[0], known)[0] == "beat"


def test_a_hub_that_does_not_answer_is_noted_and_forgotten_when_it_does(
    sending: Sending, heartbeat: Heartbeat
) -> None:
    sending.https.away = "nobody there"
    heartbeat.beat()
    assert heartbeat.trouble == "nobody there"

    sending.https.away = ""
    heartbeat.beat()
    assert heartbeat.trouble == ""


def test_while_the_brokers_connection_opens_it_goes_by_https(home: Home) -> None:
    both = Sending(home, broker=True)

    both.route.beat(b"first")
    both.work()
    both.route.beat(b"second")

    assert both.https.beats == [b"first"]
    assert both.amqp.beats == [b"second"]
