"""Large bytes by their hash: the same in memory and in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.file.blobs import FileBlobs
from adapters.memory.blobs import MemoryBlobs
from core.hub.ports import Blobs
from core.kernel.errors import Broken, Unavailable

LARGE = bytes(range(256)) * 12_000


@pytest.fixture(params=["memory", "file"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return MemoryBlobs() if request.param == "memory" else FileBlobs(tmp_path / "blobs")


@pytest.mark.parametrize("payload", [b"", b"1", LARGE], ids=["nothing", "little", "much"])
def test_what_is_put_is_found_by_its_hash(blobs: Blobs, payload: bytes) -> None:
    name = blobs.put(payload)

    assert name == sha256(payload).hexdigest()
    assert blobs.get(name) == payload


def test_the_same_bytes_are_one_blob(blobs: Blobs) -> None:
    assert blobs.put(LARGE) == blobs.put(LARGE)
    assert blobs.get(blobs.put(LARGE)) == LARGE


def test_pieces_are_joined_in_their_order(blobs: Blobs) -> None:
    names = [blobs.put(LARGE[:1000]), blobs.put(LARGE[1000:2_000_000]), blobs.put(LARGE[2_000_000:])]

    name, size = blobs.join(names)

    assert (name, size) == (sha256(LARGE).hexdigest(), len(LARGE))
    assert blobs.get(name) == LARGE
    assert blobs.join([]) == (sha256(b"").hexdigest(), 0)


def test_what_comes_in_pieces_is_kept_whole_or_not_at_all(blobs: Blobs) -> None:
    def broken() -> Iterator[bytes]:
        yield LARGE
        raise Unavailable("the line broke")

    assert blobs.keep([LARGE[:7], LARGE[7:]]) == (sha256(LARGE).hexdigest(), len(LARGE))
    with pytest.raises(Unavailable, match="the line broke"):
        blobs.keep(broken())


def test_a_blob_that_is_missing_is_a_broken_promise_and_named(blobs: Blobs) -> None:
    missing = sha256(b"never put").hexdigest()

    with pytest.raises(Broken, match=missing):
        blobs.get(missing)
    with pytest.raises(Broken, match=missing):
        blobs.join([blobs.put(b"1"), missing])
