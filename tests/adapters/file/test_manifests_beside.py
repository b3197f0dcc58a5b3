"""A manifest and its file belong together, whichever comes first, and wait for each other within bounds."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.adapters.file.folders import a_house, a_restored_house, broken_files
from tests.contracts.places import put_file

BODY = b"lot,quantity\nL-1,40\n"
SUM = f"{sha256(BODY).hexdigest()}  a.csv\n".encode()
COUNTS = b'{"bytes": 20, "lines": 2}'
ENDINGS = [(".sha256", SUM), (".manifest.json", COUNTS)]


@pytest.mark.parametrize(("ending", "manifest"), ENDINGS)
@pytest.mark.parametrize("finished", ["name", "still"])
def test_a_manifest_that_comes_first_waits_for_its_file_and_goes_with_it(
    tmp_path: Path, ending: str, manifest: bytes, finished: str
) -> None:
    house = a_house(tmp_path, finished=finished)
    put_file(tmp_path / f"a.csv{ending}", manifest)
    assert [house.look(after_s=60) for _ in range(3)] == [0, 0, 0]

    put_file(tmp_path / "a.csv", BODY)
    house.look(after_s=60)
    house.look(after_s=60)

    assert house.documents() == [("a.csv", BODY)]
    assert broken_files(house) == {}
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["a.csv", f"a.csv{ending}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


@pytest.mark.parametrize(("ending", "manifest"), ENDINGS)
def test_a_manifest_whose_file_does_not_come_is_told_of_as_broken(
    tmp_path: Path, ending: str, manifest: bytes
) -> None:
    house = a_house(tmp_path, manifest_wait_s="600")
    put_file(tmp_path / f"a.csv{ending}", manifest)

    assert [house.look(), house.look(after_s=599), house.look(after_s=60)] == [0, 0, 1]

    assert broken_files(house) == {f"a.csv{ending}": "a.csv did not come within 600 s of its manifest"}
    restored = a_restored_house(tmp_path)
    restored.look()
    assert list(broken_files(restored)) == [f"a.csv{ending}"]


def test_a_manifest_that_waited_in_vain_vouches_for_no_later_file(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name", manifest_wait_s="60")
    put_file(tmp_path / "a.csv.sha256", b"0" * 64)
    assert [house.look(), house.look(after_s=60)] == [0, 1]
    put_file(tmp_path / "a.csv", BODY)
    house.look(after_s=60)

    restored = a_restored_house(tmp_path, finished="name")
    restored.look()

    assert list(broken_files(house)) == list(broken_files(restored)) == ["a.csv.sha256"]
    assert ("a.csv", BODY) in restored.documents()


def test_what_a_pull_does_not_mean_has_manifests_that_it_does_not_mean(tmp_path: Path) -> None:
    house = a_house(tmp_path, pattern="*.csv", manifest_wait_s="60")
    put_file(tmp_path / "b.xml.sha256", SUM)

    assert [house.look(), house.look(after_s=61)] == [0, 0]


def test_a_file_whose_required_manifest_does_not_come_is_told_of_as_broken(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name", manifest="required", manifest_wait_s="600")
    put_file(tmp_path / "a.csv", BODY)

    assert [house.look(), house.look(after_s=599), house.look(after_s=60)] == [0, 0, 1]

    said = {"a.csv": "its manifest is required, and none came within 600 s"}
    assert broken_files(house) == said
    restored = a_restored_house(tmp_path, finished="name", manifest="required", manifest_wait_s="600")
    restored.look()
    assert broken_files(restored) == said


def test_a_manifest_that_is_written_just_now_is_waited_for(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name", manifest_wait_s="600")
    put_file(tmp_path / "a.csv", BODY)
    put_file(tmp_path / "a.csv.sha256", SUM[:20])
    assert [house.look(), house.look(after_s=60)] == [0, 0]

    put_file(tmp_path / "a.csv.sha256", SUM)

    assert house.look(after_s=60) == 1
    assert broken_files(house) == {}


def test_a_manifest_that_stays_without_sense_is_told_of_with_its_file(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name", manifest_wait_s="600")
    put_file(tmp_path / "a.csv", BODY)
    put_file(tmp_path / "a.csv.sha256", b"none")

    assert [house.look(), house.look(after_s=600)] == [0, 1]

    assert broken_files(house) == {"a.csv": "a.csv.sha256 holds no SHA-256"}
