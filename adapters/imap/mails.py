"""The documents of one mail: its attachments, and its text where that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import errors, policy
from email.message import Message
from email.parser import BytesParser
from fnmatch import fnmatchcase
from hashlib import sha256

import msgspec

from adapters.imap.address import Words
from adapters.imap.texts import UNWRITTEN, file_name, header_text
from core.kernel.errors import Refused

PARTS_MAX = 200
DEPTH_MAX = 20
DOCUMENTS_MAX = 100
# What would make the parser go deep is counted before it begins.
_OPENS = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
_DAMAGE = (
    errors.StartBoundaryNotFoundDefect, errors.CloseBoundaryNotFoundDefect, errors.InvalidBase64LengthDefect,
    errors.InvalidBase64CharactersDefect, errors.InvalidBase64PaddingDefect,
    errors.NoBoundaryInMultipartDefect,
)  # fmt: skip
_CODED = "Content-Transfer-Encoding"
_CODINGS = frozenset(
    {"", "7bit", "8bit", "binary", "quoted-printable", "base64", "x-uuencode", "uuencode", "uue", "x-uue"}
)
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}")
_ID = re.compile(r"[!-~]{1,200}")


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a mail, its bytes as the sender's program had them. place: which part it was."""

    place: str
    name: str
    media: str
    encoding: str
    payload: bytes


def papers_of(raw: bytes, words: Words) -> list[Paper]:
    """What is meant of it, in the order of the mail. Refused for a mail that is damaged, or holds nothing."""
    if len(_OPENS.findall(raw)) > DEPTH_MAX:
        raise Refused(f"it has more than {DEPTH_MAX} mails or multiparts in it", cause="imap.depth")
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(raw)
        papers = list(_papers(mail, words))
    except UNWRITTEN as error:
        raise Refused(f"it is no mail that can be understood: {error}", cause="imap.unreadable") from error
    if not papers:
        raise Refused(f"it holds nothing named {words.pattern}", cause="imap.nothing")
    for paper in papers:
        if len(paper.payload) > words.document_bytes_max:
            text = (
                f"{paper.name} has {len(paper.payload)} bytes, at most {words.document_bytes_max} are taken"
            )
            raise Refused(text, cause="imap.too_large")
    return papers


def identity(header: Message, raw: bytes) -> str:
    """Its Message-ID where it has one, else what its bytes say: the same in whatever folder it lies."""
    said = "".join(str(header.get("message-id") or "").split()).strip("<>").replace("/", "_")
    return said if _ID.fullmatch(said) else f"sha256:{sha256(raw).hexdigest()[:40]}"


def facts_of(header: Message, sender: str) -> dict[str, str]:
    """What is known beside its bytes."""
    said = {name: header_text(header, name) for name in ("subject", "date", "message-id")}
    return {"from": sender, **{name.replace("-", "_"): text for name, text in said.items() if text}}


def _papers(mail: Message, words: Words) -> Iterator[Paper]:
    text_seen = words.body == "off"
    for number, part in enumerate(_leaves(mail, 0), 1):
        if number > PARTS_MAX:
            raise Refused(f"it has more than {PARTS_MAX} parts", cause="imap.parts")
        name, kind = file_name(part), part.get_content_disposition()
        if kind == "attachment" or (name and kind != "inline") or part.get_content_maintype() == "message":
            named = name or f"part-{number}{_ending(part)}"
            if words.body != "only" and fnmatchcase(named.lower(), words.pattern.lower()):
                yield _paper(part, number, named)
        elif name and not part.get_content_type().startswith("image/"):
            if words.body != "only" and fnmatchcase(name.lower(), words.pattern.lower()):
                yield _paper(part, number, name)
        elif not text_seen and part.get_content_maintype() == "text":
            text_seen = True
            yield _paper(part, number, f"body{_ending(part)}")


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Everything that is not made of parts; a mail inside of a mail is one document."""
    _require_whole(part)
    if depth > DEPTH_MAX:
        raise Refused(f"its parts are nested deeper than {DEPTH_MAX}", cause="imap.depth")
    inside = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(inside, list):
        for each in inside:
            if isinstance(each, Message):
                yield from _leaves(each, depth + 1)
    else:
        yield part


def _paper(part: Message, number: int, name: str) -> Paper:
    inside = part.get_payload()
    if part.get_content_maintype() == "message" and isinstance(inside, list):
        payload = b"".join(each.as_bytes() for each in inside if isinstance(each, Message))
    else:
        _name_coding(part)
        decoded = part.get_payload(decode=True)
        payload = decoded if isinstance(decoded, bytes) else b""
    _require_whole(part)
    media = part.get_content_type().lower()
    return Paper(
        place=str(number),
        name=name,
        media=media if _MEDIA.fullmatch(media) else "application/octet-stream",
        encoding=(part.get_content_charset() or "")[:40],
        payload=payload,
    )


def _name_coding(part: Message) -> None:
    """The standard library decodes it only where it is written bare; an unknown one is not taken as it is."""
    coding = str(part.get(_CODED, "")).partition(";")[0].strip().lower()
    if coding not in _CODINGS:
        raise Refused(f"it is coded in {coding[:40]!r}, which is no coding of mails", cause="imap.damaged")
    if _CODED in part:
        part.replace_header(_CODED, coding)


def _require_whole(part: Message) -> None:
    for defect in part.defects:
        if isinstance(defect, _DAMAGE):
            raise Refused(f"it came damaged: {type(defect).__name__}", cause="imap.damaged")


def _ending(part: Message) -> str:
    endings = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "text/csv": ".csv"}
    return endings.get(part.get_content_type().lower(), "")
