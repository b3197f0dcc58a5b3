"""Which files of a folder outside are whole, meant and to be taken, as the pull's words say."""

from __future__ import annotations

import pytest

from core.hub.outside_folders import Entry, FolderWords
from core.kernel.errors import Refused
from tests.contracts.places import a_pull

LYING = ("b.csv", "a.csv", "a.csv.ok", ".hidden.csv", "c.csv.part", "D.CSV.TMP", "e.xml", "f.filepart")


def nothing(name: str) -> bytes:
    return b""


def manifest_of_a_line(name: str) -> bytes:
    return b'{"lines": 1}' if name.endswith(".json") else b"0" * 64


def whole(*names: str, **options: str) -> list[str]:
    words = FolderWords.read(a_pull(options=options))
    return [
        found.name for found in words.whole((Entry(name=name, size=1, modified=7) for name in names), nothing)
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["a.csv", "a.csv.ok", "b.csv", "e.xml"]),
        ({"pattern": "*.csv"}, ["a.csv", "b.csv"]),
        ({"pattern": "[a-b].*", "finished": "name"}, ["a.csv", "a.csv.ok", "b.csv"]),
        ({"finished": "marker"}, ["a.csv"]),
        ({"finished": "marker", "marker": ".done"}, []),
    ],
)
def test_which_files_of_a_folder_are_whole(options: dict[str, str], expected: list[str]) -> None:
    assert whole(*LYING, **options) == expected


def test_the_oldest_is_taken_first() -> None:
    entries = [Entry(name=name, size=1, modified=at) for name, at in (("a", 3), ("b", 1), ("c", 2))]

    assert [found.name for found in FolderWords().whole(entries, nothing)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("options", "settles_s"), [({}, 10.0), ({"stable_s": "3.5"}, 3.5), ({"finished": "name"}, 0.0)]
)
def test_only_what_tells_by_standing_still_must_settle(options: dict[str, str], settles_s: float) -> None:
    [found] = FolderWords.read(a_pull(options=options)).whole([Entry(name="a", size=1, modified=1)], nothing)

    assert found.settles_s == settles_s


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("allowed", ["a", "b", "c.sha256 waits"]),
        ("required", ["a waits", "b", "c.sha256 waits"]),
        ("off", ["a", "b", "b.manifest.json", "b.sha256", "c.sha256", "d.sha256"]),
    ],
)
def test_a_manifest_is_no_file_of_its_own_and_may_be_waited_for(manifest: str, expected: list[str]) -> None:
    words = FolderWords.read(a_pull(options={"manifest": manifest}))
    names = ("a", "b", "b.sha256", "b.manifest.json", "c.sha256", "d.sha256", "d.part")

    found = words.whole((Entry(name=name, size=1, modified=7) for name in names), manifest_of_a_line)

    waits = {10.0: "", 3600.0: " waits"}
    assert [one.name + waits[one.settles_s] for one in found] == expected


@pytest.mark.parametrize(
    "options",
    [
        {"manifest": "maybe"},
        {"patern": "*"},
        {"finished": "soon"},
        {"after": "burn"},
        {"stable_s": "x"},
        {"stable_s": "nan"},
    ],
)
def test_a_word_that_is_none_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(Refused, match="pull in: "):
        FolderWords.read(a_pull(options=options))


def test_more_than_any_look_bears_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.outside_folders.LISTED_MAX", 2)

    with pytest.raises(Refused, match="more than 2 files lie there"):
        whole("a", "b", "c")
