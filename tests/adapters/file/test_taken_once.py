"""What lies in a folder is taken once, and all of it: within one second too, and by a restored hub."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.adapters.file.folders import a_house, a_restored_house, broken_files
from tests.contracts.places import OLD, put_file


def test_what_has_the_size_and_the_second_of_one_that_was_put_away_is_another(tmp_path: Path) -> None:
    """Most servers tell whole seconds: only its bytes say that it is another price."""
    house = a_house(tmp_path, finished="name")
    put_file(tmp_path / "price.txt", b"10.00")
    house.look()
    put_file(tmp_path / "price.txt", b"99.00")

    assert house.look(after_s=60) == 1

    assert house.documents() == [("price.txt", b"10.00"), ("price.txt", b"99.00")]
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_such_a_one_must_stand_still_too(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    put_file(tmp_path / "price.txt", b"10.00")
    assert [house.look(), house.look(after_s=60)] == [0, 1]
    put_file(tmp_path / "price.txt", b"99.00")

    assert [house.look(after_s=60), house.look(after_s=60)] == [0, 1]


def test_the_very_same_put_there_again_is_put_away_and_is_no_delivery(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name")
    for _ in range(3):
        put_file(tmp_path / "a.csv", b"1\n")
        house.look(after_s=60)

    assert house.documents() == [("a.csv", b"1\n")]
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_what_is_left_there_is_known_by_size_and_time_or_by_its_bytes_as_the_contract_says(
    tmp_path: Path,
) -> None:
    by_time = a_house(tmp_path, finished="name", after="leave")
    by_bytes = a_house(tmp_path, finished="name", after="leave", compare="bytes")
    put_file(tmp_path / "price.txt", b"10.00")
    for house in (by_time, by_bytes):
        assert [house.look(), house.look(after_s=60)] == [1, 0]

    put_file(tmp_path / "price.txt", b"99.00")

    assert [house.look(after_s=60) for house in (by_time, by_bytes)] == [0, 1]
    assert by_bytes.look(after_s=60) == 0


def test_a_restored_hub_takes_all_of_one_name_under_that_name(tmp_path: Path) -> None:
    house = a_house(tmp_path, finished="name")
    for number in (1, 2, 3):
        put_file(tmp_path / "a.csv", b"x" * number, modified=OLD + number)
        house.look(after_s=60)

    restored = a_restored_house(tmp_path, finished="name")
    restored.look()

    assert restored.documents() == house.documents() == [("a.csv", b"x"), ("a.csv", b"xx"), ("a.csv", b"xxx")]
    restored.look(after_s=60)
    assert len(restored.documents()) == 3


def test_a_restored_hub_leaves_what_another_pull_put_away(tmp_path: Path) -> None:
    for name in ("a.csv", "b.xml"):
        put_file(tmp_path / name, b"1")
        a_house(tmp_path, finished="name", pattern=f"*{name[1:]}").look()
    for name in (".nfs0.csv", "half.csv.part"):
        put_file(tmp_path / "archive" / name, b"1")

    restored = a_restored_house(tmp_path, finished="name", pattern="*.csv*")
    restored.look()

    assert restored.documents() == [("a.csv", b"1")]


def test_a_restored_hub_that_puts_nothing_away_leaves_the_partners_own_archive(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    put_file(tmp_path / "archive" / "last_year.csv", b"0")
    put_file(tmp_path / "a.csv", b"1")

    restored = a_restored_house(tmp_path, finished="name", after="leave")
    restored.look()

    assert restored.documents() == [("a.csv", b"1")]


def test_what_did_not_hold_to_its_manifest_does_not_for_a_restored_hub(tmp_path: Path) -> None:
    """Nor does a later file of its name, that held to its own, hide it."""
    house = a_house(tmp_path, finished="name")
    for number, body in enumerate((b"cut o", b"whole")):
        put_file(tmp_path / "a.csv", body, modified=OLD + number)
        put_file(tmp_path / "a.csv.sha256", sha256(b"whole").hexdigest().encode())
        house.look(after_s=60)
    put_file(tmp_path / "a.csv", b"without", modified=OLD + 2)
    house.look(after_s=60)
    said = broken_files(house)
    assert list(said) == ["a.csv"]

    restored = a_restored_house(tmp_path, finished="name")
    restored.look()

    assert restored.documents() == house.documents()
    assert broken_files(restored) == said
