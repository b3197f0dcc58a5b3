"""The agent is installed alone: its wheel holds its own code and nothing of the hub, and runs."""

import os
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import TREE
from tests.programs import done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip install ./front_end_agent` builds it, of a copy, so that nothing is left in the tree."""
    folder = tmp_path_factory.mktemp("agent")
    made = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done(made, folder=TREE / "front_end_agent", environment={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    [built] = folder.glob("*.whl")
    return built


def test_its_wheel_holds_every_module_of_the_agent_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    ours = {f"front_end_agent/{path.relative_to(TREE / 'front_end_agent').as_posix()}"
            for path in (TREE / "front_end_agent").rglob("*.py")}  # fmt: skip
    assert ours <= held
    assert {name.partition("/")[0] for name in held} == {"front_end_agent"}


def test_where_there_is_no_hub_it_runs(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "installed"), "LC_ALL": "C"}

    said = done([sys.executable, "-P", "-m", "front_end_agent", "--help"], environment=alone, folder=tmp_path)

    assert "enrol|run|status|check" in said
