"""Mail: one message a send, its Message-ID derived from our id, so that a second copy is known as one."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import msgspec

from core.hub.contracts import Send
from core.hub.endpoints import KEY, MEDIA, SEND_ID, SENT_AT, TRACE, TYPE, InDoubt, Sent
from core.kernel.errors import Refused, Unavailable

ADAPTER = "mail"
# A mail server neither dedupes for sure nor can be asked. `safe` is for mail where a second copy of one
# Message-ID harms nobody (an alarm to a person); everything else is `never`.
REPEATS = ("never", "safe")
LINES_MAX = 200
DATA_GO_ON = 354
DONE = 250
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]+@[A-Za-z0-9.-]+")
_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """Which server, as whom, from whom and to whom. tls: `starttls`, `smtps` or `none` (loopback only)."""

    host: str
    port: int
    tls: str
    sender: str
    receivers: tuple[str, ...]
    user: str = ""
    password: str = ""
    timeout_s: float = 10.0


class MailEndpoint:
    """One connection a send; where the line breaks after the body began to leave, it is in doubt."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._box = mailbox

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """Raises Refused on a 5xx answer, Unavailable on a 4xx or before the body began to leave."""
        mail = dot_stuffed(self._mail(name, payload, headers).as_bytes(policy=SMTP))
        with self._before_the_body():
            server = self._connect()
        try:
            with self._before_the_body():
                left_out = self._address_it(server)
                _expect(server.docmd("DATA"), DATA_GO_ON, "DATA")
            answer = self._leave(server, mail)
        finally:
            server.close()
        return Sent(text=" ".join([answer, *left_out]))

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        raise Unavailable("a mail server cannot be asked what it took", cause="mail.no_query")

    def _leave(self, server: smtplib.SMTP, mail: bytes) -> str:
        try:
            server.send(mail + b".\r\n")
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise InDoubt(
                f"{self._box.host} gave no answer to the mail within {self._box.timeout_s} s: {error}",
                cause="mail.no_answer",
            ) from error
        return _expect((code, said), DONE, "the mail")

    def _connect(self) -> smtplib.SMTP:
        box = self._box
        context = ssl.create_default_context()
        if box.tls == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                box.host, box.port, timeout=box.timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(box.host, box.port, timeout=box.timeout_s)
        if box.tls == "starttls":
            server.starttls(context=context)
        if box.user:
            server.login(box.user, box.password)
        server.ehlo_or_helo_if_needed()
        return server

    def _address_it(self, server: smtplib.SMTP) -> list[str]:
        """Names sender and receivers; gives what was said of those it does not take, if it takes any."""
        _expect(server.mail(self._box.sender), DONE, f"sender {self._box.sender}")
        answers = {receiver: server.rcpt(receiver) for receiver in self._box.receivers}
        refused = [
            f"{who}: {code} {said.decode()}" for who, (code, said) in answers.items() if code // 100 != 2
        ]
        if len(refused) == len(answers):
            _expect(min(answers.values(), key=lambda answer: answer[0]), DONE, "every receiver")
        return refused

    @contextmanager
    def _before_the_body(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPResponseException as error:
            _expect((error.smtp_code, _bytes(error.smtp_error)), DONE, self._box.host)
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(f"{self._box.host} cannot be reached: {error}", cause="mail.away") from error

    def _mail(self, name: str, payload: bytes, headers: Mapping[str, str]) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._box.sender
        mail["To"] = ", ".join(self._box.receivers)
        mail["Subject"] = _one_line(f"{headers[TYPE]} {headers[KEY]}")
        mail["Date"] = format_datetime(datetime.fromtimestamp(int(headers[SENT_AT]), UTC))
        mail["Message-ID"] = f"<{headers[SEND_ID]}@{self._box.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        if TRACE in headers:
            mail[TRACE] = headers[TRACE]
        mail.set_content(_for_people(payload, headers[MEDIA]), cte="base64")
        kind, _, subkind = headers[MEDIA].partition("/")
        mail.add_attachment(payload, maintype=kind, subtype=subkind or "octet-stream", filename=name)
        return mail


def make_endpoint(send: Send, secret: bytes) -> MailEndpoint:
    """From `smtp://host:25?from=…&to=…,…&tls=starttls|none` or `smtps://…`; secret: user, then password.

    Raises Refused for an address that makes no sense, or a line without TLS that leaves this machine.
    """
    try:
        parts = urlsplit(send.address)
        port = parts.port
    except ValueError as error:
        raise Refused(f"mail {send.name}: {send.address!r}: {error}", cause="mail.address") from error
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    tls = "smtps" if parts.scheme == "smtps" else said.get("tls", "starttls")
    receivers = tuple(one for one in said.get("to", "").split(",") if one)
    wrong = [one for one in (said.get("from", ""), *receivers) if not _ADDRESS.fullmatch(one)]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not receivers or wrong:
        raise Refused(
            f"mail {send.name}: {send.address!r} is no smtp://host:port?from=address&to=address",
            cause="mail.address",
        )
    if tls not in ("starttls", "smtps") and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise Refused(f"mail {send.name}: without TLS mail goes to this machine only", cause="mail.tls")
    user, _, password = secret.decode().strip().partition("\n")
    return MailEndpoint(
        Mailbox(
            host=parts.hostname,
            port=port or (465 if tls == "smtps" else 25),
            tls=tls,
            sender=said["from"],
            receivers=receivers,
            user=user,
            password=password.strip(),
            timeout_s=send.timeout_s,
        )
    )


def dot_stuffed(mail: bytes) -> bytes:
    """No line of a mail may be the dot that ends it."""
    return _LINE_DOT.sub(b"..", mail)


def _expect(answer: tuple[int, bytes], wanted: int, what: str) -> str:
    code, said = answer
    text = f"{code} {said.decode(errors='replace')}"
    if code == wanted or (wanted == DONE and code // 100 == 2):
        return text
    if code // 100 == 5:
        raise Refused(f"{what} was refused: {text}", cause=f"mail.{code}")
    raise Unavailable(f"{what} was not taken: {text}", cause=f"mail.{code}")


def _for_people(payload: bytes, media: str) -> str:
    """The body's fields, one a line; other media stand in the attachment alone."""
    if media != "application/json":
        return "See the attachment.\n"
    lines = list(_lines("", msgspec.json.decode(payload)))
    more = [f"… and {len(lines) - LINES_MAX} more in the attachment"] if len(lines) > LINES_MAX else []
    return "\n".join([*lines[:LINES_MAX], *more]) + "\n"


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each, inside in value.items():
            yield from _lines(f"{name}.{each}" if name else str(each), inside)
    elif isinstance(value, list):
        for number, inside in enumerate(value, 1):
            yield from _lines(f"{name}[{number}]", inside)
    else:
        yield _one_line(f"{name}: {value}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
