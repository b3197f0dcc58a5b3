"""The rows that ours wrote, as COPY text, cut into as many pieces as there were frames."""

from __future__ import annotations

from pathlib import Path

import msgspec
import psycopg

from bench.places import dsn_of

# {table: its rows as COPY text} for each frame, in the order in which ours wrote them.
Pieces = list[dict[str, bytes]]
RAW = "hub_arrival"
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname"
)


def keep_rows(database: str, path: Path, *, frames: int, records: int) -> str:
    """Writes what every table that grew with the records holds, in pieces; says how many rows a record."""
    pieces: Pieces = [{} for _ in range(frames)]
    told = []
    with psycopg.connect(dsn_of(database)) as connection:
        for (table,) in connection.execute(_TABLES).fetchall():
            lines = _lines(connection, table)
            if len(lines) >= records:
                told.append(f"{table} {len(lines) / records:.1f}")
                for place, piece in enumerate(pieces):
                    piece[table] = b"".join(lines[_part(len(lines), place, frames)])
    path.write_bytes(msgspec.msgpack.encode(pieces))
    return ", ".join(told)


def read_rows(path: Path) -> Pieces:
    return msgspec.msgpack.decode(path.read_bytes(), type=Pieces)


def _lines(connection: psycopg.Connection[tuple[str]], table: str) -> list[bytes]:
    """In the order of the heap, which is that of writing: sorted keys would spare the floor its indexes."""
    query = f"COPY (SELECT * FROM {table} ORDER BY tableoid, ctid) TO STDOUT"
    with connection.cursor().copy(query) as copy:
        return [bytes(line) for line in copy]


def _part(total: int, place: int, parts: int) -> slice:
    return slice(total * place // parts, total * (place + 1) // parts)
