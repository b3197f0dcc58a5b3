"""A folder to take from: no link is followed, nothing taken is overwritten, markers go with their files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.file.source import FolderSource, make_source
from core.hub.pulls import NotNow
from core.kernel.errors import Refused
from tests.contracts.places import OLD, a_pull, put_file


def source(folder: Path, **options: str) -> FolderSource:
    return make_source(a_pull("file", f"file://{folder}", options=options), b"")


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    """It is not told; one that takes a told file's name is not read either."""
    secret = tmp_path / "hub.key"
    put_file(secret, b"key")
    place = tmp_path / "place"
    place.mkdir()
    (place / "link.csv").symlink_to(secret)
    put_file(place / "a.csv", b"key")
    [found] = source(place).look("")
    (place / "a.csv").unlink()
    (place / "a.csv").symlink_to(secret)

    assert found.name == "a.csv"
    with pytest.raises(NotNow):
        list(source(place).take(found))
    assert list(source(place).look("")) == []


def test_two_of_one_name_lie_put_away_beside_each_other(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        put_file(tmp_path / "a.csv", b"x" * number, modified=OLD + number)
        [found] = source(tmp_path).look("")
        source(tmp_path).archive(found)

    kept = sorted((path.name, path.stat().st_size) for path in (tmp_path / "archive").iterdir())
    assert kept == [("a.csv", 1), ("a.csv.~1~", 2), ("a.csv.~2~", 3)]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"after": "delete"}, []),
        ({"after": "leave"}, ["a.csv"]),
        ({"archive": "done"}, ["done/a.csv"]),
        ({"finished": "marker"}, ["archive/a.csv"]),
    ],
)
def test_what_was_taken_is_put_away_as_the_contract_says(
    tmp_path: Path, options: dict[str, str], left: list[str]
) -> None:
    put_file(tmp_path / "a.csv", b"1")
    if "finished" in options:
        put_file(tmp_path / "a.csv.ok", b"")
    there = source(tmp_path, **options)
    [found] = there.look("")

    there.archive(found)

    files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    assert files == left


def test_a_file_that_grows_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    put_file(tmp_path / "a.csv", b"1")
    [found] = source(tmp_path).look("")
    pieces = iter(source(tmp_path).take(found))
    next(pieces)
    put_file(tmp_path / "a.csv", b"1\n2", modified=OLD + 1)

    with pytest.raises(NotNow, match="changed"):
        list(pieces)


@pytest.mark.parametrize(
    "address", ["/drop", "file://[x/drop", "file://server/drop", "file:drop", "sftp://a/b"]
)
def test_an_address_that_is_no_absolute_folder_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        make_source(a_pull("file", address), b"")


def test_a_file_replaced_within_a_second_is_another(tmp_path: Path) -> None:
    """Its size and its second are those of the one that was taken."""
    path = tmp_path / "price.txt"
    put_file(path, b"10.00")
    [found] = source(tmp_path).look("")
    path.write_bytes(b"99.00")
    os.utime(path, ns=(OLD * 10**9, OLD * 10**9 + 1))

    source(tmp_path).archive(found)
    with pytest.raises(NotNow, match="changed"):
        list(source(tmp_path).take(found))

    assert [one.name for one in tmp_path.iterdir()] == ["price.txt"]
    [another] = source(tmp_path).look("")
    assert (found.modified, another.modified) == (str(OLD), f"{OLD}.000000001")
    assert list(source(tmp_path).take(another)) == [b"99.00"]


def test_files_of_one_second_are_taken_oldest_first(tmp_path: Path) -> None:
    for name, nanos in (("a.csv", 2), ("b.csv", 1)):
        (tmp_path / name).write_bytes(b"1")
        os.utime(tmp_path / name, ns=(OLD * 10**9, OLD * 10**9 + nanos))

    assert [found.name for found in source(tmp_path).look("")] == ["b.csv", "a.csv"]
