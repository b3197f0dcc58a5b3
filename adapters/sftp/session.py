"""One signed-in SFTP session with a partner's server, by paramiko; every wait has its end."""

from __future__ import annotations

import hmac
import io
import socket
import stat
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Protocol

import paramiko

from adapters.sftp.address import Address
from core.hub.outside_folders import Entry
from core.kernel.errors import Refused, Unavailable

PIECE_BYTES = 256 * 1024
# More at once makes no line faster, and without a bound some servers hang with large files.
PREFETCH_MAX = 64
KEY_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class NoSuchFile(Unavailable):
    """The server says that there is none of this name, or not for us; text is what it says."""


class Session(Protocol):
    """What both libraries do for us. Every call raises Unavailable where the line or the server fails,
    NoSuchFile where only this path does."""

    def entries(self, folder: str) -> Iterator[Entry]:
        """The regular files of a folder; no links."""
        ...

    def entry(self, path: str) -> Entry | None:
        """A regular file, or None where there is none."""
        ...

    def read(self, path: str, size: int) -> Iterator[bytes]: ...

    def write(self, path: str, payload: bytes) -> None:
        """A whole file, written over what was there."""
        ...

    def move(self, path: str, to: str, *, over: bool) -> None:
        """Renames at once; over: what has that name already is replaced, else it is NoSuchFile."""
        ...

    def remove(self, path: str) -> None: ...

    def make_folder(self, path: str) -> None:
        """Nothing happens where it is there."""
        ...

    def close(self) -> None: ...


class ModernSession:
    """By paramiko, which knows no algorithm with SHA-1 any more."""

    def __init__(self, address: Address, secret: bytes, *, timeout_s: float) -> None:
        """Refused for another host key than those pinned, or by the server for ours."""
        self._address = address
        self._timeout_s = timeout_s
        self._transport = _connected(address, timeout_s)
        try:
            with self._line():
                _sign_in(self._transport, address, secret)
                opened = paramiko.SFTPClient.from_transport(self._transport)
                if opened is None:
                    raise Unavailable(f"{address.place} opens no SFTP session", cause="sftp.line")
                self._files = opened
                self._files.get_channel().settimeout(timeout_s)  # type: ignore[union-attr]
        except BaseException:
            self._transport.close()
            raise

    def entries(self, folder: str) -> Iterator[Entry]:
        with self._line(folder):
            for found in self._files.listdir_iter(folder):
                if stat.S_ISREG(found.st_mode or 0):
                    yield _entry(found.filename, found)

    def entry(self, path: str) -> Entry | None:
        try:
            with self._line(path):
                found = self._files.lstat(path)
        except NoSuchFile:
            return None
        return _entry(path.rpartition("/")[2], found) if stat.S_ISREG(found.st_mode or 0) else None

    def read(self, path: str, size: int) -> Iterator[bytes]:
        with self._line(path), self._files.open(path, "rb") as file:
            # What is asked for behind its end is answered in a way that the library waits for for ever.
            most = min(size, file.stat().st_size or 0)
            if most:
                file.prefetch(most, max_concurrent_requests=PREFETCH_MAX)
            while piece := file.read(PIECE_BYTES):
                yield piece

    def write(self, path: str, payload: bytes) -> None:
        with self._line(path), self._files.open(path, "wb") as file:
            file.set_pipelined(True)
            for at in range(0, len(payload), PIECE_BYTES):
                file.write(payload[at : at + PIECE_BYTES])

    def move(self, path: str, to: str, *, over: bool) -> None:
        with self._line(path):
            if over:
                self._files.posix_rename(path, to)
            else:
                self._files.rename(path, to)

    def remove(self, path: str) -> None:
        with self._line(path):
            self._files.remove(path)

    def make_folder(self, path: str) -> None:
        with self._line(path):
            try:
                self._files.stat(path)
            except FileNotFoundError:
                self._files.mkdir(path)

    def close(self) -> None:
        self._transport.close()

    @contextmanager
    def _line(self, path: str = "") -> Iterator[None]:
        """Errors in our words: of the line, of the server, or of this one path."""
        where = f"{self._address.place}{f': {path}' if path else ''}"
        try:
            yield
        except (TimeoutError, EOFError, ConnectionError, paramiko.SSHException) as error:
            said = f"no answer within {self._timeout_s:.0f} s" if isinstance(error, TimeoutError) else error
            raise Unavailable(f"{where}: the line broke: {said}", cause="sftp.line") from error
        except paramiko.SFTPError as error:
            raise Unavailable(f"{where}: {error}", cause="sftp.server") from error
        except OSError as error:
            raise NoSuchFile(f"{where}: {error.strerror or error}", cause="sftp.path") from error


def _connected(address: Address, timeout_s: float) -> paramiko.Transport:
    """Encrypted, and with the server that is meant; nothing was said of us yet."""
    try:
        line = socket.create_connection((address.host, address.port), timeout_s)
    except OSError as error:
        raise Unavailable(
            f"{address.place}: nobody answers: {error.strerror or error}", cause="sftp.line"
        ) from error
    transport = paramiko.Transport(line)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = timeout_s
    try:
        transport.start_client(timeout=timeout_s)
        require_pinned(address, transport.get_remote_server_key().asbytes())
    except paramiko.ssh_exception.IncompatiblePeer as error:
        transport.close()
        raise Refused(
            f"{address.place} speaks none of our algorithms ({error}); ask the partner for newer ones, or say"
            " algorithms=legacy in its address, which is noted in the audit",
            cause="sftp.algorithms",
        ) from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        transport.close()
        raise Unavailable(f"{address.place}: no SSH: {error}", cause="sftp.line") from error
    except Refused:
        transport.close()
        raise
    return transport


def require_pinned(address: Address, host_key: bytes) -> None:
    """Refused unless the server's key is one that the contract pins."""
    shown = "SHA256:" + b64encode(sha256(host_key).digest()).decode().rstrip("=")
    if not any(hmac.compare_digest(shown, pinned) for pinned in address.host_keys):
        raise Refused(
            f"{address.place} shows the host key {shown}, and the contract pins"
            f" {', '.join(address.host_keys)}: somebody stands between, or the partner changed it; ask the"
            " partner by another way, then change host_key and publish",
            cause="sftp.host_key",
        )


def _sign_in(transport: paramiko.Transport, address: Address, secret: bytes) -> None:
    try:
        if secret.lstrip().startswith(b"-----BEGIN"):
            transport.auth_publickey(address.user, _private_key(address, secret))
        else:
            transport.auth_password(address.user, secret.decode("utf-8").strip())
    except (paramiko.AuthenticationException, UnicodeDecodeError) as error:
        raise Refused(
            f"{address.place} does not let {address.user} in with the secret we have: {error}",
            cause="sftp.sign_in",
        ) from error


def _private_key(address: Address, secret: bytes) -> paramiko.PKey:
    for kind in KEY_KINDS:
        try:
            return kind.from_private_key(io.StringIO(secret.decode("ascii")))
        except (paramiko.SSHException, ValueError):
            continue
    raise Refused(
        f"{address.place}: the secret is no private key without a passphrase (Ed25519, ECDSA, RSA)",
        cause="sftp.secret",
    )


def _entry(name: str, found: paramiko.SFTPAttributes) -> Entry:
    return Entry(name=name, size=found.st_size or 0, modified=int(found.st_mtime or 0))
