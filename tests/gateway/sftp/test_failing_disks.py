"""A disk that fails in the middle of a drop: its partner is told, and what was cut off is never released."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.gateway.sftp.homes import SftpHouse
from tests.hub_world import slip
from tests.patience import until

# As paramiko says what it was told.
REFUSED = "space|I/O|Failure|Input"
SLIP = slip("in", "IN-1", ("L1", "10"))


def full(descriptor: int, data: bytes, offset: int) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def failing(descriptor: int) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def side(house: SftpHouse, name: str = "slip.json") -> Path:
    return house.home / "in" / f".~{name}"


def test_what_the_disk_takes_in_pieces_is_written_whole(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda to, data, offset: whole(to, bytes(data[:7]), offset))

    house.drop("slip.json", SLIP)

    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]


def test_what_a_full_disk_cut_off_is_told_and_never_taken(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.pwrite
    file = house.files().open("/in/slip.json", "wb")
    # The disk takes seven bytes, and then no more.
    monkeypatch.setattr(
        os,
        "pwrite",
        lambda to, data, offset: whole(to, bytes(data[:7]), offset) if offset == 0 else full(0, b"", 0),
    )
    with pytest.raises(OSError, match=REFUSED):
        file.write(SLIP)
    monkeypatch.undo()

    with pytest.raises(OSError, match="failed before"):
        file.write(SLIP)
    file.close()
    until(lambda: not house.door._writing, "the close")

    assert (house.home / "in" / "slip.json").stat().st_size == 7
    assert [house.turn(after_s=3600) for _ in range(3)] == [0, 0, 0]
    assert side(house).read_bytes() == b"open"


def test_what_the_disk_cannot_keep_is_told_and_never_taken(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.sftp.files.SYNC_BYTES", 1)
    file = house.files().open("/in/slip.json", "wb")
    monkeypatch.setattr(os, "fdatasync", failing)

    with pytest.raises(OSError, match=REFUSED):
        file.write(SLIP)
    file.close()
    until(lambda: not house.door._writing, "the close")

    assert [house.turn(after_s=3600) for _ in range(3)] == [0, 0, 0]


def test_a_part_that_failed_is_renamed_only_when_it_was_sent_again(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = house.files()
    file = files.open("/in/slip.json.part", "wb")
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match=REFUSED):
        file.write(SLIP)
    file.close()
    monkeypatch.undo()

    with pytest.raises(OSError, match="send it again"):
        files.rename("/in/slip.json.part", "/in/slip.json")
    with files.open("/in/slip.json.part", "wb") as again:
        again.write(SLIP)
    files.rename("/in/slip.json.part", "/in/slip.json")

    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]
