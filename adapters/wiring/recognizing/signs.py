"""What bytes are by their first signs: XML, JSON, an interchange, a packed file, a table, or none."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import msgspec

from adapters.formats.encoding import ebcdic, marked
from adapters.wiring.recognizing.tables import Grid, grid_of

HEAD_BYTES = 64 * 1024
_BLANKS = " \t\r\n\ufeff"
# What no text holds; tabs, line ends, form feeds and the separator of JSON sequences it may.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c\x1d\x1f]")
_EBCDIC = "cp037"
# An EBCDIC blank is 0x40; of a mainframe's text most bytes are letters, digits, blanks and ends of lines.
_EBCDIC_PLAIN = 0.95
# What an interchange begins with, in EBCDIC: its signs between elements make it look like less of a text.
_EBCDIC_HEADS = tuple(head.encode(_EBCDIC) for head in ("ISA", "UNA", "UNB", "EDI_DC"))
_CHINESE = 0.8
_ENCODINGS = ("utf-8", "gb18030", "windows-1252")
_TEXTS = (
    ("edifact", re.compile(r"UN[ABGH][^A-Za-z0-9\s]")),
    ("x12", re.compile(r"ISA[^A-Za-z0-9\s]|GS([^A-Za-z0-9\s,;])[A-Z]{2}\1|ST([^A-Za-z0-9\s,;])[0-9]{3}\2")),
    ("idoc", re.compile(r"EDI_DC")),
    ("TRADACOMS", re.compile(r"STX=")),
    ("HL7", re.compile(r"(?:FHS|BHS|MSH)\|")),
    ("SWIFT MT", re.compile(r"\{1:F|:20:")),
)
_PACKED = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"II*\x00", "TIFF picture"),
    (b"MM\x00*", "TIFF picture"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETS = (b"xl/workbook", b"opendocument.spreadsheet")


class Kind(NamedTuple):
    """name: a format of ours, `table`, `text`, `empty`, or what else it is in a person's words.

    encoding: of text, as its bytes say. grid: of a table its dialect.
    """

    name: str
    encoding: str = ""
    grid: Grid | None = None


def kind_of(payload: bytes, name: str = "") -> Kind:
    """By the bytes; the file's name counts only where JSON is a bare word or number."""
    head = payload[:HEAD_BYTES]
    if not payload.strip(b"\x00 \t\r\n"):
        return Kind("empty")
    packed = _packed(payload)
    if packed:
        return Kind(packed)
    encoding = _encoding(head)
    if not encoding:
        # Interchanges may part what they say with control signs, which no other text holds.
        return Kind(_interchange(head.decode("latin-1").lstrip(_BLANKS)) or "binary")
    text = _decoded(head, encoding).lstrip(_BLANKS)
    if not text:
        return Kind("empty", encoding)
    return _text_kind(text, encoding, name, cut=len(payload) > len(head))


def _packed(payload: bytes) -> str:
    """What is no text: its directory of names stands unpacked in a zip, so nothing is opened here."""
    if payload.startswith(b"PK\x03\x04"):
        if b"OFD.xml" in payload:
            return "ofd"
        return "excel" if any(sign in payload for sign in _SHEETS) else "zip"
    if payload.startswith(_OLE):
        return "excel"
    return next((name for sign, name in _PACKED if payload.startswith(sign)), "")


def _text_kind(text: str, encoding: str, name: str, *, cut: bool) -> Kind:
    if text[0] == "<":
        return Kind("xml", encoding)
    if text[0] == "\x1e" or (text[0] in "{[" and _is_lines(text)):
        return Kind("jsonlines", encoding)
    if text[0] in "{[" or name.lower().endswith(".json"):
        return Kind("json", encoding)
    spoken = _interchange(text)
    if spoken:
        return Kind(spoken, encoding)
    grid = grid_of(text, cut=cut)
    return Kind("table", encoding, grid) if grid else Kind("text", encoding)


def _interchange(text: str) -> str:
    return next((kind for kind, signs in _TEXTS if signs.match(text)), "")


def _is_lines(text: str) -> bool:
    """Whether the first line is a whole JSON text and another follows."""
    first, _, rest = text.partition("\n")
    if rest.lstrip(_BLANKS)[:1] not in {"{", "["}:
        return False
    try:
        msgspec.json.decode(first.encode("utf-8", "surrogatepass"), type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _encoding(head: bytes) -> str:
    """By mark, by the zeros of UTF-16, or the first of a few that it can be; "" where it is no text."""
    mark = marked(head)
    if mark:
        return mark
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if len(head) > 3 and max(even, odd) * 4 > min(len(head), 2000) and min(even, odd) * 8 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    if _is_ebcdic(head):
        return _EBCDIC
    return next((name for name in _ENCODINGS if _fits(head, name)), "")


def _fits(head: bytes, encoding: str) -> bool:
    try:
        text = _decoded(head, encoding, strictly=True)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and (encoding != "gb18030" or _is_chinese(text))


def _is_chinese(text: str) -> bool:
    """Accented letters of the West read as rare signs of the East; what Chinese writes stands in GB 2312."""
    strange = [char for char in text if char > "\x7f"]
    return sum(bool(char.encode("gb2312", "ignore")) for char in strange) >= _CHINESE * len(strange)


def _decoded(head: bytes, encoding: str, *, strictly: bool = False) -> str:
    """The beginning as text; a character that was cut at its end is left out."""
    if encoding == _EBCDIC:
        return ebcdic(head, encoding).replace("\x85", "\n")
    decoder = codecs.getincrementaldecoder(encoding)("strict" if strictly else "replace")
    return decoder.decode(head, final=len(head) < HEAD_BYTES)


def _is_ebcdic(head: bytes) -> bool:
    """Its letters and digits are no ASCII, and 0x40 is its blank."""
    if head.lstrip(b"\x40").startswith(_EBCDIC_HEADS):
        return True
    if sum(32 <= byte < 127 for byte in head[:512]) * 2 > min(len(head), 512):
        return False
    plain = sum(
        (char.isalnum() and char.isascii()) or char in " .,-/+\x85\n\r" for char in ebcdic(head, _EBCDIC)
    )
    return plain > _EBCDIC_PLAIN * len(head)
