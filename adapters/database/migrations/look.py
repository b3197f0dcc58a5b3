"""How a database's tables look, and what another one lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from adapters.database.migrations import VERSION_TABLE

_PARTITIONED = """
SELECT c.relname, c.relispartition, pg_get_partkeydef(c.oid)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One table. kept: how it is stored (without row ids, by which partitions)."""

    columns: dict[str, str]
    key: tuple[str, ...]
    indexes: dict[str, str]
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What leads from one look to another; by_hand: what no tool can know, in words."""

    tables: list[str] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[tuple[str, str]] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def look_at(connection: sa.Connection) -> dict[str, Look]:
    """Every table of the database but the version's own and single partitions."""
    tables = sa.inspect(connection)
    return {
        name: Look(
            columns={column["name"]: _column(column) for column in tables.get_columns(name)},
            key=tuple(tables.get_pk_constraint(name)["constrained_columns"]),
            indexes={str(index["name"]): _index(index) for index in tables.get_indexes(name)},
            kept=kept,
        )
        for name, kept in sorted(_kept(connection).items())
        if name != VERSION_TABLE
    }


def changes(have: dict[str, Look], want: dict[str, Look]) -> Changes:
    """What `have` needs to become `want`."""
    found = Changes(tables=sorted(set(want) - set(have)))
    for name in sorted(set(have) - set(want)):
        found.by_hand.append(f'{name}: no record declares it any more; op.drop_table("{name}")')
    for name in sorted(set(have) & set(want)):
        _table_changes(found, name, have[name], want[name])
    return found


def _table_changes(found: Changes, name: str, have: Look, want: Look) -> None:
    if (have.key, have.kept) != (want.key, want.kept):
        was, now = f"{have.key} {have.kept}", f"{want.key} {want.kept}"
        found.by_hand.append(
            f"{name}: key and storage go from {was} to {now}; make a new table, copy the rows"
        )
    _column_changes(found, name, have.columns, want.columns)
    found.indexes.extend((name, index) for index in sorted(set(want.indexes) - set(have.indexes)))
    for index, said in have.indexes.items():
        if said != want.indexes.get(index):
            found.by_hand.append(f'{name}: index {index} goes or changes; op.drop_index("{index}", "{name}")')


def _column_changes(found: Changes, name: str, have: dict[str, str], want: dict[str, str]) -> None:
    for column, said in want.items():
        where = f"{name}.{column}"
        if column in have:
            if have[column] != said:
                advice = "op.add_column, copy the values, op.drop_column"
                found.by_hand.append(f"{where}: goes from {have[column]} to {said}; {advice}")
        elif said.endswith("NOT NULL"):
            advice = "op.add_column with the server_default that old rows get (or make the field optional)"
            found.by_hand.append(f"{where}: is new and never empty; {advice}")
        else:
            found.columns.append((name, column))
    for column in sorted(set(have) - set(want)):
        advice = f'op.drop_column("{name}", "{column}")'
        found.by_hand.append(f"{name}.{column}: the record has it no more; {advice}")


def _column(column: Any) -> str:
    return f"{column['type']}{'' if column['nullable'] else ' NOT NULL'}"


def _index(index: Any) -> str:
    return f"{'unique ' if index['unique'] else ''}{', '.join(index['column_names'])}"


def _kept(connection: sa.Connection) -> dict[str, str]:
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(_PARTITIONED).all()
        return {name: said or "" for name, is_partition, said in rows if not is_partition}
    rows = connection.exec_driver_sql("SELECT name, wr FROM pragma_table_list WHERE schema = 'main'").all()
    return {name: "WITHOUT ROWID" if wr else "" for name, wr in rows if not name.startswith("sqlite_")}
