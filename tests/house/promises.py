"""Reads `docs/promises.md`: a table of promise, what shows it, and its last figure."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COLUMNS = ["promise", "shown by", "last figure"]
SHOWN_BY = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Promise:
    """One row; `shown_by` are `tests/...py::test_name` or `bench::figure name`."""

    line: int
    text: str
    shown_by: tuple[str, ...]


def read_promises(page: Path) -> Iterator[Promise]:
    """All rows of all tables of the page that have our columns."""
    ours = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if not line.lstrip().startswith("|"):
            ours = False
        elif [cell.lower() for cell in cells] == COLUMNS:
            ours = True
        elif ours and set("".join(cells)) - set("-: "):
            yield Promise(number, cells[0], tuple(SHOWN_BY.findall(cells[1] if len(cells) > 1 else "")))


def faults(tree: Path, promise: Promise) -> Iterator[str]:
    """What is wrong with a row, in words."""
    if not promise.shown_by:
        yield f"line {promise.line}: nothing shows {promise.text!r}"
    for shown in promise.shown_by:
        place, _, name = shown.partition("::")
        known = figures(tree) if place == "bench" else tests(tree / place)
        if name.partition("[")[0] not in known:
            yield f"line {promise.line}: {shown} does not exist"


@cache
def tests(path: Path) -> set[str]:
    """Names of the tests in a file, `Class::test` too; none if there is no such file."""
    if not path.is_file():
        return set()
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
    return {name for name in names if name.rpartition("::")[2].startswith("test_")}


@cache
def figures(tree: Path) -> set[str]:
    """Everything that the bench names: the texts written in its programs."""
    programs = sorted((tree / "bench").rglob("*.py"))
    return {
        node.value
        for program in programs
        for node in ast.walk(ast.parse(program.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
