"""The line to an IMAP server: every wait and every answer bounded, its errors in our words."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from adapters.imap.address import Mailbox
from core.hub.pulls import NotNow
from core.kernel.errors import Refused, Unavailable

PEM = b"-----BEGIN CERTIFICATE-----"
HEADER_BYTES_MAX = 256 * 1024
# What a command's answer may have beside the mail that was asked for.
ANSWER_BYTES_MAX = 16 * 1024 * 1024
UIDS_MAX = 100_000
# 163.com and 126.com let nobody select a folder who has not said what program it is.
_WHO = '("name" "lianqiao" "version" "1" "vendor" "lianqiao")'
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")
_GONE = (imaplib.IMAP4.abort, OSError)
T = TypeVar("T")


class NoSuchMail(Unavailable):
    """This one mail is not there any more."""


class MailAway(NotNow):
    """This one mail lies there and is not read now; others are."""


class Line:
    """One session in one mailbox, connected when it is made."""

    def __init__(self, box: Mailbox, secret: bytes, *, timeout_s: float) -> None:
        """secret: the password; PEM certificates below it are believed instead of the system's.

        Raises Unavailable, or Refused where the server will have none of us or is not who is meant.
        """
        self._box = box
        password, trusted = split_secret(secret)
        with self._words("is not reached"):
            context = ssl.create_default_context(cadata=trusted or None)
            kind = _TlsServer if box.tls == "imaps" else _PlainServer
            more: dict[str, Any] = {"ssl_context": context} if box.tls == "imaps" else {}
            self._server = kind(box.host, box.port, timeout=timeout_s, **more)
        try:
            if box.tls == "starttls":
                with self._words("does not begin TLS"):
                    self._server.starttls(context)
            self._sign_in(password)
        except BaseException:
            self.close()
            raise
        self._moves = "MOVE" in self._server.capabilities
        self._expunges = "UIDPLUS" in self._server.capabilities

    def select(self, folder: str, *, make: bool = False) -> str | None:
        """Opens a folder and says its UIDVALIDITY; None where there is none. make: it is made then."""
        name = quoted(folder)
        if self._ask(lambda: self._server.select(name))[0] != "OK":
            if not make:
                return None
            self._ask(lambda: self._server.create(name))
            self._good(lambda: self._server.select(name), f"folder {folder} cannot be opened")
        said = self._server.response("UIDVALIDITY")[1]
        return _text(said[0]) if said and said[0] else "0"

    def make(self, folder: str) -> None:
        """The folder, where there is none yet."""
        self._ask(lambda: self._server.create(quoted(folder)))

    def uids(self, above: int, *, since: str = "") -> list[int]:
        """Mails with a greater UID, in order; since: that came on that day (`01-Jan-2026`) or later."""
        words = ["UID", f"{above + 1}:*", *(["SINCE", since] if since else ["UNDELETED"])]
        [said] = self._good(lambda: self._server.uid("SEARCH", *words), "cannot be searched")[:1] or [b""]
        found = sorted({int(word) for word in (said or b"").split() if word.isdigit()})
        # `n:*` names the last mail even where its UID is lower.
        return [uid for uid in found if uid > above][:UIDS_MAX]

    def header(self, uid: int) -> tuple[bytes, int]:
        """A mail's header, at most HEADER_BYTES_MAX of it and one more byte, and the size of all."""
        part = f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{HEADER_BYTES_MAX + 1}>)"
        about, header = self._fetch(uid, part)
        size = _SIZE.search(about)
        return header, int(size[1]) if size else 0

    def mail(self, uid: int, *, bytes_max: int) -> bytes:
        """The whole mail; of one that is larger than bytes_max one byte more than that."""
        self._server.allow(bytes_max + ANSWER_BYTES_MAX)
        return self._fetch(uid, f"(BODY.PEEK[]<0.{bytes_max + 1}>)")[1]

    def move(self, uid: int, folder: str) -> None:
        """Into another folder, which is made where there is none. Nothing, if the mail is gone."""
        name = quoted(folder)
        verb = "MOVE" if self._moves else "COPY"
        if self._ask(lambda: self._server.uid(verb, str(uid), name))[0] != "OK":
            self.make(folder)
            self._good(lambda: self._server.uid(verb, str(uid), name), f"cannot move a mail to {folder}")
        if not self._moves:
            flag = ("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)")
            self._good(lambda: self._server.uid(*flag), "cannot mark a mail as moved")
            # Without UIDPLUS what others marked as deleted goes too, as they wanted.
            gone = (lambda: self._server.uid("EXPUNGE", str(uid))) if self._expunges else self._server.expunge
            self._good(gone, "cannot take a moved mail away")

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._server.shutdown()

    def _sign_in(self, password: str) -> None:
        try:
            with self._words("does not answer"):
                self._server.login(self._box.user, password)
        except imaplib.IMAP4.error as error:
            text = f"{self._box.place} does not let {self._box.user} in: {error}"
            raise Refused(text[:300], cause="imap.sign_in") from error
        with suppress(imaplib.IMAP4.error):
            # What a server can do may be another thing once it knows who asks.
            said = self._ask(self._server.capability)[1]
            words = _text(said[-1]) if said and said[-1] else ""
            self._server.capabilities = tuple(words.upper().split())
        if "ID" in self._server.capabilities:
            self._ask(lambda: self._server.xatom("ID", _WHO))

    def _fetch(self, uid: int, part: str) -> tuple[bytes, bytes]:
        answer, said = self._ask(lambda: self._server.uid("FETCH", str(uid), part))
        for each in said:
            if answer == "OK" and isinstance(each, tuple) and len(each) == 2:
                return each[0], each[1]
        lies = self._good(lambda: self._server.uid("SEARCH", "UID", str(uid)), "cannot be searched")
        if str(uid).encode() in (lies[0] or b"").split():
            why = _text(said[0]) if answer != "OK" and said and said[0] else answer
            raise MailAway(f"{self._box.place}: mail {uid} cannot be read: {why[:200]}", cause="imap.no")
        raise NoSuchMail(f"{self._box.place}: mail {uid} is gone", cause="imap.gone")

    def _good(self, ask: Callable[[], tuple[str, list[Any]]], fault: str) -> list[Any]:
        answer, said = self._ask(ask)
        if answer != "OK":
            why = _text(said[0]) if said and said[0] else answer
            raise Unavailable(f"{self._box.place} {fault}: {why[:200]}", cause="imap.no")
        return said

    def _ask(self, ask: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
        """One command and its answer; a NO or BAD is an answer too."""
        self._server.allow(max(self._server.left, ANSWER_BYTES_MAX))
        try:
            with self._words("broke off"):
                return ask()
        except imaplib.IMAP4.error as error:
            return "BAD", [str(error).encode()]
        finally:
            self._server.allow(ANSWER_BYTES_MAX)

    @contextmanager
    def _words(self, fault: str) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            text = f"{self._box.place} shows a certificate that is not believed: {error.verify_message}"
            raise Refused(text, cause="imap.certificate") from error
        except _GONE as error:
            raise Unavailable(f"{self._box.place} {fault}: {error}", cause="imap.line") from error


class _Bounded:
    """Ends the line where an answer grows beyond what was allowed for it."""

    left = ANSWER_BYTES_MAX

    def allow(self, size: int) -> None:
        self.left = size

    def read(self, size: int) -> bytes:
        self._came(size)
        return super().read(size)  # type: ignore[misc,no-any-return]

    def readline(self) -> bytes:
        line: bytes = super().readline()  # type: ignore[misc]
        self._came(len(line))
        return line

    def _came(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise imaplib.IMAP4.abort("it answers more than was asked for")


class _PlainServer(_Bounded, imaplib.IMAP4):
    """A line that begins without TLS."""


class _TlsServer(_Bounded, imaplib.IMAP4_SSL):
    """A line of TLS from its first byte."""


def split_secret(secret: bytes) -> tuple[str, str]:
    """The password and the certificates below it. Refused where it is no text."""
    password, mark, more = secret.partition(PEM)
    try:
        lines = password.decode("ascii").strip().splitlines()
        return (lines or [""])[0], (mark + more).decode("ascii")
    except UnicodeDecodeError as error:
        text = "the secret of a mailbox is a password of ASCII letters in one line, and PEM below it"
        raise Refused(text, cause="imap.secret") from error


def quoted(folder: str) -> str:
    """A folder's name as IMAP writes it: in UTF-7 of its own (RFC 3501, 5.1.3)."""
    runs = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", folder)
    words = (run.replace("&", "&-") if run.isascii() and run.isprintable() else _shifted(run) for run in runs)
    said = "".join(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{said}"'


def _shifted(run: str) -> str:
    coded = base64.b64encode(run.encode("utf-16-be", "surrogatepass")).decode().rstrip("=")
    return f"&{coded.replace('/', ',')}-"


def _text(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
