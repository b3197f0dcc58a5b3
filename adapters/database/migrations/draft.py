"""Writes the next version: `python -m adapters.database.migrations.draft NAME [--afresh]`.

It compares the records with the newest version and writes what can be known: new tables, nullable columns and
indexes. For everything else it says what a person must write, and into which file, and writes nothing.
`--afresh` throws all versions away first; only before the first release.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate.api import render_python_code
from alembic.operations import ops

from adapters.database.migrations import VERSIONS, revisions
from adapters.database.migrations.declared import declared_tables
from adapters.database.migrations.look import Changes, Look, changes, look_at
from adapters.database.migrations.upgrade import upgrade, write_newest
from core.kernel.errors import Refused

LINES_MAX = 260
FORMAT_TIMEOUT_S = 30.0
_SEQUENCE = """
if op.get_context().dialect.name == "postgresql":
    op.execute("CREATE SEQUENCE hub_handled_number")"""
_VERSION = '''"""{about}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
{calls}


{steps}
'''


_BESIDE = '''"""{about}, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "{revision}"
down_revision = {before}
BESIDE = True


def upgrade() -> None:
{calls}


{steps}
'''


def draft(name: str, declared: sa.MetaData, folder: Path = VERSIONS) -> list[Path]:
    """Leads from the newest version to `declared`. Raises Refused naming what a person must write."""
    found = changes(_newest(folder), _wanted(declared))
    if found.by_hand:
        raise Refused(_to_write(name, folder, found.by_hand))
    steps = _formatted("\n\n\n".join(_steps(found, declared))).split("\n\n\n")
    files: list[Path] = []
    while steps[0]:
        part, steps = _a_file_full(steps)
        files.append(_write(name if not files else f"{name}_{len(files) + 1}", part, folder))
    if found.indexes:
        files.append(_write(f"{name}_beside", _beside_steps(found, declared), folder, beside=True))
    write_newest(folder)
    return files


def main(arguments: list[str]) -> int:
    """The command; exit code 1 if a person must write."""
    parser = argparse.ArgumentParser(prog="python -m adapters.database.migrations.draft")
    parser.add_argument("name", help="what changes, as part of the file's name")
    parser.add_argument("--afresh", action="store_true", help="throw all versions away first")
    asked = parser.parse_args(arguments)
    declared = declared_tables()
    if asked.afresh:
        for path in VERSIONS.glob("v*.py"):
            path.unlink()
    try:
        files = draft(asked.name, declared)
    except Refused as refused:
        print(refused.text, file=sys.stderr)
        return 1
    print("\n".join(map(str, files)) or "the newest version has everything the records say")
    return 0


def _newest(folder: Path) -> dict[str, Look]:
    with sa.create_engine("sqlite://").connect() as connection:
        if revisions(folder):
            upgrade(connection, folder)
        return look_at(connection)


def _wanted(declared: sa.MetaData) -> dict[str, Look]:
    with sa.create_engine("sqlite://").connect() as connection:
        declared.create_all(connection)
        return look_at(connection)


def _steps(found: Changes, declared: sa.MetaData) -> list[str]:
    """Functions as text, one or two a table."""
    steps = []
    for name in found.tables:
        table = declared.tables[name]
        for column in table.columns.values():
            if not column.primary_key:
                column.autoincrement = "auto"  # It only means something in a key, and would be on every line.
        steps.append(_step(f"make_{name}", ops.CreateTableOp.from_table(table)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        if indexes:
            steps.append(_step(f"index_{name}", *map(ops.CreateIndexOp.from_index, indexes)))
    for name, added in found.columns:
        adding = ops.AddColumnOp(name, declared.tables[name].columns[added]._copy())
        steps.append(_step(f"add_{name}_{added}", adding))
    return steps


def _beside_steps(found: Changes, declared: sa.MetaData) -> list[str]:
    """Indexes of tables that may be full: made while they are written."""
    steps = []
    for name, wanted in found.indexes:
        [index] = [each for each in declared.tables[name].indexes if each.name == wanted]
        columns = [column.name for column in index.columns]
        steps.append(f'def _add_{wanted}() -> None:\n    index_beside("{wanted}", "{name}", {columns!r})')
    return steps


def _step(name: str, *operations: ops.MigrateOperation) -> str:
    code = render_python_code(ops.UpgradeOps(list(operations)))
    lines = [line.strip() for line in code.splitlines() if not line.strip().startswith("#")]
    return f"def _{name}() -> None:\n    " + "\n    ".join(lines)


def _a_file_full(steps: list[str]) -> tuple[list[str], list[str]]:
    lines = 0
    for count, step in enumerate(steps):
        lines += len(step.splitlines()) + 3
        if lines > LINES_MAX and count:
            return steps[:count], steps[count:]
    return steps, [""]


def _write(name: str, steps: list[str], folder: Path, *, beside: bool = False) -> Path:
    before = revisions(folder)
    calls = [f"{called}()" for step in steps for called in re.findall(r"^def (\w+)", step, re.MULTILINE)]
    if not before:
        calls[:0] = _SEQUENCE.strip().splitlines()
    text = "\n\n\n".join(steps)
    digest = sha256("".join([*before, *calls, text]).encode()).hexdigest()[:8]
    revision = f"{len(before) + 1:04d}_{digest}"
    version = (_BESIDE if beside else _VERSION).format(
        about=f"Version {len(before) + 1}, {name.replace('_', ' ')}: drafted from the records",
        revision=revision,
        before=f'"{before[-1]}"' if before else None,
        calls="\n".join(f"    {line}" for line in calls),
        steps=text,
    )
    path = folder / f"v{revision}_{name}.py"
    path.write_text(_formatted(version), encoding="utf-8")
    return path


def _formatted(text: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--config", "line-length = 110", "-"],
        input=text,
        capture_output=True,
        text=True,
        timeout=FORMAT_TIMEOUT_S,
        check=True,
    )
    return ran.stdout.strip() + "\n" if text else ""


def _to_write(name: str, folder: Path, by_hand: list[str]) -> str:
    before = revisions(folder)
    revision = f"{len(before) + 1:04d}_{sha256(' '.join(by_hand).encode()).hexdigest()[:8]}"
    version = _VERSION.format(
        about="What changes, and why",
        revision=revision,
        before=f'"{before[-1]}"',
        calls="    op.…",
        steps="",
    )
    said = "\n".join(f"  {line}" for line in by_hand)
    return (
        f"Nothing was written, because this cannot be guessed:\n{said}\n"
        f"Write it into {folder / f'v{revision}_{name}.py'}, then draft again for the rest "
        f"(before the first release, `--afresh` drafts all of it from nothing):\n\n{version.strip()}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
