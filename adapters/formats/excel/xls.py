"""An .xls as the process beside us tells it; what kills or holds that process is a refusal here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from adapters.formats.excel.aside import ENCRYPTED, SECONDS_MAX, Sheet, value_of
from adapters.formats.excel.binary import marks_of_xls
from adapters.formats.excel.file import encrypted, refused
from adapters.formats.excel.marks import Marks

_ASIDE = Path(__file__).parent / "aside.py"


class XlsBook:
    """The sheets of an .xls."""

    def __init__(self, payload: bytes, cells_max: int) -> None:
        marks = marks_of_xls(payload)
        cells = sum(one.rows * one.columns for one in marks)
        if cells > cells_max:
            raise refused(
                f"its sheets reach over {cells} cells, more than {cells_max}; send it in parts", "too_many"
            )
        sheets = _told(payload)
        self._sheets = {sheet.name: sheet for sheet in sheets if sheet.is_table}
        self._marks = dict(zip([sheet.name for sheet in sheets], marks, strict=False))
        self.names = list(self._sheets)
        self.hidden = {sheet.name for sheet in sheets if sheet.is_hidden}

    def marks(self, name: str) -> Marks:
        return self._marks.get(name) or Marks()

    def rows(self, name: str) -> tuple[Iterator[list[Any]], list[Any]]:
        sheet = self._sheets[name]
        return ([value_of(value) for value in row] for row in sheet.rows), sheet.merged


def _told(payload: bytes) -> list[Sheet]:
    command = [sys.executable, "-I", str(_ASIDE)]
    try:
        told = subprocess.run(
            command, input=payload, capture_output=True, timeout=2 * SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise refused(f"it was not read within {2 * SECONDS_MAX} s; save it as .xlsx", "malformed") from error
    if told.returncode == ENCRYPTED:
        raise encrypted()
    if told.returncode:
        last = told.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise refused(
            f"it cannot be read: {last or 'its reader fell'}; save it anew, best as .xlsx", "malformed"
        )
    return msgspec.json.decode(told.stdout, type=list[Sheet])
