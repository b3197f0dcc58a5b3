"""The files of the house, read as text and as syntax, for the tidy tests."""

import ast
import gc
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "adapters", "gateway", "schedules", "certs", "front_end_agent")
BESIDE = ("tests", "bench")
GIT_TIMEOUT_S = 120.0

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file."""

    path: Path
    text: str
    syntax: ast.Module

    @property
    def name(self) -> str:
        """Its path from the top of the tree, as findings print it."""
        return str(self.path.relative_to(TREE))

    @property
    def functions(self) -> Iterator[Function]:
        """All functions and methods, nested ones too."""
        for node in ast.walk(self.syntax):
            if isinstance(node, Function):
                yield node

    @property
    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full name of everything imported: `from a.b import c` gives `a.b.c`."""
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def sources(*folders: str) -> tuple[Source, ...]:
    """All Python files below the folders."""
    paths = [path for folder in folders for path in sorted((TREE / folder).rglob("*.py"))]
    found = tuple(_read(path) for path in paths if "__pycache__" not in path.parts)
    # They stay, and are millions of objects that Python's collector would look through again and again.
    gc.freeze()
    return found


@cache
def everything() -> tuple[Path, ...]:
    """All files of the tree as git knows them, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=TREE,
        capture_output=True,
        text=True,
        timeout=GIT_TIMEOUT_S,
        check=True,
    ).stdout
    paths = (TREE / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text, str(path)))
