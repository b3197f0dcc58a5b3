"""The hub's secrets in a backup: sealed under a passphrase that is kept elsewhere, or not in it at all."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.kernel.errors import Refused

FILE = "keys.sealed"
# Of the home: the hub's signing key and seals, the authority and certificates, the secrets of partners.
FOLDERS = ("keys", "certs", "secrets")
MAGIC = b"lianqiao sealed 1\n"
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
COST, BLOCK, LANES = 2**16, 8, 1
PASSPHRASE_MIN = 12
SEALED_BYTES_MAX = 256 * 1024 * 1024


def read_passphrase(path: Path) -> bytes:
    """Raises Refused where the file cannot be read, or what it holds is guessed too easily."""
    try:
        said = path.read_bytes().strip()
    except OSError as error:
        raise Refused(f"the passphrase file {path} cannot be read: {error.strerror}") from error
    if len(said) < PASSPHRASE_MIN:
        raise Refused(f"the passphrase in {path} is under {PASSPHRASE_MIN} characters; take a longer one")
    return said


def seal(home: Path, target: Path, passphrase: bytes) -> str:
    """Writes all secrets of the home into one sealed file; its name."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in FOLDERS:
            if (home / name).is_dir():
                archive.add(home / name, arcname=name)
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, packed.getvalue(), MAGIC)
    path = target / FILE
    path.touch(mode=0o600)
    path.write_bytes(MAGIC + salt + nonce + sealed)
    return FILE


def unseal(source: Path, home: Path, passphrase: bytes) -> int:
    """Puts those back that are not there; how many. Refused with another passphrase; nothing is written."""
    path = source / FILE
    if path.stat().st_size > SEALED_BYTES_MAX:
        raise Refused(f"{path} is over {SEALED_BYTES_MAX} bytes; the keys of a hub are not")
    said = path.read_bytes()
    salt, rest = said[len(MAGIC) :][:SALT_BYTES], said[len(MAGIC) + SALT_BYTES :]
    try:
        packed = AESGCM(_key(passphrase, salt)).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], MAGIC)
    except (InvalidTag, ValueError) as error:
        raise Refused(
            f"{path} does not open: another passphrase sealed it, or it was altered; nothing was restored",
            cause="backup.passphrase",
        ) from error
    count = 0
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for member in archive.getmembers():
            if not (home / member.name).exists():
                archive.extract(member, home, filter="data")
                count += member.isfile()
    return count


def _key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=COST, r=BLOCK, p=LANES).derive(passphrase)
