"""An export of the audit as a file: whole or not there, read line by line with a limit on each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.hub.audit_lines import LINE_BYTES_MAX
from core.kernel.errors import Refused


def write_export(path: Path, lines: Iterable[bytes]) -> int:
    """Writes the lines beside the file and then gives it its name; how many they were."""
    count = 0
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return count


def read_export(path: Path) -> Iterator[bytes]:
    """Its lines, one at a time in memory. Refused for one that is longer than any of an export."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_BYTES_MAX):
            number += 1
            if len(line) >= LINE_BYTES_MAX:
                raise Refused(
                    f"line {number} of {path} is longer than {LINE_BYTES_MAX} bytes; it is no export"
                )
            yield line
