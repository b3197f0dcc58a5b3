"""The same marks of the binary workbooks, .xlsb and .xls, from their records."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from adapters.formats.excel.file import refused
from adapters.formats.excel.marks import Marks, error_in

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
# Records of one cell, and those of a run of them, which end with the number of its last column.
_RUNS = {0xBD, 0xBE}
_CELLS = {0x06, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E, *_RUNS}
Record = tuple[int, bytes]


def marks_of_xlsb(part: bytes) -> Marks:
    """Of a sheet's part: rows (0) say whether they are hidden, cells (1 to 11) where they are."""
    marks, row = Marks(), 0
    for kind, body in records_of_xlsb(part):
        if kind == 0 and len(body) >= 12:
            row = int.from_bytes(body[:4], "little") + 1
            if body[11] & 0x10:
                marks.hidden.add(row)
        elif 1 <= kind <= 11 and len(body) >= 8:
            column = int.from_bytes(body[:4], "little") + 1
            marks.reach(row, column)
            if kind in {3, 11} and len(body) > 8:
                marks.why[row, column] = error_in(_ERRORS.get(body[8], hex(body[8])))
    return marks


def records_of_xlsb(part: bytes) -> Iterator[Record]:
    position = 0
    try:
        while position < len(part):
            kind = part[position]
            position += 1
            if kind & 0x80:
                kind += (part[position] - 1) << 7
                position += 1
            size = 0
            for turn in range(4):
                byte = part[position]
                position += 1
                size |= (byte & 0x7F) << (7 * turn)
                if not byte & 0x80:
                    break
            yield kind, part[position : position + size]
            position += size
    except IndexError as error:
        raise refused("a part of it was cut; send it again", "malformed") from error


def marks_of_xls(payload: bytes) -> list[Marks]:
    """Of each sheet in the order of the workbook; BIFF8 and BIFF5."""
    stream = _stream(payload)
    sheets = [
        struct.unpack_from("<I", body)[0] for kind, body in _biff(stream, 0) if kind == 0x85 and len(body) > 4
    ]
    return [_sheet(stream, offset) for offset in sheets]


def _sheet(stream: bytes, offset: int) -> Marks:
    marks = Marks()
    for kind, body in _biff(stream, offset):
        if kind == 0x208 and len(body) >= 14:
            row, flags = struct.unpack_from("<H", body)[0] + 1, body[12]
            if flags & 0x20:
                marks.hidden.add(row)
        elif kind in _CELLS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _RUNS else column
            marks.reach(row + 1, max(column, last) + 1)
            code = _error_of(kind, body)
            if code is not None:
                marks.why[row + 1, column + 1] = error_in(_ERRORS.get(code, hex(code)))
    return marks


def _error_of(kind: int, body: bytes) -> int | None:
    """The error a constant (205) or a formula's result (6) is, None for any other value."""
    if kind == 0x205:
        return body[6] if len(body) > 7 and body[7] else None
    return (
        body[8] if kind == 0x06 and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2 else None
    )


def _biff(stream: bytes, position: int) -> Iterator[Record]:
    """The records of one part of the stream: from where it begins to its end (0A)."""
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        if kind == 0x0A:
            return
        yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _stream(payload: bytes) -> bytes:
    """The stream "Workbook" (or "Book") of a compound file; b"" where it is encrypted or odd."""
    try:
        return _Compound(payload).stream({"workbook", "book"})
    except (struct.error, IndexError) as error:
        raise refused("it is no whole .xls; send it again", "malformed") from error


class _Compound:
    """A file system in a file, as far as one stream of it is asked for."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.size = 1 << min(struct.unpack_from("<H", payload, 30)[0], 16)
        (self.first_directory,) = struct.unpack_from("<I", payload, 48)
        (
            self.cutoff,
            self.first_mini,
        ) = struct.unpack_from("<II", payload, 56)
        fat = [
            sector
            for sector in struct.unpack_from("<109I", payload, 76)
            if sector < len(payload) // self.size
        ]
        (extra,) = struct.unpack_from("<I", payload, 68)
        while extra < len(payload) // self.size and len(fat) <= len(payload) // self.size:
            *more, extra = struct.unpack(f"<{self.size // 4}I", self._sector(extra))
            fat += [sector for sector in more if sector < len(payload) // self.size]
        self.fat = [
            one for sector in fat for one in struct.unpack(f"<{self.size // 4}I", self._sector(sector))
        ]

    def _sector(self, number: int) -> bytes:
        return self.payload[(number + 1) * self.size : (number + 2) * self.size].ljust(self.size, b"\0")

    def _chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < len(self.fat) and len(found) <= len(self.fat):
            found.append(self._sector(number))
            number = self.fat[number]
        return b"".join(found)

    def stream(self, names: set[str]) -> bytes:
        directory = self._chain(self.first_directory)
        root_start = struct.unpack_from("<I", directory, 116)[0]
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
            if name.lower() in names:
                start, size = struct.unpack_from("<II", entry, 116)
                return (self._mini(root_start, start) if size < self.cutoff else self._chain(start))[:size]
        return b""

    def _mini(self, root: int, number: int) -> bytes:
        """A small stream, which stands in pieces of 64 bytes inside another."""
        table = self._chain(self.first_mini)
        fat = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        whole, found = self._chain(root), list[bytes]()
        while number < len(fat) and len(found) <= len(fat):
            found.append(whole[number * 64 : number * 64 + 64])
            number = fat[number]
        return b"".join(found)
