"""A mailbox as contracts write it: `imaps://user@host:993/INBOX`, and the words of such a pull."""

from __future__ import annotations

import re
from typing import Literal, get_args
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from core.hub.contracts import Pull
from core.kernel.errors import Refused

TLS_PORT, PORT = 993, 143
LOOPBACK = ("127.0.0.1", "::1", "localhost")
After = Literal["archive", "leave"]
Body = Literal["off", "also", "only"]
CHECKS = ("dmarc", "dkim", "spf")
MAIL_BYTES_MAX, MAIL_BYTES_MOST = 32 * 1024 * 1024, 256 * 1024 * 1024
# A sender as the contract allows it: one address, or all of one domain.
_SENDER = re.compile(r"(?:[a-z0-9._%+=-]+)?@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """Where the mails lie, as whom, and how the line is kept shut. tls: `imaps`, `starttls`, `none`."""

    host: str
    port: int
    tls: str
    user: str
    folder: str

    @property
    def place(self) -> str:
        return f"imap://{self.host}:{self.port}/{self.folder}"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails are taken, what of them, and what becomes of them.

    senders: addresses, or `@domain`. checks: any of these must have passed at our own mail server, which
    signs its headers as `authserv`. pattern: of attachments' names. body: whether the text is a document too.
    aside: the folder for mails that are not taken. again_days: how far a restored hub looks back.
    """

    senders: tuple[str, ...]
    checks: tuple[str, ...] = ()
    authserv: str = ""
    pattern: str = "*"
    body: Body = "off"
    after: After = "archive"
    archive: str = "archive"
    aside: str = "set-aside"
    again_days: int = 90
    mail_bytes_max: int = MAIL_BYTES_MAX
    document_bytes_max: int = MAIL_BYTES_MAX


def read_mailbox(pull: Pull) -> Mailbox:
    """Refused for any other address, or a line without TLS that leaves this machine."""
    try:
        parts = urlsplit(pull.address)
        port = parts.port
    except ValueError as error:
        raise _wrong(pull, f"{pull.address!r}: {error}") from error
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username:
        raise _wrong(pull, f"{pull.address!r} is no imaps://user@host/folder")
    user = unquote(parts.username)
    if not user.isascii() or not user.isprintable():
        raise _wrong(pull, "the user of a mailbox is written in ASCII")
    said = parse_qs(parts.query).get("tls", ["starttls"])[0]
    tls = "imaps" if parts.scheme == "imaps" else said
    if tls not in ("imaps", "starttls") and (tls != "none" or parts.hostname not in LOOPBACK):
        raise _wrong(pull, "tls=starttls is wanted; without TLS mails come from this machine only")
    return Mailbox(
        host=parts.hostname,
        port=port or (TLS_PORT if tls == "imaps" else PORT),
        tls=tls,
        user=user,
        folder=unquote(parts.path).strip("/") or "INBOX",
    )


def read_words(pull: Pull) -> Words:
    """Of the pull's options. Refused for a word or a value that is none."""
    said = dict(pull.options)
    unknown = sorted(set(said) - (set(Words.__struct_fields__) - {"document_bytes_max"}))
    if unknown:
        raise _wrong(pull, f"{', '.join(unknown)}: no such option")
    checks = _list(said.pop("checks", ""))
    words = Words(
        senders=_senders(pull, said.pop("senders", "")),
        checks=checks,
        again_days=_number(pull, said, "again_days", 90, most=3650),
        mail_bytes_max=_number(pull, said, "mail_bytes_max", MAIL_BYTES_MAX, most=MAIL_BYTES_MOST),
        document_bytes_max=pull.bytes_max,
    )
    words = msgspec.structs.replace(words, **said)
    for name, value, choices in (("after", words.after, After), ("body", words.body, Body)):
        if value not in get_args(choices):
            raise _wrong(pull, f"{name}: {value}: one of {', '.join(get_args(choices))} is wanted")
    if set(checks) - set(CHECKS) or bool(checks) != bool(words.authserv):
        raise _wrong(
            pull, "checks: any of dmarc, dkim, spf, and authserv: the name your mail server signs as"
        )
    return words


def _senders(pull: Pull, text: str) -> tuple[str, ...]:
    senders = tuple(one.lower() for one in _list(text))
    if not senders or not all(map(_SENDER.fullmatch, senders)):
        raise _wrong(
            pull, f"senders: {text!r}: addresses or @domain, with commas; mails of others are not taken"
        )
    return senders


def _list(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _number(pull: Pull, said: dict[str, str], name: str, default: int, *, most: int) -> int:
    text = said.pop(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 12 or not 1 <= int(text) <= most:
        raise _wrong(pull, f"{name}: {text!r}: a number of 1 to {most} is wanted")
    return int(text)


def _wrong(pull: Pull, text: str) -> Refused:
    return Refused(f"pull {pull.name}: {text}", cause="pull.options")
