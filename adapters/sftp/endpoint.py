"""A partner's SFTP server as a way out: written as `.part`, measured, renamed; asked about by its name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from adapters.sftp.address import Address, below, read_address, weaknesses
from adapters.sftp.opening import Open, opener
from adapters.sftp.session import NoSuchFile, Session
from core.hub.contracts import Send
from core.hub.endpoints import SEND_ID, TRACE, InDoubt, Sent
from core.kernel.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ADAPTER", "REPEATS", "make_endpoint", "weaknesses"]
ADAPTER = "sftp"
# A file put down a second time may be picked up a second time: it is not `safe`.
REPEATS = ("ask", "never")
ACKNOWLEDGEMENTS = (".ack", ".ok")


class SftpEndpoint:
    """Puts files into one folder. The partner moves what it took to its archive, or leaves `name.ack` there:
    that is what asking finds, so a partner who simply deletes must be declared `never`.

    A name that is there is whole: it was measured before it had it.
    """

    def __init__(self, address: Address, open_session: Open) -> None:
        self._address = address
        self._open = open_session

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """The name appears whole or not at all. Unavailable while they are away, or are not who is meant."""
        path = below(self._address.folder, name)
        part = f"{path}.part"
        with self._session() as session:
            session.write(part, payload)
            there = session.entry(part)
            if there is None or there.size != len(payload):
                has = f"has {there.size} bytes" if there else "is not there"
                raise Unavailable(f"{part} {has}, and {len(payload)} were written", cause="sftp.size")
            if self._address.trace_beside and TRACE in headers:
                # Before the file: who sees the file finds it.
                session.write(f"{path}.trace", f"{headers[TRACE]}\n".encode("ascii"))
            try:
                session.move(part, path, over=True)
            except NoSuchFile:
                raise
            except Unavailable as error:
                raise InDoubt(f"{error.text}; whether {path} appeared is not known") from error
        return Sent(text=f"{path}, {len(payload)} bytes")

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """Where a file of this name, or the acknowledgement of one, lies; or one of this send.

        A hub that was restored may have numbered its sends anew: then the name's end, our id, is the same.
        """
        ending = name.partition("-")[2]
        endings = tuple(f"-{ending}{suffix}" for suffix in ("", *ACKNOWLEDGEMENTS))
        by_ending = ending.startswith(headers[SEND_ID])
        names = {name, *(f"{name}{suffix}" for suffix in ACKNOWLEDGEMENTS)}
        with self._session() as session:
            for folder in (self._address.folder, self._address.archive):
                for found in self._names(session, folder):
                    if found in names or (by_ending and found.endswith(endings)):
                        return Sent(text=below(folder, found))
        return None

    def _names(self, session: Session, folder: str) -> Iterator[str]:
        try:
            yield from (entry.name for entry in session.entries(folder))
        except NoSuchFile:
            # Only what nobody made yet has nothing in it; the folder itself must be there to look into.
            if folder == self._address.folder:
                raise

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """What stands between us and them is mended by a person; what waits then goes by itself."""
        try:
            opened = self._open()
        except Refused as refused:
            raise Unavailable(refused.text, cause=refused.cause) from refused
        with closing(opened) as session:
            yield session


def make_endpoint(send: Send, secret: bytes) -> SftpEndpoint:
    """From `sftp://user@host/folder?host_key=…&archive=…&trace=beside`. Refused for any other address."""
    address = read_address(send.address, of=f"send {send.name}")
    return SftpEndpoint(address, opener(address, secret, timeout_s=send.timeout_s))
