"""The rows that ours wrote, as COPY text, cut into as many pieces as there were frames."""

from __future__ import annotations

import time
from contextlib import closing
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


def brought_s(database: str, path: Path, pieces: int) -> float:
    """Seconds in which COPY brings them into tables with the same indexes, a commit a piece, without logic.

    What was taken in was there before: only what handling it wrote counts.
    """
    kept = read_rows(path)
    tables = sorted({table for piece in kept for table in piece} - {RAW, "hub_detail"})
    with closing(psycopg.connect(dsn_of(database))) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        connection.commit()
        begun = time.perf_counter()
        for piece in kept[:pieces]:
            for table in tables:
                with connection.cursor().copy(f"COPY bare_{table} FROM STDIN") as written:
                    written.write(piece[table])
            connection.commit()
        return time.perf_counter() - begun


def read_rows(path: Path) -> Pieces:
    return msgspec.msgpack.decode(path.read_bytes(), type=Pieces)


def _lines(connection: psycopg.Connection[tuple[str]], table: str) -> list[bytes]:
    """In the order of the heap, which is that of writing: sorted keys would spare the floor its indexes."""
    query = f"COPY (SELECT * FROM {table} ORDER BY tableoid, ctid) TO STDOUT"
    with connection.cursor().copy(query) as copy:
        return [bytes(line) for line in copy]


def _part(total: int, place: int, parts: int) -> slice:
    return slice(total * place // parts, total * (place + 1) // parts)
