"""The hub's tables, asked by plain SQL; the auditor brings its own drivers and nothing of the hub."""

from __future__ import annotations

import sqlite3
from typing import Any

import psycopg
from psycopg.rows import dict_row

TIMEOUT_S = 60

Row = dict[str, Any]


class Tables:
    """Reads a SQLite file or a PostgreSQL database by its address."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")

    def rows(self, query: str) -> list[Row]:
        """All rows, columns by name; bytes are bytes whatever the driver gives."""
        if self._url.startswith("sqlite"):
            return self._sqlite(self._url.removeprefix("sqlite:///"), query)
        with psycopg.connect(self._url, connect_timeout=TIMEOUT_S, row_factory=dict_row) as connection:
            found = connection.execute(query.encode()).fetchall()
        return [dict(row) for row in found]

    def number(self, query: str) -> int:
        """The one number that the query asks for."""
        [row] = self.rows(query)
        return int(next(iter(row.values())) or 0)

    @staticmethod
    def _sqlite(path: str, query: str) -> list[Row]:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=TIMEOUT_S)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query).fetchall()]
        finally:
            connection.close()
