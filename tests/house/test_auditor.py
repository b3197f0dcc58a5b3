"""The auditor of faults is a stranger: it imports nothing of the house, and no test module that does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, TREE

AUDIT = "tests/faults/audit"


def test_the_auditor_imports_nothing_of_the_house() -> None:
    assert list(breaches(TREE)) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tests/faults/audit/effects.py", "from core.hub.dispatch import Dispatcher"),
        ("tests/faults/audit/effects.py", "import adapters.database.store"),
        ("tests/faults/audit/effects.py", "def late():\n    import front_end_agent"),
        ("tests/faults/audit/effects.py", "from tests.faults.helper import anything"),
        ("tests/faults/audit/effects.py", "from tests.faults import helper"),
        ("tests/faults/__init__.py", "import gateway"),
    ],
)
def test_an_auditor_who_knows_the_house_is_found(tmp_path: Path, module: str, line: str) -> None:
    for name in ("tests/faults/helper.py", "tests/faults/__init__.py", f"{AUDIT}/effects.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import schedules\n" if name.endswith("helper.py") else "")
    (tmp_path / module).write_text(f"{line}\n")

    assert list(breaches(tmp_path)) != []


def breaches(tree: Path) -> Iterator[str]:
    """What the auditor imports of the house, itself or by a test module that it imports."""
    waiting = sorted((tree / AUDIT).rglob("*.py"))
    waiting += [tree / "tests/__init__.py", tree / "tests/faults/__init__.py"]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.exists():
            continue
        seen.add(path)
        for name in imported(path):
            if name.split(".")[0] in PACKAGES:
                yield f"{path.relative_to(tree)} imports {name}"
            waiting += module_files(tree, name)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def module_files(tree: Path, name: str) -> list[Path]:
    """The files of the tests that importing `a.b.c` runs: c may be a module, or a name in b."""
    parts = name.split(".")
    if parts[0] != "tests":
        return []
    inits = [tree.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts) + 1)]
    return [*inits, *(tree.joinpath(*parts[:n]).with_suffix(".py") for n in range(1, len(parts) + 1))]
