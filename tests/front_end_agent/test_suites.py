"""An agent's home of the suite gm: enrolled, sealing, changing its key; and a machine that cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from front_end_agent import check, libcrypto
from front_end_agent.errors import Misconfigured, Untrusted
from front_end_agent.frame import Chain, hash_of, seal_key, seal_records
from front_end_agent.identity import KeyRing
from front_end_agent.signed import read_signed, sign_text
from front_end_agent.suites import Sm2Key, digest, suite_of
from tests.front_end_agent.homes import ManualClock


def test_a_home_keeps_the_suite_it_was_made_with(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    made = ring.make("gm")

    assert suite_of(made.public) == "gm"
    assert ring.read().public == made.public
    assert (tmp_path / "agent.key").read_text().startswith("sm2:")
    with pytest.raises(Misconfigured, match="--suite gm, or from an empty home"):
        ring.make("intl")


def test_the_next_key_is_of_the_same_suite(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    first = ring.make("gm")

    following = ring.make_next()
    ring.promote()

    assert ring.read().id == following.id != first.id
    assert ring.read().suite == "gm"


def test_a_gm_frame_names_its_suite_and_is_hashed_by_sm3() -> None:
    key, at = Sm2Key(b"\x02" * 32), ManualClock().now()
    chain = Chain(agent="wms-01", epoch="e" * 32, number=2, previous="0" * 64)

    frame = seal_records(chain, key=key, at=at, packed=b"\x90", count=0)
    changed = seal_key(chain, key=key, at=at, new_key=Sm2Key(b"\x03" * 32))

    header = frame.sealed[8 : 8 + int.from_bytes(frame.sealed[4:8], "big")]
    assert frame.hash == digest("gm", header) == hash_of(frame.sealed, suite="gm")
    assert b'"suite":"gm"' in header
    assert b"body_sha256" not in header
    assert re.search(rb'"new_key":"04[0-9a-f]{128}"', changed.sealed)


def test_a_signed_text_of_a_gm_hub_holds_and_no_other_does() -> None:
    hub = Sm2Key(b"\x02" * 32)
    text = sign_text("receipt", {"contiguous": 3}, key=hub)

    assert read_signed(text, public=hub.public).purpose == "receipt"
    with pytest.raises(Untrusted, match="does not hold"):
        read_signed(text.replace(b"3}", b"4}"), public=hub.public)


def test_where_openssl_has_no_sm2_that_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeyRing(tmp_path).make("gm")
    libcrypto.libcrypto.cache_clear()
    monkeypatch.setattr(libcrypto, "CURVE_NID", 999_999)
    try:
        with pytest.raises(Misconfigured, match=r"has no .*SM2.*suite intl"):
            KeyRing(tmp_path / "other").make("gm")
        found = check.look_at_home(tmp_path)
    finally:
        libcrypto.libcrypto.cache_clear()

    assert not found.good
    assert "OpenSSL" in found.text
