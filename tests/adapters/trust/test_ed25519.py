"""The hub's key: made once, whole, for its owner alone, however many processes start at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.trust.ed25519 import Ed25519
from core.kernel.errors import Broken


def test_the_key_is_made_at_the_first_start_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "hub.key"

    made = Ed25519.kept_in(path)

    assert Ed25519.kept_in(path).public_key == made.public_key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["hub.key"]


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    for number in range(20):
        path = tmp_path / str(number) / "hub.key"
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda path: Ed25519.kept_in(path).public_key, [path] * 8))
        assert len(keys) == 1


def test_a_key_that_is_cut_is_named_and_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "hub.key"
    path.write_bytes(b"short")

    with pytest.raises(Broken, match="holds 5 bytes, a key has 32; restore it"):
        Ed25519.kept_in(path)
    assert path.read_bytes() == b"short"


def test_a_signature_holds_for_its_text_and_key_alone() -> None:
    ours, other = Ed25519(b"\x01" * 32), Ed25519(b"\x02" * 32)
    signature = ours.sign(b"text")

    assert ours.verify(ours.public_key, signature, b"text")
    assert not ours.verify(ours.public_key, signature, b"texT")
    assert not ours.verify(other.public_key, signature, b"text")
    assert not ours.verify(b"no key", signature, b"text")
