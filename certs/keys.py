"""Private keys on the disk: the authority's only encrypted, every one whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.kernel.errors import Refused, Unavailable

PASSPHRASE_BYTES_MIN = 12
WAIT_S_MAX, LOOK_S = 30.0, 0.02
PEM = serialization.Encoding.PEM


def make_key() -> ec.EllipticCurvePrivateKey:
    """P-256: what the oldest of the ends that must take it takes (docs/decisions/0014)."""
    return ec.generate_private_key(ec.SECP256R1())


def as_text(key: ec.EllipticCurvePrivateKey, passphrase: bytes | None = None) -> bytes:
    """PKCS#8 in PEM, encrypted where there is a passphrase."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, encryption)


def read_key(path: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    """Raises Refused if the file is missing, is no such key, or the passphrase is another one's."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise Refused(
            f"{path} cannot be opened: {error}; restore the file or its passphrase (docs/trust.md)",
            cause="certs.key",
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused(f"{path} holds no elliptic curve key; restore it", cause="certs.key")
    return key


def read_passphrase(folder: Path, named: Path | None, *, may_make: bool) -> bytes:
    """The passphrase of the authority's keys: of the file that was named, else the folder's own.

    may_make: there is no authority yet, so a passphrase may be drawn for it.
    """
    path = named or folder / "passphrase"
    if named is None and may_make and not path.exists():
        write_whole(path, secrets.token_urlsafe(32).encode() + b"\n", mode=0o600)
    try:
        open_to_others = path.stat().st_mode & 0o077
        passphrase = path.read_bytes().strip()
    except OSError as error:
        raise Refused(
            f"the passphrase of the authority is not there: {error}; name its file with"
            " LIANQIAO_CA_PASSPHRASE_FILE (docs/trust.md says what to do if it is lost)",
            cause="certs.passphrase",
        ) from error
    if open_to_others and named is None:
        raise Refused(f"{path} can be read by others; run `chmod 600 {path}`", cause="certs.passphrase")
    if len(passphrase) < PASSPHRASE_BYTES_MIN:
        raise Refused(
            f"{path} holds {len(passphrase)} bytes, a passphrase has at least {PASSPHRASE_BYTES_MIN}",
            cause="certs.passphrase",
        )
    return passphrase


def write_whole(path: Path, content: bytes, *, mode: int) -> None:
    """Whole or not at all: a half-written key would lock everybody out."""
    part = path.with_suffix(path.suffix + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Of several processes of one hub, one at a time makes what the others then find."""
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, lock)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, lock: Path) -> None:
    end = time.monotonic() + WAIT_S_MAX
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise Unavailable(
                    f"another process has held {lock} for {WAIT_S_MAX:.0f} s; see what it does there",
                    cause="certs.locked",
                ) from error
            time.sleep(LOOK_S)
