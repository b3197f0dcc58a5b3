"""A webhook's secrets: today's, and for a while the one before it, so that the partner can change."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from core.kernel.errors import Refused

SECRET_BYTES, SECRET_BYTES_MIN = 32, 16
PREFIX = b"whsec_"
ID_LENGTH = 8
# What is hashed with a secret to name it: its id tells nothing of it, and is that of no other use of it.
_ID = b"lianqiao webhook secret "


class Secret(msgspec.Struct, frozen=True):
    """One secret; until: when it ends, None = not yet replaced."""

    key: bytes
    until: datetime | None = None

    @property
    def id(self) -> str:
        """What it is called in a header, by `hub endpoint` and at the partner."""
        return sha256(_ID + self.key).hexdigest()[:ID_LENGTH]


class Secrets(msgspec.Struct, frozen=True):
    """What stands in a secret file: the secret, then in lines `<until> <secret>` those before it."""

    present: Secret
    before: tuple[Secret, ...] = ()

    def at(self, moment: datetime) -> tuple[Secret, ...]:
        """Those that hold at this moment, today's first."""
        return (self.present, *(one for one in self.before if one.until is not None and one.until > moment))


def read_secrets(text: bytes) -> Secrets:
    """Refused for a file without a secret, with a short one, or a line that is none; none is repeated."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("its secret file is empty; `hub endpoint rotate` writes one", cause="webhook.secret")
    return Secrets(Secret(_key(lines[0])), tuple(_before(line) for line in lines[1:]))


def rotated(text: bytes, *, until: datetime, at: datetime) -> tuple[bytes, str]:
    """(the file with a new secret, that secret): the one of today holds until then, older ones as they did.

    A file that is empty gets its first secret.
    """
    new = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES))
    kept: list[bytes] = []
    if text.strip():
        known = read_secrets(text)
        kept = [_line(Secret(known.present.key, until)), *(_line(one) for one in known.at(at)[1:])]
    return b"\n".join((new, *kept)) + b"\n", new.decode()


def _line(secret: Secret) -> bytes:
    until = secret.until.isoformat(timespec="seconds") if secret.until else ""
    return until.encode() + b" " + PREFIX + base64.b64encode(secret.key)


def _before(line: bytes) -> Secret:
    said, _, secret = line.partition(b" ")
    try:
        until = datetime.fromisoformat(said.decode())
        if until.tzinfo is None:
            raise ValueError("no zone")
    except ValueError as error:
        wrong = "a line after the first is no `<until> <secret>`, such as 2026-11-24T08:00:00+00:00 whsec_…"
        raise Refused(f"its secret file: {wrong}", cause="webhook.secret") from error
    return Secret(_key(secret.strip()), until.astimezone(UTC))


def _key(secret: bytes) -> bytes:
    """`whsec_<base64>` as Standard Webhooks hands secrets out, or the bytes as they are."""
    key = secret
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            key = b""
    if len(key) < SECRET_BYTES_MIN:
        raise Refused(
            f"its secret has {len(key)} bytes, at least {SECRET_BYTES_MIN} are needed", cause="webhook.secret"
        )
    return key
