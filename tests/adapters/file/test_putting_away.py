"""What lies beside a file goes before it: nothing old vouches for what comes next."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.file.source import FolderSource, make_source
from tests.adapters.file.folders import a_house
from tests.contracts.places import OLD, a_pull, put_file
from tests.core.hub.pulling import Dead

AFTER = ("archive", "delete")


def dies(path: Path, to: Path | None = None) -> None:
    raise Dead


def kill_before_the_file_goes(patch: pytest.MonkeyPatch, after: str) -> None:
    """The process dies where it would move or remove the file itself; markers go as always."""
    unlink = Path.unlink
    if after == "archive":
        patch.setattr(Path, "rename", dies)
    else:
        patch.setattr(Path, "unlink", lambda path: dies(path) if path.name == "a.csv" else unlink(path))


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("beside", [".ok", ".sha256", ".manifest.json"])
def test_what_lies_beside_a_file_is_gone_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str, beside: str
) -> None:
    put_file(tmp_path / "a.csv", b"1")
    for ending in {".ok", beside}:
        put_file(tmp_path / f"a.csv{ending}", b"")
    source: FolderSource = make_source(
        a_pull("file", f"file://{tmp_path}", options={"finished": "marker", "after": after}), b""
    )
    [found] = source.look("")
    with monkeypatch.context() as patch:
        kill_before_the_file_goes(patch, after)
        with pytest.raises(Dead):
            source.archive(found)

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.csv"]


@pytest.mark.parametrize("after", AFTER)
def test_a_death_in_between_releases_nothing_half_written_tomorrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    house = a_house(tmp_path, finished="marker", after=after)
    put_file(tmp_path / "a.csv", b"day 1")
    put_file(tmp_path / "a.csv.ok", b"")
    with monkeypatch.context() as patch:
        kill_before_the_file_goes(patch, after)
        with pytest.raises(Dead):
            house.look()

    house.look(after_s=61)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    put_file(tmp_path / "a.csv", b"day 2, ha", modified=OLD + 86_400)
    house.look(after_s=61)
    assert house.documents() == [("a.csv", b"day 1")]

    put_file(tmp_path / "a.csv", b"day 2, whole", modified=OLD + 86_401)
    put_file(tmp_path / "a.csv.ok", b"")
    house.look(after_s=61)
    assert house.documents() == [("a.csv", b"day 1"), ("a.csv", b"day 2, whole")]
