"""Headers as people wrote them: encoded words (RFC 2047), RFC 2231, and raw GBK as it still comes."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from core.kernel.errors import FAULTS

TEXT_MAX = 300
# What the library raises for what is no mail.
UNWRITTEN = (*FAULTS, MessageError)
NAME_MAX = 120
# What Chinese mailers call GB2312 has characters of its supersets.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


def header_text(header: Message, name: str) -> str:
    """One header in plain characters and on one line, shortened; "" for none."""
    return _words(_plain(header, name))


def file_name(part: Message) -> str:
    """A part's name, without anything that would make a path of it; "" where it has none."""
    plain = Message()
    for name in ("content-disposition", "content-type"):
        plain[name] = " ".join(_plain(part, name).split())
    try:
        said = plain.get_param("filename", None, "content-disposition")
        said = plain.get_param("name", None, "content-type") if said is None else said
    except UNWRITTEN:
        return ""
    if isinstance(said, tuple):
        charset, _, text = said
        name = _decoded(str(text).encode("latin-1", "replace"), charset or "utf-8")
    else:
        name = _words(said or "")
    whole = _UNSAFE.sub("_", " ".join(name.split())).strip(". ")
    if len(whole) > NAME_MAX:
        stem, dot, ending = whole.rpartition(".")
        tail = dot + ending if stem and len(ending) < 10 else ""
        whole = whole[: NAME_MAX - len(tail)] + tail
    return whole


def _words(said: str) -> str:
    try:
        text = "".join(_decoded(word, charset) for word, charset in decode_header(said))
    except UNWRITTEN:
        text = said
    return " ".join(text.split())[:TEXT_MAX]


def _plain(header: Message, name: str) -> str:
    """A header's first line as it stands, its bytes read as whatever they are."""
    for known, said in header.raw_items():
        if known.lower() == name:
            text = str(said)
            return text if text.isascii() else _decoded(text.encode("ascii", "surrogateescape"), None)
    return ""


def _decoded(word: bytes | str, charset: str | None) -> str:
    """In the charset that is said; else in UTF-8 or GB18030, whichever it is."""
    if isinstance(word, str):
        return word
    tried = [_WIDER.get(charset.lower(), charset)] if charset and charset.lower() != "unknown-8bit" else []
    for name in (*tried, "utf-8", "gb18030"):
        try:
            return word.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return word.decode("latin-1")
