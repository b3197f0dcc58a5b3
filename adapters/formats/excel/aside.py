"""An .xls is opened in a process of its own: its library believes the sizes such a file tells, and falls.

Run as a script, with nothing of ours: bytes come in, the sheets go out as JSON.
"""

from __future__ import annotations

import io
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY_MAX = 2 * 1024 * 1024 * 1024
SECONDS_MAX = 60
ENCRYPTED = 3


class Sheet(msgspec.Struct):
    """A date or a time stands as a list of its kind and its text."""

    name: str
    is_table: bool
    is_hidden: bool
    rows: list[list[Any]]
    merged: list[Any]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    if isinstance(value, timedelta):
        return ["hours", value.total_seconds()]
    return value


def value_of(plain: Any) -> Any:
    """What was made plain, as it was."""
    if not isinstance(plain, list):
        return plain
    kind, text = plain
    if kind == "hours":
        return timedelta(seconds=text)
    if kind == "time":
        return time.fromisoformat(text)
    return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)


def _sheets(payload: bytes) -> list[Sheet]:
    book = CalamineWorkbook.from_object(io.BytesIO(payload))
    found = []
    for said in book.sheets_metadata:
        is_table = said.typ == SheetTypeEnum.WorkSheet
        sheet = book.get_sheet_by_name(said.name) if is_table else None
        rows = [[_plain(value) for value in row] for row in sheet.iter_rows()] if sheet else []
        merged = list(sheet.merged_cell_ranges or ()) if sheet else []
        hidden = said.visible != SheetVisibleEnum.Visible
        found.append(Sheet(said.name, is_table, hidden, rows, merged))
    return found


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(msgspec.json.encode(_sheets(sys.stdin.buffer.read())))
    except PasswordError:
        sys.exit(ENCRYPTED)


if __name__ == "__main__":
    _main()
