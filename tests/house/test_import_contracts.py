"""Each floor of the house holds: a wall broken on purpose, in a copy of the house, is caught and named."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, TREE
from tests.programs import run

BREACH = "breach_on_purpose"

# For each contract the folders in which it is broken, and what is imported there.
BROKEN = {
    "doors-plugs-core": [
        ("core/kernel", "adapters"),
        ("core/hub", "certs"),
        ("certs", "adapters"),
        ("adapters", "gateway"),
        ("adapters/memory", "schedules"),
        ("gateway", "schedules"),
        ("schedules", "gateway"),
    ],
    "floors": [
        ("core/kernel", "core.catalogue"),
        ("core/catalogue", "core.hub"),
        ("core/hub", "core.custody"),
        ("core/custody", "core.collateral"),
        ("core/collateral", "core.loan"),
    ],
    "plugs": [
        ("adapters/file", "adapters.memory"),
        ("adapters/formats", "adapters.memory"),
        ("adapters/memory", "adapters.wiring"),
    ],
    "agent-knows-only-the-wire": [
        ("front_end_agent", "core.kernel"),
        ("front_end_agent/sources", "certs"),
    ],
    "nobody-knows-the-agent": [
        ("core/kernel", "front_end_agent"),
        ("adapters", "front_end_agent"),
        ("gateway", "front_end_agent"),
        ("schedules", "front_end_agent"),
        ("certs", "front_end_agent"),
    ],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house that may be damaged."""
    copy = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(TREE / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TREE / ".importlinter", copy)
    return copy


@pytest.mark.parametrize("contract", BROKEN)
def test_walls_broken_on_purpose_are_caught(house: Path, contract: str) -> None:
    breaches = {house / folder / f"{BREACH}.py": imported for folder, imported in BROKEN[contract]}

    said = lint_with(house, contract, breaches)

    assert "BROKEN" in said
    missed = [f"{folder} -> {imported}" for folder, imported in BROKEN[contract] if named(folder) not in said]
    assert missed == []


def test_a_room_that_is_on_no_floor_is_caught(house: Path) -> None:
    room = house / "core" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""A room on no floor."""\n')

    said = lint(house, "floors")
    shutil.rmtree(room)

    assert "attic" in said
    assert "BROKEN" in said


def test_circles_are_caught_in_every_part(house: Path) -> None:
    packages = ["core.kernel", "adapters", "gateway", "schedules", "certs", "front_end_agent"]
    halves = [(f"{BREACH}_one", f"{BREACH}_two"), (f"{BREACH}_two", f"{BREACH}_one")]
    breaches = {
        house / package.replace(".", "/") / f"{half}.py": f"{package}.{other}"
        for package in packages
        for half, other in halves
    }

    said = lint_with(house, "no-circles", breaches)

    assert [each for each in packages if f"No cycles are allowed in {each}." not in said] == []
    assert said.count(BREACH) >= len(packages)


def test_every_plug_may_use_formats_and_wiring_may_use_every_plug(house: Path) -> None:
    allowed = {"adapters/memory": "adapters.formats", "adapters/wiring": "adapters.memory"}
    breaches = {house / folder / f"{BREACH}.py": imported for folder, imported in allowed.items()}

    assert BREACH not in lint_with(house, "plugs", breaches)


def test_every_contract_is_broken_on_purpose_somewhere_here() -> None:
    assert set(_contracts()) == {*BROKEN, "no-circles"}


def lint_with(house: Path, contract: str, breaches: dict[Path, str]) -> str:
    """What is said while modules that should not be there import what they should not."""
    for breach, imported in breaches.items():
        breach.write_text(f'"""A wall broken on purpose."""\n\nimport {imported}\n')
    try:
        return lint(house, contract)
    finally:
        for breach in breaches:
            breach.unlink()


def named(folder: str) -> str:
    """The module that breaks the wall in a folder, as lint-imports writes it."""
    return f"{folder.replace('/', '.')}.{BREACH}"


def lint(house: Path, contract: str) -> str:
    """What lint-imports says about one contract of the damaged house."""
    program = Path(sys.executable).with_name("lint-imports")
    ended = run([str(program), "--no-cache", "--contract", contract], folder=house)
    return ended.stdout + ended.stderr


def _contracts() -> Iterator[str]:
    for line in (TREE / ".importlinter").read_text().splitlines():
        if line.startswith("[importlinter:contract:"):
            yield line.removeprefix("[importlinter:contract:").rstrip("]")
