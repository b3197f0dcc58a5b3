"""A mailbox as a place to take from: known senders' attachments; a mail is put away when all of it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import NamedTuple

import msgspec

from adapters.imap.address import Words, read_mailbox, read_words
from adapters.imap.line import HEADER_BYTES_MAX, Line, MailAway, NoSuchMail
from adapters.imap.mails import Paper, facts_of, identity, papers_of
from adapters.imap.senders import require_known, sender_of
from adapters.imap.texts import UNWRITTEN
from core.hub.contracts import Pull
from core.hub.pulls import Found, NotNow
from core.kernel.errors import Refused

__all__ = ["ADAPTER", "make_source"]
ADAPTER = "imap"
PIECE_BYTES = 256 * 1024
# Whoever may write to the mailbox may be anybody: mails of strangers are told of under one name.
STRANGERS = "mails of strangers"
STRANGE = ("imap.from", "imap.sender", "imap.not_vouched")
INBOX, ARCHIVE = "inbox", "archive"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Opening = Callable[[], Line]
Today = Callable[[], datetime]


class _Mark(NamedTuple):
    """Up to where a look came: of the folder as it was then, or of what was put away."""

    where: str
    validity: str
    uid: int

    def text(self) -> str:
        return f"{self.where} {self.validity} {self.uid}"


class _Lying(NamedTuple):
    """A mail that this look told of; left: its documents that are not in yet."""

    uid: int
    papers: dict[str, Paper]
    left: set[str]


class ImapSource:
    """One folder of a mailbox; what it told of can be taken until the next mail is told."""

    def __init__(self, words: Words, folder: str, opening: Opening, today: Today) -> None:
        self._words = words
        self._folder = folder
        self._opening = opening
        self._today = today
        self._opened: Line | None = None
        self._selected = ""
        self._mail: _Lying | None = None
        self._unfit: dict[str, Refused | NotNow] = {}

    def look(self, mark: str, *, again: bool = False) -> Iterator[Found]:
        """Mail by mail, each read only when its turn comes.

        Neither a copy of a mail nor a mailbox that was numbered anew makes a document come in twice: it is
        named by its Message-ID and its bytes.
        """
        reached = _mark(mark)
        if again and self._words.after == "archive":
            yield from self._put_away(reached)
        yield from self._inbox(reached)

    def take(self, found: Found) -> Iterator[bytes]:
        refused = self._unfit.get(found.name)
        if refused is not None:
            raise refused
        paper = self._mail.papers.get(found.name) if self._mail else None
        if paper is None:
            raise NotNow(f"{found.name} is of an earlier look", cause="imap.gone")
        for at in range(0, len(paper.payload), PIECE_BYTES):
            yield paper.payload[at : at + PIECE_BYTES]

    def archive(self, found: Found) -> None:
        mail = self._mail
        if mail is None or found.put_away or found.name not in mail.papers:
            return
        mail.left.discard(found.name)
        if not mail.left and self._words.after == "archive":
            self._move(mail.uid, self._words.archive)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _inbox(self, reached: _Mark | None) -> Iterator[Found]:
        validity = self._line().select(self._folder)
        if validity is None:
            raise Refused(f"there is no folder {self._folder}", cause="imap.folder")
        self._selected = self._folder
        leaves = self._words.after == "leave"
        above = _above(reached, INBOX, validity) if leaves else 0
        for uid in self._line().uids(above):
            # What is moved away marks nothing: whatever lies there is to be taken.
            mark = _Mark(INBOX, validity, uid).text() if leaves else ""
            yield from self._told(uid, mark, put_away=False)

    def _put_away(self, reached: _Mark | None) -> Iterator[Found]:
        validity = self._line().select(self._words.archive)
        if validity is None:
            return
        self._selected = self._words.archive
        since = self._today() - timedelta(days=self._words.again_days)
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        for uid in self._line().uids(_above(reached, ARCHIVE, validity), since=day):
            yield from self._told(uid, _Mark(ARCHIVE, validity, uid).text(), put_away=True)

    def _told(self, uid: int, mark: str, *, put_away: bool) -> Iterator[Found]:
        try:
            raw, size = self._line().header(uid)
            yield from self._fit(uid, raw, size, mark, put_away=put_away)
        except NoSuchMail:
            # Somebody else has moved it meanwhile.
            return
        except MailAway as away:
            # Who takes it hears so: it is tried at the next look, and nothing behind it counts as reached.
            told = f"mail {uid}"
            self._unfit = {told: away}
            yield Found(name=told, put_away=put_away)
            self._unfit = {}

    def _fit(self, uid: int, raw: bytes, size: int, mark: str, *, put_away: bool) -> Iterator[Found]:
        header = _header(raw)
        name = identity(header, raw)
        try:
            sender = self._known(header, raw, size)
            mail = self._line().mail(uid, bytes_max=self._words.mail_bytes_max)
            papers = {_name(name, paper): paper for paper in self._papers(mail)}
        except Refused as refused:
            if not put_away:
                yield from self._set_aside(uid, name, raw, refused)
            return
        facts = facts_of(header, sender)
        self._mail = _Lying(uid, papers, set(papers))
        last = list(papers)[-1]
        for told, paper in papers.items():
            more = {"encoding": paper.encoding} if paper.encoding else {}
            found = Found(name=told, media=paper.media, facts=facts | more, put_away=put_away)
            # Only what comes last of a mail says that all of it is behind us.
            yield msgspec.structs.replace(found, mark=mark if told == last else "")
        self._mail = None

    def _set_aside(self, uid: int, name: str, raw: bytes, refused: Refused) -> Iterator[Found]:
        """Who takes it hears why not; then it goes where unfit mails lie."""
        stranger, leaves = refused.cause in STRANGE, self._words.after == "leave"
        if stranger and leaves:
            # People read this mailbox too: who else writes to them is not ours to tell.
            return
        told = STRANGERS if stranger else name
        text = refused.text if leaves else f"{refused.text}; it goes to {self._words.aside}"
        self._unfit = {told: Refused(text, cause=refused.cause)}
        yield Found(name=told, modified=sha256(raw).hexdigest()[:32])
        self._unfit = {}
        if not leaves:
            self._move(uid, self._words.aside)

    def _known(self, header: Message, raw: bytes, size: int) -> str:
        if len(raw) > HEADER_BYTES_MAX:
            raise Refused(f"its header is over {HEADER_BYTES_MAX} bytes", cause="imap.header")
        try:
            sender = sender_of(header)
            require_known(sender, header, self._words)
        except UNWRITTEN as error:
            raise Refused(f"its header cannot be understood: {error}", cause="imap.from") from error
        if size > self._words.mail_bytes_max:
            text = f"it has {size} bytes, at most {self._words.mail_bytes_max} are taken"
            raise Refused(text, cause="imap.too_large")
        return sender

    def _papers(self, mail: bytes) -> list[Paper]:
        if len(mail) > self._words.mail_bytes_max:
            raise Refused(f"it has over {self._words.mail_bytes_max} bytes", cause="imap.too_large")
        return papers_of(mail, self._words)

    def _move(self, uid: int, folder: str) -> None:
        if self._selected == self._folder:
            self._line().move(uid, folder)

    def _line(self) -> Line:
        if self._opened is None:
            self._opened = self._opening()
        return self._opened


def make_source(pull: Pull, secret: bytes) -> ImapSource:
    """From `imaps://user@host/folder`. Refused for any other address, or words that are none."""
    box, words = read_mailbox(pull), read_words(pull)
    return ImapSource(words, box.folder, lambda: Line(box, secret, timeout_s=pull.timeout_s), _today)


def _today() -> datetime:
    return datetime.now(UTC)


def _header(raw: bytes) -> Message:
    return BytesHeaderParser(policy=policy.compat32).parsebytes(raw)


def _name(mail: str, paper: Paper) -> str:
    return f"{mail}/{paper.place}/{paper.name}"


def _above(reached: _Mark | None, where: str, validity: str) -> int:
    """Where to go on; from the beginning, if the folder was numbered anew meanwhile."""
    return reached.uid if reached and (reached.where, reached.validity) == (where, validity) else 0


def _mark(text: str) -> _Mark | None:
    where, _, more = text.partition(" ")
    validity, _, uid = more.rpartition(" ")
    return _Mark(where, validity, int(uid)) if where in (INBOX, ARCHIVE) and uid.isdecimal() else None
