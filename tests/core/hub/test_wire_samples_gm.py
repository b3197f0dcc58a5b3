"""docs/wire/samples/gm as the hub reads it: verified by SM2, hashed by SM3, opened by its keys for bodies."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from adapters.trust.body_keys import FileBodyKeys
from adapters.trust.hub_keys import HubKeys
from adapters.trust.sm2_key import Sm2Key
from core.hub.frames import Frame, WireRecord, open_body, parse_frame, unhex
from core.hub.ports import SealedBody
from core.hub.suites import key_id

FOLDER = Path(__file__).parents[3] / "docs" / "wire" / "samples" / "gm"
INDEX: dict[str, Any] = json.loads((FOLDER / "index.json").read_text())
KEYS: dict[str, Any] = json.loads((FOLDER / "keys.json").read_text())
VERIFIER = HubKeys(b"h" * 32, lambda: Sm2Key(b"h" * 32))


@pytest.fixture
def bodies(tmp_path: Path) -> FileBodyKeys:
    for suite in ("intl", "gm"):
        said = KEYS[f"bodies_{suite}"]
        (tmp_path / f"{suite}-0001-{said['id']}.key").write_bytes(bytes.fromhex(said["secret"]))
    return FileBodyKeys(tmp_path)


@pytest.mark.parametrize("name", [name for name in INDEX if name != "sealed-intl"])
def test_a_sample_is_verified_by_the_sm2_key_it_names(name: str) -> None:
    frame = parse_frame((FOLDER / f"{name}.frame").read_bytes())
    [public] = [bytes.fromhex(said["public"]) for said in KEYS.values() if said["id"] == frame.header.key]

    assert (frame.header.suite, frame.header.number) == ("gm", INDEX[name]["number"])
    assert key_id(public) == frame.header.key
    assert VERIFIER.verify(public, frame.signature, frame.signed)
    assert not VERIFIER.verify(public, frame.signature, frame.signed + b" ")


@pytest.mark.parametrize("name", [name for name, said in INDEX.items() if said["payload_sha256"]])
def test_a_sample_carries_its_document_encrypted_or_not(name: str, bodies: FileBodyKeys) -> None:
    frame = parse_frame((FOLDER / f"{name}.frame").read_bytes())

    [record] = _records(frame, bodies)

    assert sha256(record.payload).hexdigest() == INDEX[name]["payload_sha256"]
    assert (frame.header.encryption is not None) == name.startswith("sealed")
    assert (record.payload in frame.raw) == (not name.startswith("sealed"))


def _records(frame: Frame, bodies: FileBodyKeys) -> list[WireRecord]:
    header = frame.header

    def opened(one: Frame) -> bytes:
        said = header.encryption
        if said is None:
            return one.packed
        bound = f"lianqiao-body-1\n{header.agent}\n{header.epoch}\n{header.number}".encode()
        return bodies.open(
            SealedBody(
                suite=header.suite,
                key=said.key,
                wrapped=unhex(said.wrapped),
                nonce=unhex(said.nonce),
                bound=bound,
                body=one.packed,
            )
        )

    return open_body(frame, opened)
