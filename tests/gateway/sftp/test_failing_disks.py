"""A disk that fails in the middle of a drop: its partner is told, and what was cut off is never released."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from tests.gateway.sftp.homes import SftpHouse
from tests.hub_world import slip
from tests.patience import PATIENCE_S, until

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
    until(lambda: not house.door.shared["wms"].writing, "the close")

    assert (house.home / "in" / "slip.json").stat().st_size == 7
    assert [house.turn(after_s=3600) for _ in range(3)] == [0, 0, 0]
    assert side(house).read_bytes() == b"cut"


def test_what_the_disk_cannot_keep_is_told_and_never_taken(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.sftp.files.SYNC_BYTES", 1)
    file = house.files().open("/in/slip.json", "wb")
    monkeypatch.setattr(os, "fdatasync", failing)

    with pytest.raises(OSError, match=REFUSED):
        file.write(SLIP)
    file.close()
    until(lambda: not house.door.shared["wms"].writing, "the close")

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


def test_what_failed_is_not_resumed_but_sent_again_from_its_start(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes next, and whatever it is called: behind bytes that may be lost nothing is written."""
    for name in ("slip.json", "slip.json.part"):
        file = house.files().open(f"/in/{name}", "wb")
        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match=REFUSED):
            file.write(SLIP)
        file.close()
        monkeypatch.undo()
    house.door.shared.clear()

    files = house.files()
    for name in ("slip.json", "slip.json.part"):
        for mode in ("r+b", "ab"):
            with pytest.raises(OSError, match="send it again from its start"):
                files.open(f"/in/{name}", mode)
    with pytest.raises(OSError, match="send it again from its start"):
        files.rename("/in/slip.json.part", "/in/other.json")
    assert [house.turn(after_s=3600) for _ in range(2)] == [0, 0]

    files.remove("/in/slip.json")
    with files.open("/in/slip.json.part", "wb") as again:
        again.write(SLIP)
    files.rename("/in/slip.json.part", "/in/slip.json")
    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]


@pytest.mark.parametrize("name", ["slip.json", "slip.json.part"])
def test_what_the_disk_lost_when_it_was_closed_is_told_and_never_released(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = house.files()
    other, file = files.open("/in/other.json", "wb"), files.open(f"/in/{name}", "wb")
    other.write(SLIP[:9])
    file.write(SLIP)
    monkeypatch.setattr(os, "fsync", failing)
    # This program's library hears that it failed, and does not say so.
    file.close()
    monkeypatch.undo()

    with pytest.raises(OSError, match="sign in anew"):
        files.open("/in/third.json", "wb")
    with pytest.raises(OSError, match="failed before"):
        other.write(SLIP[9:])
    with pytest.raises(OSError, match="send it again"):
        house.files().rename(f"/in/{name}", "/in/renamed.json")
    assert not house.door.shared["wms"].writing
    # Of the other file the disk said the same.
    assert side(house, "other.json").read_bytes() == b"cut"
    assert [house.turn(after_s=3600) for _ in range(3)] == [0, 0, 0]


def test_what_the_disk_lost_while_the_line_broke_is_not_resumed(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is closed before the disk, asked in a thread, has said that it failed."""
    monkeypatch.setattr("gateway.sftp.files.SYNC_BYTES", 1)
    asked, gone = threading.Event(), threading.Event()

    def late(descriptor: int) -> None:
        asked.set()
        gone.wait(PATIENCE_S)
        failing(descriptor)

    monkeypatch.setattr(os, "fdatasync", late)
    line = house.line()
    file = house.files(line).open("/in/slip.json.part", "wb")
    file.set_pipelined(True)
    file.write(SLIP)
    until(asked.is_set, "the disk to be asked")
    line.close()
    gone.set()
    until(lambda: not house.door.shared["wms"].writing, "the close")
    monkeypatch.undo()

    with pytest.raises(OSError, match="send it again"):
        house.files().rename("/in/slip.json.part", "/in/slip.json")
