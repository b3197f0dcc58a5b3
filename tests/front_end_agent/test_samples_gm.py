"""docs/wire/samples/gm: what the agent seals there is of the same form as what it seals today.

With LIANQIAO_WRITE_SAMPLES=1 they are written anew.
"""

import json
import os
from typing import Any

import pytest

from front_end_agent.frame import hash_of
from front_end_agent.signed import read_signed
from front_end_agent.suites import verify
from tests.front_end_agent import samples_gm

CHANCE = {"new_signature", "encryption", "body_sha256", "body_sm3", "previous"}


@pytest.fixture(autouse=True, scope="module")
def written() -> None:
    if os.environ.get("LIANQIAO_WRITE_SAMPLES"):
        samples_gm.write_all()


def kept(name: str) -> bytes:
    return (samples_gm.FOLDER / name).read_bytes()


def header(raw: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(raw[8 : 8 + int.from_bytes(raw[4:8], "big")])
    return said


@pytest.mark.parametrize("name", list(samples_gm.frames()))
def test_the_agent_seals_the_form_of_the_sample(name: str) -> None:
    ours, theirs = header(samples_gm.frames()[name].sealed), header(kept(f"{name}.frame"))

    assert list(ours) == list(theirs)
    assert {key: value for key, value in ours.items() if key not in CHANCE} == {
        key: value for key, value in theirs.items() if key not in CHANCE
    }
    assert ("encryption" in theirs) == name.startswith("sealed")


def test_the_chain_of_samples_is_hashed_by_sm3_and_signed_by_its_keys() -> None:
    keys, previous, signer = json.loads(kept("keys.json")), "0" * 64, "agent"
    for name in ("open", "data-one-document", "key", "data-after-key"):
        raw = kept(f"{name}.frame")
        said, end = header(raw), 8 + int.from_bytes(raw[4:8], "big")
        assert said["previous"] == previous
        assert said["key"] == keys[signer]["id"]
        message = b"lianqiao-frame-1\n" + raw[8:end]
        verify(bytes.fromhex(keys[signer]["public"]), message=message, signature=raw[end : end + 64])
        previous, signer = hash_of(raw, suite="gm"), "agent_next" if name == "key" else signer


def test_the_keys_and_the_receipt_are_what_they_say() -> None:
    assert json.loads(kept("keys.json")) == samples_gm.keys()
    said = read_signed(kept("receipt.json"), public=samples_gm.HUB.public)
    assert json.loads(said.signed)["encrypt"]["key"] == samples_gm.keys()["bodies_gm"]["public"]
