"""What comes down is done only if our hub signed it, for us, now, and once."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending
from tests.front_end_agent.wire_reader import sign_text


@pytest.fixture
def sending(home: Home) -> Sending:
    """With three frames the hub has."""
    opened = Sending(home)
    opened.put("a", "b")
    opened.work()
    return opened


@pytest.fixture(autouse=True)
def log_level() -> Iterator[None]:
    """The level is put back."""
    logger = logging.getLogger("front_end_agent")
    before = logger.level
    yield
    logger.setLevel(before)


def command(**changed: Any) -> dict[str, Any]:
    said = {
        "agent": "wms-01", "number": 1, "expires_at": "2099-01-01T00:00:00.000000Z",
        "command": "resend", "arguments": {"from": 1},
    }  # fmt: skip
    return {**said, **changed}


def take(sending: Sending, said: dict[str, Any], *, purpose: str = "command") -> None:
    sending.downlink.take(json.dumps(sign_text(purpose, said, sending.book.hub_key)).encode())
    sending.work()


def test_resend_sends_again_from_a_number_the_same_bytes(sending: Sending) -> None:
    take(sending, command(arguments={"from": 2}))

    assert sending.https.runs == [[1, 2, 3], [2, 3]]
    assert all(len(raws) == 1 for raws in sending.book.raws.values())
    assert sending.spool.meta("command") == "1"


def test_a_command_is_done_once_however_often_it_comes(sending: Sending) -> None:
    for _ in range(3):
        take(sending, command())

    assert len(sending.https.runs) == 2
    assert sending.downlink.command_error == ""


def test_an_older_number_is_not_done_and_told(sending: Sending) -> None:
    take(sending, command(number=5))
    take(sending, command(number=4))

    assert len(sending.https.runs) == 2
    assert "4 is not above 5" in sending.downlink.command_error


def test_reread_asks_the_source_from_its_next_round_on(sending: Sending) -> None:
    woken: list[str] = []
    sending.downlink.wake = woken.append

    take(sending, command(command="reread", arguments={"source": "wms", "watermark": None}))

    wish = sending.spool.book.reread("wms")
    assert wish is not None
    assert wish.watermark is None
    assert woken == ["wms"]


def test_log_level_is_changed(sending: Sending) -> None:
    take(sending, command(command="log_level", arguments={"level": "debug"}))

    assert logging.getLogger("front_end_agent").level == logging.DEBUG


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (command(command="shell", arguments={"run": "rm -rf /"}), "not on the list"),
        (command(arguments={"from": 0}), "`from`"),
        (command(arguments={"from": "1"}), "`from`"),
        (command(arguments={}), "`from`"),
        (command(command="reread", arguments={"source": "elsewhere", "watermark": None}), "'elsewhere'"),
        (command(command="reread", arguments={"source": "wms", "watermark": 7}), "`watermark`"),
        (command(command="pace", arguments={"frames_per_s": -1}), "`frames_per_s`"),
        (command(command="pace", arguments={"frames_per_s": True}), "`frames_per_s`"),
        (command(command="log_level", arguments={"level": "loud"}), "`level`"),
    ],
)
def test_a_command_that_makes_no_sense_is_told_and_not_asked_for_again(
    sending: Sending, said: dict[str, Any], words: str
) -> None:
    take(sending, said)

    assert words in sending.downlink.command_error
    assert sending.spool.meta("command") == "1"
    assert len(sending.https.runs) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (command(expires_at="2026-11-23T08:15:30.123456Z"), "expired"),
        (command(expires_at="2026-11-23T16:15:31.123456"), "zone"),
        (command(expires_at="soon"), "soon"),
        (command(agent="wms-02"), "wms-02"),
        (command(number="1"), "number"),
        ({"agent": "wms-01"}, "number"),
    ],
)
def test_a_command_too_late_not_ours_or_not_whole_is_not_done(
    sending: Sending, said: dict[str, Any], words: str
) -> None:
    take(sending, said)

    assert words in sending.downlink.command_error
    assert sending.spool.meta("command") == "0"
    assert len(sending.https.runs) == 1


def test_another_hubs_signature_moves_nothing(sending: Sending) -> None:
    foreign = sign_text("command", command(), Ed25519PrivateKey.generate())

    sending.downlink.take(json.dumps(foreign).encode())
    sending.work()

    assert "our hub's is" in sending.downlink.command_error
    assert len(sending.https.runs) == 1


def test_a_receipt_signed_as_one_does_not_pass_as_a_command(sending: Sending) -> None:
    text = sign_text("receipt", command(), sending.book.hub_key)

    sending.downlink.take(json.dumps({**text, "purpose": "command"}).encode())

    assert "does not hold" in sending.downlink.command_error


@pytest.mark.parametrize("altered", ["contiguous", "cut", "signature", "garbage"])
def test_a_receipt_altered_on_the_way_forgets_nothing(sending: Sending, altered: str) -> None:
    sending.https.keeps = False
    sending.put("c")
    text = json.dumps(sending.book.receipt())
    if altered == "contiguous":
        text = text.replace('\\"contiguous\\": 3', '\\"contiguous\\": 4')
    elif altered == "cut":
        text = text[:-20]
    elif altered == "signature":
        text = text.replace('"signature": "', '"signature": "00')
    else:
        text = "\xff{}"

    sending.downlink.take(text.encode("latin-1"))
    sending.work()

    assert sending.spool.receipted == 3
    assert sending.downlink.command_error


def test_a_receipt_of_another_epoch_is_not_ours(sending: Sending) -> None:
    sending.put("c")
    sending.book.epoch = "f" * 32
    sending.book.contiguous = 4

    sending.https.tell_receipt()
    sending.sender.step()

    assert sending.spool.receipted == 3


def test_a_receipt_for_another_agent_is_told(sending: Sending) -> None:
    sending.book.agent = "wms-02"

    sending.https.tell_receipt()
    sending.work()

    assert "wms-02" in sending.downlink.command_error
