"""The same session with a server of before 2017, by asyncssh: SHA-1 comes last, and only here."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

import asyncssh

from adapters.sftp.address import Address
from adapters.sftp.session import PIECE_BYTES, NoSuchFile, require_pinned
from core.hub.outside_folders import Entry
from core.kernel.errors import Refused, Unavailable

KEX = (
    "curve25519-sha256", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256",
    "diffie-hellman-group-exchange-sha256", "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1",
)  # fmt: skip
CIPHERS = ("aes256-ctr", "aes128-ctr", "aes256-cbc", "aes128-cbc", "3des-cbc")
MACS = ("hmac-sha2-256", "hmac-sha2-512", "hmac-sha1")
SIGNATURES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-256", "rsa-sha2-512", "ssh-rsa")
GONE = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection)
T = TypeVar("T")


class LegacySession:
    """Runs a loop of its own, one question at a time."""

    def __init__(self, address: Address, secret: bytes, *, timeout_s: float) -> None:
        """Refused for another host key than those pinned, or by the server for ours."""
        self._address = address
        self._timeout_s = timeout_s
        self._runner = asyncio.Runner()
        self._connection: asyncssh.SSHClientConnection | None = None
        try:
            self._connection = self._connected(secret)
            self._files = self._ask(self._connection.start_sftp_client())
        except BaseException:
            self.close()
            raise

    def entries(self, folder: str) -> Iterator[Entry]:
        for found in self._ask(self._files.readdir(folder), folder):
            entry = _entry(str(found.filename), found.attrs)
            if entry is not None:
                yield entry

    def entry(self, path: str) -> Entry | None:
        try:
            found = self._ask(self._files.lstat(path), path)
        except NoSuchFile:
            return None
        return _entry(path.rpartition("/")[2], found)

    def read(self, path: str, size: int) -> Iterator[bytes]:
        file = self._ask(self._files.open(path, "rb"), path)
        try:
            at = 0
            while piece := self._ask(file.read(PIECE_BYTES, at), path):
                at += len(piece)
                yield cast(bytes, piece)
        finally:
            self._ask(file.close(), path)

    def write(self, path: str, payload: bytes) -> None:
        file = self._ask(self._files.open(path, "wb"), path)
        try:
            for at in range(0, len(payload), PIECE_BYTES):
                self._ask(file.write(payload[at : at + PIECE_BYTES], at), path)
        finally:
            self._ask(file.close(), path)

    def move(self, path: str, to: str, *, over: bool) -> None:
        rename = self._files.posix_rename if over else self._files.rename
        self._ask(rename(path, to), path)

    def remove(self, path: str) -> None:
        self._ask(self._files.remove(path), path)

    def make_folder(self, path: str) -> None:
        if not self._ask(self._files.isdir(path), path):
            self._ask(self._files.mkdir(path), path)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.abort()
        self._runner.close()

    def _connected(self, secret: bytes) -> asyncssh.SSHClientConnection:
        pinning = _Pinning(self._address)
        key = secret.lstrip().startswith(b"-----BEGIN")
        try:
            with self._line():
                options = asyncssh.SSHClientConnectionOptions(
                    # Nothing of whoever runs this process: no configuration, agent, keys or known hosts.
                    config=[], agent_path=None, known_hosts=((), (), ()), client_factory=lambda: pinning,
                    username=self._address.user,
                    client_keys=[asyncssh.import_private_key(secret)] if key else [],
                    password=None if key else secret.decode().strip(),
                    kex_algs=KEX, encryption_algs=CIPHERS, mac_algs=MACS, signature_algs=SIGNATURES,
                    server_host_key_algs=SIGNATURES,
                    connect_timeout=self._timeout_s, login_timeout=self._timeout_s,
                )  # fmt: skip
                return self._runner.run(_connect(self._address, options))
        except Unavailable:
            if pinning.refused is not None:
                raise pinning.refused from None
            raise

    def _ask(self, question: Awaitable[T], path: str = "") -> T:
        with self._line(path):
            return self._runner.run(_within(question, self._timeout_s))

    @contextmanager
    def _line(self, path: str = "") -> Iterator[None]:
        """Errors in our words: of the line, of the server, or of this one path."""
        where = f"{self._address.place}{f': {path}' if path else ''}"
        try:
            yield
        except asyncssh.PermissionDenied as error:
            raise Refused(f"{where} does not let us in: {error}", cause="sftp.sign_in") from error
        except (asyncssh.KeyImportError, UnicodeDecodeError) as error:
            raise Refused(
                f"{where}: the secret is no key or password: {error}", cause="sftp.secret"
            ) from error
        except asyncssh.SFTPError as error:
            if isinstance(error, GONE):
                raise Unavailable(f"{where}: the line broke: {error}", cause="sftp.line") from error
            raise NoSuchFile(f"{where}: {error.reason}", cause="sftp.path") from error
        except (OSError, TimeoutError, asyncssh.Error) as error:
            said = f"no answer within {self._timeout_s:.0f} s" if isinstance(error, TimeoutError) else error
            raise Unavailable(f"{where}: the line broke: {said}", cause="sftp.line") from error


class _Pinning(asyncssh.SSHClient):
    """Believes the host keys that the contract pins, and no other."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self.refused: Refused | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        try:
            require_pinned(self._address, key.public_data)
        except Refused as refused:
            self.refused = refused
            return False
        return True


async def _connect(
    address: Address, options: asyncssh.SSHClientConnectionOptions
) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(address.host, address.port, options=options)


async def _within(question: Awaitable[T], timeout_s: float) -> T:
    return await asyncio.wait_for(question, timeout_s)


def _entry(name: str, found: asyncssh.SFTPAttrs) -> Entry | None:
    if not stat.S_ISREG(found.permissions or 0):
        return None
    return Entry(name=name, size=found.size or 0, modified=int(found.mtime or 0))
