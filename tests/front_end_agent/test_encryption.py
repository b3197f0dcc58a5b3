"""What a spool seals once the hub has named a key for bodies: for the hub alone, here and in a new epoch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from front_end_agent.errors import HubRefused
from front_end_agent.identity import Encrypt
from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home
from tests.front_end_agent.spools import put

SECRET = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = SECRET.public_key().public_bytes_raw()
ON = Encrypt("required", PUBLIC.hex())


def _frame(spool: Spool, number: int) -> tuple[dict[str, Any], bytes]:
    """Header and body as they travel."""
    [(_, raw)] = spool.frames(number, count_max=1, bytes_max=1)
    end = 8 + int.from_bytes(raw[4:8], "big")
    return json.loads(raw[8:end]), raw[end + 64 :]


def _opened(spool: Spool, said: dict[str, Any], body: bytes, epoch: str, number: int) -> bytes:
    """docs/wire.md §9 read a second time."""
    wrapped = bytes.fromhex(said["wrapped"])
    shared = SECRET.exchange(X25519PublicKey.from_public_bytes(wrapped[:32]))
    info = b"lianqiao-wrap-1" + wrapped[:32] + PUBLIC
    content = aes_key_unwrap(HKDF(SHA256(), 32, None, info).derive(shared), wrapped[32:])
    bound = f"lianqiao-body-1\n{spool.agent}\n{epoch}\n{number}".encode()
    return AESGCM(content).decrypt(bytes.fromhex(said["nonce"]), body, bound)


def test_from_the_next_frame_on_only_the_hub_can_read(spool: Spool) -> None:
    put(spool, "plain")
    spool.encrypt(ON, said_at="2026-11-23T08:00:00.000000Z")
    put(spool, "sealed")

    (plain, _), (header, body) = _frame(spool, 2), _frame(spool, 3)

    assert "encryption" not in plain
    assert len(body) == header["body_packed"] == header["body_size"] + 16
    opened = _opened(spool, header["encryption"], body, spool.epoch, 3)
    assert b"sealed" in opened
    with pytest.raises(InvalidTag):
        _opened(spool, header["encryption"], body, spool.epoch, 4)


def test_no_two_frames_share_a_content_key_or_a_nonce(spool: Spool) -> None:
    spool.encrypt(ON, said_at="2026-11-23T08:00:00.000000Z")
    for _ in range(20):
        put(spool, "the same")

    said = [_frame(spool, number)[0]["encryption"] for number in range(2, 22)]

    assert len({one["nonce"] for one in said}) == len({one["wrapped"] for one in said}) == 20


def test_what_the_hub_said_before_its_last_change_counts_for_nothing(home: Home, spool: Spool) -> None:
    spool.encrypt(ON, said_at="2026-11-23T08:00:02.000000Z")
    spool.encrypt(Encrypt(), said_at="2026-11-23T08:00:01.000000Z")
    put(spool, "a")
    spool.close()

    again = home.spool()
    again.encrypt(Encrypt(), said_at="2026-11-23T08:00:01.999999Z")
    put(again, "b")
    again.encrypt(Encrypt(), said_at="2026-11-23T08:00:03.000000Z")
    put(again, "c")

    assert ["encryption" in _frame(again, number)[0] for number in (2, 3, 4)] == [True, True, False]


def test_a_key_that_is_none_is_refused_and_changes_nothing(spool: Spool) -> None:
    spool.encrypt(ON, said_at="2026-11-23T08:00:00.000000Z")
    for bad in ("00", "zz", "05" * 65):
        with pytest.raises(HubRefused):
            spool.encrypt(Encrypt("required", bad), said_at="2026-11-23T08:00:09.000000Z")
    put(spool, "a")

    assert _frame(spool, 2)[0]["encryption"]["key"]


def test_in_a_new_epoch_a_body_moves_as_it_is_and_names_the_place_it_is_bound_to(spool: Spool) -> None:
    put(spool, "sealed before")
    spool.encrypt(ON, said_at="2026-11-23T08:00:00.000000Z")
    put(spool, "for the hub")
    before = spool.epoch
    header, body = _frame(spool, 3)

    spool.new_epoch()
    (was_plain, plain_body), (moved, moved_body) = _frame(spool, 2), _frame(spool, 3)

    assert moved_body == body
    assert moved["encryption"] == {**header["encryption"], "place": {"epoch": before, "number": 3}}
    assert b"for the hub" in _opened(spool, moved["encryption"], moved_body, before, 3)
    assert b"sealed before" in _opened(spool, was_plain["encryption"], plain_body, spool.epoch, 2)

    spool.new_epoch()
    assert _frame(spool, 3)[0]["encryption"] == moved["encryption"]
