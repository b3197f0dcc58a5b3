"""What is installed is known to the byte: every requirement is locked and hashed, and names no index."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import TREE

PARTS = ("agent", "hub", "dev")
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==(\S+)", re.M)


@pytest.mark.parametrize("part", PARTS)
def test_every_locked_requirement_has_a_hash(part: str) -> None:
    entries = lock(part).replace("\\\n", " ").splitlines()
    bare = [line for line in entries if LOCKED.match(line) and "--hash=sha256:" not in line]

    assert bare == []
    assert LOCKED.findall(lock(part))


@pytest.mark.parametrize("part", PARTS)
def test_no_lock_names_an_index_or_a_file(part: str) -> None:
    assert re.findall(r".*(?:index-url|find-links|://|@ file).*", lock(part)) == []


@pytest.mark.parametrize("part", PARTS)
def test_what_is_asked_for_is_locked(part: str) -> None:
    asked = asked_for(part)

    assert asked - versions(part).keys() == set()


@pytest.mark.parametrize(("smaller", "larger"), [("agent", "hub"), ("hub", "dev")])
def test_all_parts_agree_on_versions(smaller: str, larger: str) -> None:
    ours, theirs = versions(smaller), versions(larger)

    assert {name: version for name, version in ours.items() if theirs.get(name) != version} == {}


def test_the_packages_ask_for_what_the_requirements_say() -> None:
    assert declared(TREE / "pyproject.toml") == asked_for("hub") | asked_for("agent")
    assert declared(TREE / "front_end_agent" / "pyproject.toml") == asked_for("agent")


def lock(part: str) -> str:
    """The text of a part's lock."""
    return (TREE / f"requirements-{part}.lock").read_text()


def versions(part: str) -> dict[str, str]:
    """What a part's lock installs."""
    return {name: version for name, _, version in LOCKED.findall(lock(part))}


def asked_for(part: str) -> set[str]:
    """The names in a part's own requirements."""
    lines = (TREE / f"requirements-{part}.in").read_text().splitlines()
    return {_name(line) for line in lines if line and line[0] not in "#-"}


def declared(project: Path) -> set[str]:
    """The names that a package's own project file asks for."""
    return {_name(each) for each in tomllib.loads(project.read_text())["project"]["dependencies"]}


def _name(requirement: str) -> str:
    return re.split(r"[\[=<>~ ]", requirement)[0].lower()
