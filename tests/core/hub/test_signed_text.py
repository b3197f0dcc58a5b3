"""Signed text: what is altered, meant for something else, too large or ill-signed counts for nothing."""

from __future__ import annotations

import json

import msgspec
import pytest
from nacl.signing import VerifyKey

from adapters.trust.ed25519 import Ed25519
from core.hub.signed_text import TEXT_BYTES_MAX, open_text, sign_text, wire_time
from core.hub.suites import key_id
from core.kernel.errors import Refused, Unreadable
from tests.core.hub.agents_on_the_wire import AT

HUB = Ed25519(b"h" * 32)


class Said(msgspec.Struct):
    agent: str
    number: int


def opened(text: bytes, purpose: str = "command") -> Said:
    def key(said: Said, name: str) -> bytes | None:
        return HUB.public_key if said.agent == "wms-01" and name == key_id(HUB.public_key) else None

    return open_text(text, Said, purpose=purpose, key=key, verify=HUB.verify)


def altered(text: bytes, **changes: str) -> bytes:
    return json.dumps({**json.loads(text), **changes}).encode()


def test_what_is_signed_is_read_again_by_its_purpose_and_key() -> None:
    text = sign_text("command", {"agent": "wms-01", "number": 7}, signer=HUB)

    assert opened(text) == Said("wms-01", 7)


def test_the_signature_covers_the_purpose_and_the_text_as_the_wire_page_says() -> None:
    said = json.loads(sign_text("receipt", {"agent": "wms-01", "number": 7}, signer=HUB))

    covered = f"lianqiao-receipt-1\n{said['signed']}".encode()
    VerifyKey(HUB.public_key).verify(covered, bytes.fromhex(said["signature"]))
    assert said["key"] == key_id(HUB.public_key)
    assert len(said["key"]) == 16


def test_a_changed_text_is_refused() -> None:
    text = sign_text("command", {"agent": "wms-01", "number": 7}, signer=HUB)

    with pytest.raises(Refused, match="does not hold"):
        opened(altered(text, signed='{"agent":"wms-01","number":8}'))


def test_a_text_for_another_purpose_is_refused_even_when_it_claims_this_one() -> None:
    receipt = sign_text("receipt", {"agent": "wms-01", "number": 7}, signer=HUB)

    with pytest.raises(Refused, match="'receipt'"):
        opened(receipt)
    with pytest.raises(Refused, match="does not hold"):
        opened(altered(receipt, purpose="command"))


def test_the_key_of_another_is_refused() -> None:
    with pytest.raises(Refused, match="not a key of who is speaking"):
        opened(sign_text("command", {"agent": "other", "number": 7}, signer=HUB))
    with pytest.raises(Refused, match="not a key of who is speaking"):
        opened(sign_text("command", {"agent": "wms-01", "number": 7}, signer=Ed25519(b"x" * 32)))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (b"", "signed.envelope"),
        (b"\xff\xfe", "signed.envelope"),
        (b'{"purpose": "command"}', "signed.envelope"),
        (b'{"purpose": "command", "signed": 7, "key": "", "signature": ""}', "signed.envelope"),
        (b'{"purpose": "command", "signed": "{", "key": "", "signature": ""}', "signed.body"),
        (
            b'{"purpose": "command", "signed": "{\\"agent\\": \\"wms-01\\"}", "key": "", "signature": ""}',
            "signed.body",
        ),
        (b" " * (TEXT_BYTES_MAX + 1), "signed.too_large"),
    ],
)
def test_a_text_that_makes_no_sense_is_unreadable(text: bytes, cause: str) -> None:
    with pytest.raises(Unreadable) as caught:
        opened(text)

    assert caught.value.cause == cause


def test_a_signature_that_is_no_hex_is_unreadable() -> None:
    text = sign_text("command", {"agent": "wms-01", "number": 7}, signer=HUB)

    with pytest.raises(Unreadable, match="signed"):
        opened(altered(text, signature="zz"))


def test_times_on_the_wire_always_have_microseconds() -> None:
    assert wire_time(AT.replace(microsecond=0)) == "2026-11-23T08:15:30.000000Z"
