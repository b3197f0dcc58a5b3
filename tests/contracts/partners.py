"""Partners that really listen on this machine, each with the moods that a line and a far side have."""

from __future__ import annotations

import email
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import pytest

from adapters.mail.endpoint import make_endpoint as make_mail
from adapters.memory.endpoint import MemoryEndpoint, away, cut, unwilling
from core.hub.endpoints import Endpoint
from tests.adapters.as2.server import As2Partner
from tests.contracts.file_partners import FolderPartner, HomePartner, SftpPartner
from tests.contracts.hook_partner import HookPartner, RestPartner
from tests.contracts.moods import Mood, a_send
from tests.contracts.soap_partner import SoapPartner


class Partner(Protocol):
    """Somebody outside: `took` is what it did, once for each id it knows again."""

    @property
    def endpoint(self) -> Endpoint: ...

    def took(self) -> list[bytes]: ...

    def mood(self, mood: Mood) -> None: ...

    def leave(self) -> None:
        """It is away: nobody listens."""
        ...


class MemoryPartner:
    """The partner in memory keeps what it is asked for, and takes everything as often as it comes."""

    def __init__(self) -> None:
        self.endpoint = MemoryEndpoint()

    def took(self) -> list[bytes]:
        return [payload for _, payload, _ in self.endpoint.arrived]

    def mood(self, mood: Mood) -> None:
        fresh = MemoryEndpoint()
        self.endpoint.before, self.endpoint.after = fresh.before, fresh.after
        if mood == "loses_answer":
            self.endpoint.after = cut
        elif mood != "calm":
            self.endpoint.before = {"refuses": unwilling, "busy": away, "cuts_before": cut}[mood]

    def leave(self) -> None:
        self.endpoint.before = self.endpoint.asking = away


class MailPartner:
    """The least of a mail server; a mailbox shows one Message-ID once."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.lines: list[str] = []
        self._mood: Mood = "calm"
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        who = "from=hub@lianqiao.test&to=li@bank.test,wang@bank.test&tls=none"
        self.address = f"smtp://127.0.0.1:{port}?{who}"
        self.endpoint = make_mail(a_send("mail", self.address), b"")
        threading.Thread(target=self._serve, daemon=True).start()

    def took(self) -> list[bytes]:
        parsed = [email.message_from_bytes(mail) for mail in self.mails]
        kept = {mail["Message-ID"]: mail for mail in parsed}
        return [_attachment(mail) for mail in kept.values()]

    def mood(self, mood: Mood) -> None:
        self._mood = mood

    def leave(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for line in lines:
                self.lines.append(line.decode().strip())
                if not self._answer(connection, line[:4].upper(), lines):
                    return

    def _answer(self, connection: socket.socket, verb: bytes, lines: Iterator[bytes]) -> bool:
        """Answers one line; False if the line breaks here."""
        if verb == b"MAIL" and self._mood in ("refuses", "busy"):
            connection.sendall(b"550 not you\r\n" if self._mood == "refuses" else b"451 later\r\n")
            return True
        if verb != b"DATA":
            connection.sendall(b"250 good\r\n")
            return True
        if self._mood == "cuts_before":
            return False
        connection.sendall(b"354 go on\r\n")
        mail = b""
        for line in lines:
            if line == b".\r\n":
                break
            mail += line[1:] if line.startswith(b".") else line
        self.mails.append(mail)
        if self._mood == "loses_answer":
            return False
        connection.sendall(b"250 kept\r\n")
        return True


def _attachment(mail: email.message.Message) -> bytes:
    [part] = [part for part in mail.walk() if part.get_filename()]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert json.loads(payload)
    return payload


@contextmanager
def open_partner(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Partner]:
    """A partner of that kind, listening, gone at the end."""
    kinds: dict[str, Callable[[], Partner]] = {
        "memory": MemoryPartner,
        "webhook": HookPartner,
        "rest": RestPartner,
        "mail": MailPartner,
        "as2": As2Partner,
        "file": lambda: FolderPartner(folder / "drop"),
        "sftp-home": lambda: HomePartner(folder),
        "sftp": lambda: SftpPartner(request.getfixturevalue("openssh"), folder / "drop"),
        "soap": lambda: SoapPartner(folder / "wsdl"),
    }
    partner = kinds[kind]()
    try:
        yield partner
    finally:
        partner.mood("calm")
        if kind in ("webhook", "rest", "mail", "soap", "as2"):
            partner.leave()
