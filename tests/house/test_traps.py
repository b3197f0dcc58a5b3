"""Every trap, worked figure and invariant of the core has a test that exists and says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.traps import INVARIANTS, TRAPS
from tests.house.tree import TREE

HELD = {**TRAPS, **INVARIANTS}
COUNTS = {"T": 25, "G": 9, "L": 26, "B": 19, "C": 5, "R": 5, "W": 7, "X": 4}
ALL = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
# "B1", "L5, L6" or "B1 to B19", each of which names all between.
_NAMED = re.compile(r"\b([A-Z])(\d+)(?: to \1(\d+))?\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> dict[str, Function]:
    """The tests of a file by name; none where there is no such file."""
    if not path.is_file():
        return {}
    found = ast.parse(path.read_text(encoding="utf-8")).body
    return {each.name: each for each in found if isinstance(each, Function) and each.name.startswith("test_")}


def named(test: Function) -> set[str]:
    """What a test says it holds: in its docstring, its name, or a marker."""
    said = [ast.get_docstring(test) or "", test.name.upper().replace("_", " ")]
    said += [ast.unparse(each) for each in test.decorator_list]
    return {
        f"{letter}{number}"
        for text in said
        for letter, first, last in _NAMED.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def faults(tree: Path, held: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What is wrong with the list, in words."""
    for what, places in held.items():
        for place in places:
            file, _, name = place.partition("::")
            test = functions(tree / "tests" / file).get(name)
            if test is None:
                yield f"{what}: tests/{place} does not exist"
            elif what not in named(test):
                yield f"{what}: tests/{place} does not say that it holds it"


@pytest.mark.parametrize("what", ALL)
def test_each_trap_figure_and_invariant_is_held_by_a_test(what: str) -> None:
    assert HELD.get(what), f"no test holds {what}; name one in tests/house/traps.py"
    assert list(faults(TREE, {what: HELD[what]})) == []


def test_the_list_names_nothing_else() -> None:
    assert set(HELD) <= set(ALL)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("def test_gone(): ...", "does not exist"),
        ("def test_it(): ...", "does not say"),
        ('def test_it():\n    """B13."""', "does not say"),
        ('def test_it():\n    """B1."""', ""),
        ("def test_it_b1(): ...", "does not exist"),
        ("@pytest.mark.holds('B1')\ndef test_it(): ...", ""),
        ('def test_it():\n    """L3, and B0 to B2."""', ""),
    ],
)
def test_a_test_that_is_not_there_or_says_nothing_is_found(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_here.py").write_text(text)

    found = list(faults(tmp_path, {"B1": ("test_here.py::test_it",)}))

    assert [fault in each for each in found] == [True] * bool(fault)


def test_a_name_says_what_it_holds_as_well_as_a_docstring() -> None:
    [test] = ast.parse("def test_b1_principal_comes_back_l12(): ...").body

    assert isinstance(test, Function)
    assert {"B1", "L12"} <= named(test)
