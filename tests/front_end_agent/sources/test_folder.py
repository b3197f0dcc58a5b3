"""A folder: what is finished is taken, once, as it is."""

import os
from pathlib import Path

import pytest

from tests.front_end_agent.homes import Home, ManualClock, drop, write
from tests.front_end_agent.rounds import Rounds


def test_files_are_taken_oldest_first_and_those_of_one_time_by_name(home: Home) -> None:
    home.configure(home.folder())
    write(home, "c.csv", modified=10)
    write(home, "b.csv", modified=20)
    write(home, "a.csv", modified=20)
    rounds = Rounds(home)

    rounds.round()
    rounds.round()

    assert rounds.names() == ["c.csv", "a.csv", "b.csv"]
    assert [frame.header["count"] for frame in rounds.frames()] == [0, 3]


@pytest.mark.parametrize("name", ["a.csv.part", "a.tmp", "a.filepart", ".a.csv", "a.csv~", "a.PART"])
def test_a_file_that_says_it_is_unfinished_is_left_alone(home: Home, name: str) -> None:
    home.configure(home.folder())
    path = write(home, name)
    rounds = Rounds(home)

    rounds.round()

    assert rounds.names() == []
    assert path.exists()


def test_a_file_still_being_written_waits_until_it_has_been_steady(home: Home) -> None:
    home.configure(home.folder().replace('"rename"', '"stable"') + "stable_s = 2.0\n")
    write(home, "a.csv", b"1")
    rounds = Rounds(home)
    rounds.round()
    rounds.clock.pass_s(1.9)
    write(home, "a.csv", b"12")

    rounds.round()
    rounds.clock.pass_s(1.9)
    rounds.round()

    assert rounds.names() == []

    rounds.clock.pass_s(0.2)
    rounds.round()

    assert [document["payload"] for document in rounds.documents()] == [b"12"]


@pytest.mark.parametrize("marker", ["a.csv.ok", "a.ok", "a.csv.done", "a.done"])
def test_with_markers_a_file_counts_when_its_marker_stands_beside_it(home: Home, marker: str) -> None:
    home.configure(home.folder().replace('"rename"', '"marker"'))
    write(home, "a.csv")
    rounds = Rounds(home)
    rounds.round()

    assert rounds.names() == []

    write(home, marker)
    rounds.round()

    assert rounds.names() == ["a.csv"]
    assert sorted(path.name for path in (home.drop / "taken").iterdir()) == sorted(["a.csv", marker])


def test_only_the_patterns_are_taken_and_never_a_link(home: Home, tmp_path: Path) -> None:
    home.configure(home.folder('patterns = ["*.csv"]\n'))
    (tmp_path / "secret").write_bytes(b"secret")
    (home.drop / "link.csv").symlink_to(tmp_path / "secret")
    (home.drop / "folder.csv").mkdir()
    write(home, "a.csv")
    write(home, "a.xml")
    rounds = Rounds(home)

    rounds.round()

    assert rounds.names() == ["a.csv"]


def test_a_file_left_in_place_is_taken_once_and_again_only_when_its_bytes_change(home: Home) -> None:
    home.configure(home.folder('after = "leave"\n'))
    write(home, "stock.csv", b"A", modified=10)
    rounds = Rounds(home)
    rounds.round()
    rounds.round()
    write(home, "stock.csv", b"A", modified=20)
    rounds.round()

    assert rounds.names() == ["stock.csv"]

    write(home, "stock.csv", b"B", modified=30)
    rounds.round()
    write(home, "stock.csv", b"A", modified=40)
    rounds.round()

    assert [document["payload"] for document in rounds.documents()] == [b"A", b"B", b"A"]
    assert (home.drop / "stock.csv").exists()


def test_what_was_left_in_place_is_still_known_after_a_restart_and_after_many_days(home: Home) -> None:
    home.configure(home.folder('after = "leave"\n'))
    write(home, "stock.csv")
    clock = ManualClock()
    rounds = Rounds(home, clock)
    rounds.round()
    for _day in range(40):
        clock.pass_s(86_400)
        rounds.round()
    rounds.spool.close()

    again = Rounds(home, clock)
    again.round()

    assert again.names() == ["stock.csv"]


def test_the_same_name_dropped_again_is_moved_beside_the_first(home: Home) -> None:
    home.configure(home.folder())
    rounds = Rounds(home)
    for content in (b"A", b"B"):
        drop(home, "a.csv", content)
        rounds.round()

    assert [document["payload"] for document in rounds.documents()] == [b"A", b"B"]
    assert len(list((home.drop / "taken").iterdir())) == 2


def test_a_file_at_one_second_to_midnight_in_shanghai_keeps_its_bytes_and_its_time(home: Home) -> None:
    home.configure(home.folder())
    clock = ManualClock("2026-11-23T23:59:59+08:00")
    write(home, "日报.csv", "仓库,吨\r\n一号,12.500".encode("gb18030"), modified=clock.now().timestamp())
    rounds = Rounds(home, clock)

    rounds.round()

    [document] = rounds.documents()
    assert document["payload"] == "仓库,吨\r\n一号,12.500".encode("gb18030")
    assert document["facts"]["modified_at"] == "2026-11-23T15:59:59.000000Z"
    assert document["seen_at"] == "2026-11-23T15:59:59.000000Z"


def test_a_name_in_gb18030_is_told_as_text(home: Home) -> None:
    home.configure(home.folder())
    name = "入库".encode("gb18030") + b".csv"
    Path(os.fsdecode(os.path.join(os.fsencode(home.drop), name))).write_bytes(b"1")
    rounds = Rounds(home)

    rounds.round()
    rounds.round()

    assert rounds.names() == ["入库.csv"]


def test_a_file_of_exactly_256_kib_travels_whole_and_one_byte_more_in_chunks(home: Home) -> None:
    home.configure(home.folder())
    write(home, "a.bin", bytes(256 * 1024), modified=1)
    write(home, "b.bin", bytes(256 * 1024 + 1), modified=2)
    rounds = Rounds(home)

    rounds.round()
    while rounds.spool.seal_chunk():
        pass

    assert [record["kind"] for record in rounds.records()] == ["document", "chunk", "manifest"]
    assert rounds.records()[-1]["size"] == 256 * 1024 + 1


def test_an_empty_file_is_a_document_of_no_bytes(home: Home) -> None:
    home.configure(home.folder())
    write(home, "a.csv", b"")
    rounds = Rounds(home)

    rounds.round()

    assert [document["payload"] for document in rounds.documents()] == [b""]
