"""What marks a file as being written is true of it, whatever failed or died meanwhile."""

from __future__ import annotations

import os

import pytest

from core.hub.contracts import Contract, Drop
from core.hub.pulls import NotNow
from core.kernel import steps
from gateway.sftp import uploads
from gateway.sftp.releasing import HomeSources, drops_of
from tests.gateway.sftp.homes import SftpHouse
from tests.hub_world import slip
from tests.patience import until

SLIP = slip("in", "IN-1", ("L1", "10"))


def test_a_file_that_could_not_be_opened_again_is_taken_as_it_was(house: SftpHouse) -> None:
    files = house.files()
    with files.open("/in/slip.json", "wb") as file:
        file.write(SLIP)
    side = house.home / "in" / ".~slip.json"
    until(lambda: side.read_bytes() == b"closed", "the close to be known")

    with pytest.raises(OSError, match=r"exists|Failure"):
        files.open("/in/slip.json", "wx")

    assert side.read_bytes() == b"closed"
    house.turn()
    assert house.turn(after_s=60) == 1
    assert house.taken() == [("slip.json", SLIP)]


def test_a_name_that_could_not_be_opened_is_free_for_a_rename(house: SftpHouse) -> None:
    with pytest.raises(FileNotFoundError):
        house.files().open("/in/slip.json", "r+")
    assert os.listdir(house.home / "in") == []

    house.drop("slip.json", SLIP)

    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]


def test_a_mark_without_its_file_says_nothing(house: SftpHouse) -> None:
    """A process died between a file and its mark: what gets the name later is judged by itself."""
    real = house.home / "in" / "slip.json"
    uploads.mark(real, uploads.OPEN)
    assert uploads.state_of(real) == b""

    house.drop("slip.json", SLIP)

    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]
    assert os.listdir(house.home / "in") == []


def test_what_was_written_anew_while_it_was_taken_must_stand_still_itself(house: SftpHouse) -> None:
    real = house.home / "in" / "slip.json"
    with house.files().open("/in/slip.json", "wb") as file:
        file.write(SLIP)
    until(lambda: uploads.state_of(real) == uploads.CLOSED, "the close to be known")
    house.turn()

    def written_anew(name: str) -> None:
        if name == "pull.taken":
            real.write_bytes(b"the half of another")
            uploads.mark(real, uploads.CLOSED)

    steps.listen(written_anew)
    try:
        assert house.turn(after_s=60) == 1
    finally:
        steps._listeners.remove(written_anew)

    assert uploads.state_of(real) == uploads.CLOSED
    assert house.turn(after_s=2) == 0


def test_what_is_being_taken_is_released_and_gets_no_second_name(house: SftpHouse) -> None:
    """It was closed and stood still; its partner renames it in the moment in which it was taken in."""
    files = house.files()
    with files.open("/in/slip.json", "wb") as file:
        file.write(SLIP)
    real = house.home / "in" / "slip.json"
    until(lambda: uploads.state_of(real) == uploads.CLOSED, "the close to be known")
    house.turn()
    refused: list[str] = []

    def renamed(name: str) -> None:
        if name == "pull.taken" and not refused:
            with pytest.raises(PermissionError) as raised:
                files.rename("/in/slip.json", "/in/b.json")
            refused.append(str(raised.value))

    steps.listen(renamed)
    try:
        house.turn(after_s=60)
    finally:
        steps._listeners.remove(renamed)
    house.turn()

    assert ["was released" in text for text in refused] == [True]
    assert house.taken() == [("slip.json", SLIP)]


def test_what_is_opened_anew_before_it_is_taken_is_not_taken(house: SftpHouse) -> None:
    real = house.home / "in" / "slip.json"
    with house.files().open("/in/slip.json", "wb") as file:
        file.write(SLIP)
    until(lambda: uploads.state_of(real) == uploads.CLOSED, "the close to be known")
    [pull] = drops_of(
        Contract(partner="wms", name="W", parties=(), sites=(), drops=(Drop(source="slips", site="W1"),))
    )
    source = HomeSources(house.hub.home).open("wms", pull)
    [found] = source.look("")
    uploads.mark(real, uploads.OPEN)

    with pytest.raises(NotNow, match="is being written"):
        list(source.take(found))


def test_a_part_has_no_mark_unless_it_failed(house: SftpHouse) -> None:
    with house.files().open("/in/slip.json.part", "wb") as file:
        file.write(SLIP)
    house.files().listdir("/in")

    assert os.listdir(house.home / "in") == ["slip.json.part"]
