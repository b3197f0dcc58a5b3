"""What a partner may do at the SFTP door, and what nobody may: a home ends at its walls."""

from __future__ import annotations

from collections.abc import Callable

import paramiko
import pytest

from tests.gateway.sftp.homes import DROPS, SftpHouse

Act = Callable[[paramiko.SFTPClient], object]


def test_a_home_shows_its_three_folders_and_nothing_of_ours(house: SftpHouse) -> None:
    files = house.files()

    assert files.listdir("/") == ["ack", "in", "out"]
    assert [entry.longname.split()[2:4] for entry in files.listdir_attr("/")] == [["partner", "partner"]] * 3
    assert files.normalize(".") == "/"


@pytest.mark.parametrize(
    "act",
    [
        lambda files: files.mkdir("/in/new"),
        lambda files: files.rmdir("/out"),
        lambda files: files.symlink("/in", "/in/link"),
        lambda files: files.readlink("/in"),
        lambda files: files.open("/new", "wb"),
        lambda files: files.open("/out/new", "wb"),
        lambda files: files.open("/ack/new", "wb"),
        lambda files: files.rename("/in/a.part", "/out/a"),
        lambda files: files.rename("/in/a.part", "/a"),
        lambda files: files.remove("/in"),
        lambda files: files.remove("/out"),
        lambda files: files.remove("/ack"),
        lambda files: files.remove("/"),
        lambda files: files.truncate("/in/a.part", 1),
    ],
)
def test_what_is_not_for_partners_is_denied(house: SftpHouse, act: Act) -> None:
    files = house.files()
    with files.open("/in/a.part", "wb") as file:
        file.write(b"12345")

    with pytest.raises(OSError):  # noqa: PT011 (each library has its own words for it)
        act(files)

    assert sorted(path.name for path in house.home.iterdir()) == [".fetched", ".taken", "ack", "in", "out"]
    assert (house.home / "in" / "a.part").read_bytes() == b"12345"


@pytest.mark.parametrize(
    "path",
    [
        "/../../keys/hub.key", "/in/../../../hub.db", "/.taken", "/in/.~a", "/in/" + "x" * 201, "/in/a\nb",
        "/in/a\x00b", "//../..//keys/hub.key",
    ],
)  # fmt: skip
def test_no_path_leads_out_or_to_what_is_ours(house: SftpHouse, path: str) -> None:
    files = house.files()

    for act in (files.stat, files.open, files.listdir, lambda where: files.open(where, "wb")):
        with pytest.raises(OSError):  # noqa: PT011
            act(path)


def test_a_link_in_a_home_is_not_followed(house: SftpHouse) -> None:
    """Partners make none; one that an administrator made leads nobody anywhere."""
    (house.home / "out" / "key").symlink_to(house.hub.home / "keys" / "hub.key")

    with pytest.raises(OSError):  # noqa: PT011
        house.files().open("/out/key").read()


def test_times_and_rights_are_set_by_habit_and_change_nothing(house: SftpHouse) -> None:
    files = house.files()
    with files.open("/in/a.part", "wb") as file:
        file.write(b"1")

    files.utime("/in/a.part", (1, 1))
    files.chmod("/in/a.part", 0o777)

    found = (house.home / "in" / "a.part").stat()
    assert found.st_mode & 0o777 == 0o600
    assert found.st_mtime > 1


def test_a_home_holds_so_many_bytes_and_no_more(house: SftpHouse) -> None:
    house.publish(DROPS + "home: {bytes_max: 1000}\n")
    files = house.files()
    with files.open("/in/a.part", "wb") as file:
        file.write(b"x" * 900)

    with pytest.raises(OSError, match="your home holds 900 bytes, and 1000 are allowed"):
        write(files, "/in/b.json", b"x" * 101)
    with pytest.raises(OSError, match="1000 are allowed"):
        write(files, "/in/c.json", b"x", at=10**12)

    assert house.turn(after_s=3600) == 0
    files.remove("/in/a.part")
    write(files, "/in/d.part", b"x" * 899)


def test_many_sessions_of_a_partner_share_what_its_home_may_hold(house: SftpHouse) -> None:
    house.publish(DROPS + "home: {bytes_max: 1000}\n")
    held = [house.files().open(f"/in/{name}.part", "wb") for name in "ab"]
    held[0].write(b"x" * 900)

    with pytest.raises(OSError, match="1000 are allowed"):
        held[1].write(b"x" * 101)

    assert sum(path.stat().st_size for path in (house.home / "in").iterdir()) <= 1000


def test_what_was_removed_meanwhile_makes_room_for_who_is_writing(house: SftpHouse) -> None:
    house.publish(DROPS + "home: {bytes_max: 1000}\n")
    files = house.files()
    write(files, "/in/a.part", b"x" * 900)
    with house.files().open("/in/b.part", "wb") as file:
        files.remove("/in/a.part")
        file.write(b"x" * 900)

    assert (house.home / "in" / "b.part").stat().st_size == 900


def test_the_longest_name_that_may_be_dropped_has_an_answer_that_can_be_read(house: SftpHouse) -> None:
    name = "x" * 195 + ".json"
    with house.files().open(f"/in/{name}", "wb") as file:
        file.write(b"{")
    house.turn(after_s=60)
    house.turn(after_s=60)

    assert house.files().open(f"/ack/{name}.ack").read().startswith(b"{")


def test_a_home_holds_so_many_files_and_no_more(house: SftpHouse) -> None:
    house.publish(DROPS + "home: {files_max: 2}\n")
    files = house.files()
    write(files, "/in/a.part", b"")
    write(files, "/in/b.part", b"")

    with pytest.raises(OSError, match="there are 2 files in your home, and 2 are allowed"):
        files.open("/in/c.part", "wb")
    write(files, "/in/b.part", b"again")


def test_a_file_larger_than_the_contract_allows_is_refused_while_it_is_written(house: SftpHouse) -> None:
    house.publish(DROPS.replace("site: W1,", "site: W1, bytes_max: 10,"))

    with pytest.raises(OSError, match="at most 10 bytes a file are taken here"):
        write(house.files(), "/in/a.json", b"x" * 11)

    assert house.turn(after_s=3600) == 0


def test_files_are_dropped_only_into_the_folders_that_a_contract_names(house: SftpHouse) -> None:
    house.publish("drops: [{folder: slips, source: slips, site: W1}]\n")
    files = house.files()

    assert files.listdir("/in") == ["slips"]
    with pytest.raises(PermissionError, match="files are dropped into /in/slips here"):
        files.open("/in/a.json", "wb")
    house.drop("a.json", b"{", folder="in/slips")
    house.turn()
    assert house.files().listdir("/ack/slips") == ["a.json.ack"]


def test_so_many_files_may_be_open_at_once(house: SftpHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.sftp.files.OPEN_MAX", 2)
    files = house.files()
    held = [files.open(f"/in/{name}.part", "wb") for name in "ab"]

    with pytest.raises(OSError, match="you have 2 files open"):
        files.open("/in/c.part", "wb")
    for file in held:
        file.close()
    files.open("/in/c.part", "wb").close()


def write(files: paramiko.SFTPClient, path: str, payload: bytes, *, at: int = 0) -> None:
    with files.open(path, "wb") as file:
        file.seek(at)
        file.write(payload)
