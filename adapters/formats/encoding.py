"""Bytes to text: the encoding a partner declares, a byte order mark, or a choice among a given few."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import lru_cache

from adapters.formats.options import choice
from core.hub.profiles import READ_BYTES_MAX, too_large
from core.kernel.errors import Unreadable

OPTIONS = frozenset({"encoding", "encodings"})
BYTES_MAX = READ_BYTES_MAX
# Senders say gb2312 and write gbk; gb18030 reads both, and all of Unicode.
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "windows-936": "gb18030"}
_KNOWN = frozenset(
    [
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "ascii",
        "us-ascii",
        "gb18030",
        "big5",
        "shift_jis",
        "euc-jp",
        "euc-kr",
        "cp037",
        "cp273",
        "cp500",
        "cp1047",
        "cp1140",
        "cp850",
        "cp437",
        "koi8-r",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "iso-8859-1",
        "iso-8859-2",
        "iso-8859-3",
        "iso-8859-4",
        "iso-8859-5",
        "iso-8859-6",
        "iso-8859-7",
        "iso-8859-8",
        "iso-8859-9",
        "iso-8859-15",
    ]
)
# EBCDIC: any bytes are text in each of them, so they are declared, never found by trying. Python has no
# cp1047, which is cp037 with six signs in other places; cp935, cp937, cp939 (double-byte) are not read here.
EBCDIC = frozenset({"cp037", "cp273", "cp500", "cp1047", "cp1140"})
_SWAPPED = str.maketrans("[]^\xac\xdd\xa8", "\xdd\xa8\xac^[]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK_BEGINS = frozenset(mark[:1] for mark, _ in _MARKS)


def text_of(payload: bytes, options: Mapping[str, str], cause: str) -> str:
    """The text of `payload`; `cause` is the format's name, which begins the cause of a failure."""
    bounded(payload, options, cause)
    name = options.get("encoding", "utf-8").lower()
    if name == "detect":
        return _detected(payload, options.get("encodings", "utf-8\ngb18030"), cause)
    encoding = known(name, cause)
    mark = marked(payload)
    if mark and not encoding.startswith(mark):
        raise Unreadable(
            f"it begins with the byte order mark of {mark} and {name} was declared; "
            f"say `encoding: {mark}` or `encoding: detect`",
            cause=f"{cause}.encoding",
            place="bytes 0-4",
        )
    return decoded(payload, encoding, cause)


def check(options: Mapping[str, str], cause: str) -> None:
    """Unreadable for an encoding or a size that makes no sense."""
    text_of(b"", options, cause)
    for name in options.get("encodings", "").split("\n") if "encodings" in options else ():
        _detectable(name.strip(), cause)


def bounded(payload: bytes, options: Mapping[str, str], cause: str) -> None:
    """Unreadable if it is over the size the options or this module allow."""
    most = limit(options, "bytes_max", BYTES_MAX)
    if len(payload) > most:
        raise too_large(len(payload), most, cause)


def limit(options: Mapping[str, str], name: str, default: int) -> int:
    """A limit given as an option, never above 16 times what this program is made for."""
    text = options.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text[:12]) <= 16 * default):
        raise Unreadable(
            f"{name} is {text!r}; give a whole number from 1 to {16 * default}", cause="format.option"
        )
    return int(text)


def _detectable(name: str, cause: str) -> str:
    encoding = known(name, cause)
    if encoding in EBCDIC:
        raise Unreadable(
            f"{name} reads any bytes, so it cannot be found by trying; say `encoding: {name}`",
            cause="format.option",
        )
    return encoding


@lru_cache(maxsize=64)
def known(name: str, cause: str) -> str:
    """The codec for a declared encoding, by its usual names."""
    plain = name.lower().replace("_", "-")
    plain = {"utf8": "utf-8", "utf16": "utf-16", "shift-jis": "shift_jis", "sjis": "shift_jis"}.get(
        plain, plain
    )
    plain = _SAME.get(plain, plain)
    if plain not in _KNOWN:
        raise Unreadable(
            f"{name!r} is no encoding this hub reads; it reads {', '.join(sorted(_KNOWN))}, gbk, gb2312",
            cause=f"{cause}.unknown_encoding",
        )
    return plain


def marked(payload: bytes) -> str:
    """The encoding a byte order mark names, or ""."""
    if payload[:1] not in _MARK_BEGINS:
        return ""
    return next((name for mark, name in _MARKS if payload.startswith(mark)), "")


def decoded(payload: bytes, encoding: str, cause: str) -> str:
    """Strictly: no byte is replaced, none dropped but the mark. A mainframe's NEL is a line feed."""
    if encoding in EBCDIC:
        return ebcdic(payload, encoding).replace("\x85", "\n")
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        return payload.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        # The -sig codec counts from behind the mark.
        start = error.start + (3 if codec == "utf-8-sig" and payload.startswith(codecs.BOM_UTF8) else 0)
        line = payload.count(b"\n", 0, start) + 1
        raise Unreadable(
            f"byte 0x{payload[start]:02X} at offset {start} (line {line}) is no {encoding}; "
            "declare the encoding it is written in",
            cause=f"{cause}.encoding",
            place=f"bytes {start}-{start + 1}",
        ) from error


def ebcdic(payload: bytes, encoding: str) -> str:
    """Text of a mainframe, its control signs as they are; every byte is one character."""
    if encoding == "cp1047":
        return payload.decode("cp037").translate(_SWAPPED)
    return payload.decode(encoding)


def encoded(text: str, encoding: str) -> bytes:
    """The text in an encoding; UnicodeEncodeError for what it has no sign for."""
    if encoding == "cp1047":
        return text.translate(_SWAPPED).encode("cp037")
    return text.encode(encoding)


def _detected(payload: bytes, names: str, cause: str) -> str:
    mark = marked(payload)
    if mark:
        return decoded(payload, mark, cause)
    tried = [_detectable(name.strip(), cause) for name in names.split("\n")]
    furthest: UnicodeDecodeError | None = None
    for encoding in tried:
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = error if furthest is None or error.start > furthest.start else furthest
    raise _none_of(tried, payload, furthest, cause)


def _none_of(tried: list[str], payload: bytes, furthest: UnicodeDecodeError | None, cause: str) -> Unreadable:
    """Where the encoding stops that reads most of it: there the file is damaged, or something else."""
    start = furthest.start if furthest else 0
    line = payload.count(b"\n", 0, start) + 1
    return Unreadable(
        f"it is none of {', '.join(tried)}: the best of them reads it to byte {start} (line {line}); "
        "send it whole, or declare its encoding",
        cause=f"{cause}.encoding",
        place=f"bytes {start}-{start + 1}",
    )


def bytes_of(text: str, options: Mapping[str, str], cause: str) -> bytes:
    """The text in the encoding a partner wants, with a mark where `bom: yes`; no character is replaced."""
    encoding = known(options.get("encoding", "utf-8"), cause)
    mark = choice(options, "bom", ("no", "yes")) == "yes"
    try:
        return encoded("\ufeff" + text if mark and encoding != "utf-16" else text, encoding)
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{text[error.start]!r} cannot be written in {encoding}; choose utf-8 or gb18030",
            cause=f"{cause}.encoding",
            place=f"character {error.start}",
        ) from error
