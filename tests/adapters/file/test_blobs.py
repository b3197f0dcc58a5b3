"""Blobs on a disk: whole under their name or not there, safe before a row names them, never a leftover."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.file.blobs import FileBlobs
from core.kernel.errors import Broken, Unavailable
from tests.programs import run

PAYLOAD = b"x" * 3_000_000
FILL = """
import resource, signal, sys
from pathlib import Path
from adapters.file.blobs import FileBlobs
from core.kernel.errors import Unavailable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
blobs = FileBlobs(Path(sys.argv[1]))
# No file of this process may be so large: what a full disk looks like from inside.
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
try:
    blobs.put(b"x" * 3_000_000)
except Unavailable as error:
    print(error.text)
"""


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_on_a_full_disk_nothing_is_kept_nothing_is_left_and_it_is_said(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", FILL, str(tmp_path)])

    assert f"the blob folder {tmp_path} cannot be written: File too large; free space there" in done.stdout
    assert _files(tmp_path) == []
    assert FileBlobs(tmp_path).put(PAYLOAD) == sha256(PAYLOAD).hexdigest()


def test_a_piece_that_is_missing_leaves_nothing_of_the_whole(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    first = blobs.put(b"first")

    with pytest.raises(Broken):
        blobs.join([first, sha256(b"never").hexdigest()])

    assert _files(tmp_path) == [first]


def test_every_folder_of_a_new_name_is_on_the_disk_before_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, synced = FileBlobs(tmp_path), []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", seen)

    for _ in range(2):
        name = blobs.put(b"1")
        path = tmp_path / name[:2] / name[2:4]
        assert synced[0].startswith(f"{tmp_path}/.part-")
        assert synced[1:] == [str(path), str(path.parent), str(tmp_path)]
        synced.clear()


def test_a_blob_whose_bytes_have_changed_is_told_by_its_name(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    name = blobs.put(PAYLOAD)
    path = tmp_path / name[:2] / name[2:4] / name
    path.write_bytes(PAYLOAD[:-1] + b"y")

    with pytest.raises(Broken, match=f"{name} does not hash to its name; restore it"):
        blobs.get(name)


def test_a_folder_that_cannot_be_read_is_away_and_not_broken(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    name = blobs.put(b"1")
    path = tmp_path / name[:2] / name[2:4] / name
    path.unlink()
    path.mkdir()

    with pytest.raises(Unavailable, match=r"cannot be read: Is a directory"):
        blobs.get(name)
