"""A workbook's bytes before they are opened: bounded, and of a zip only the parts that hold its cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from core.kernel.errors import Unreadable

UNPACKED_MAX = 256 * 1024 * 1024
PARTS_MAX = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is read. Macros, links to other files, pictures and objects are not even unpacked.
_WANTED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|mimetype|content\.xml|META-INF/manifest\.xml"
    r"|xl/(?:workbook|sharedStrings|styles)\.(?:xml|bin)|xl/_rels/workbook\.(?:xml|bin)\.rels"
    r"|xl/worksheets/[^/]+\.(?:xml|bin)",
    re.IGNORECASE,
)
_TROUBLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)

Parts = dict[str, bytes]


def parts_of(payload: bytes, unpacked_max: int) -> Parts | None:
    """The parts that hold cells, unpacked, of a zip; None of an .xls, which is no zip."""
    if payload.startswith(_OLE):
        return None
    if not payload.startswith(b"PK"):
        raise refused(
            f"it is no workbook: it begins with {payload[:12]!r}; send .xlsx, .xls, .xlsb or .ods, "
            "or name the format it is in truth (csv and HTML are often called .xls)",
            "malformed",
        )
    try:
        return _unpacked(zipfile.ZipFile(io.BytesIO(payload)), unpacked_max)
    except _TROUBLE as error:
        raise refused(f"it is no whole workbook: {error}; send it again", "malformed") from error


def _unpacked(packed: zipfile.ZipFile, unpacked_max: int) -> Parts:
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > PARTS_MAX or len(set(names)) != len(names):
        raise refused(f"it holds {len(names)} parts, over {PARTS_MAX} or two of one name", "malformed")
    wanted = [entry for entry in entries if _WANTED.fullmatch(entry.filename)]
    if any(entry.flag_bits & 1 for entry in wanted):
        raise encrypted()
    size = sum(entry.file_size for entry in wanted)
    if size > unpacked_max:
        raise refused(
            f"it unpacks to {size} bytes, over {unpacked_max}; send it in parts or raise `unpacked_max`",
            "too_large",
        )
    # zipfile stops at the size an entry tells, so one that lies about it is short and fails its checksum.
    return {entry.filename: packed.read(entry) for entry in wanted}


def repacked(parts: Parts) -> io.BytesIO:
    """A zip of these parts and no others: who opens it sees the bytes that were bounded, not the sender's."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    made.seek(0)
    return made


def encrypted() -> Unreadable:
    return refused("it is encrypted; send it without a password", "encrypted")


def refused(text: str, reason: str, place: str = "workbook") -> Unreadable:
    return Unreadable(
        text if place == "workbook" else f"{place}: {text}", cause=f"excel.{reason}", place=place
    )
