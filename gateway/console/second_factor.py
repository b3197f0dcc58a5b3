"""The second factor: codes of a telephone (TOTP), none of them taken twice, and codes for when it is lost."""

from __future__ import annotations

import io
import secrets
from datetime import datetime
from hashlib import sha256

import pyotp
import segno

STEP_S = 30
# A telephone may be a step ahead or behind.
DRIFT = 1
RECOVERY_CODES = 10
ISSUER = "Lianqiao"
CODE_MAX = 40


def new_secret() -> bytes:
    return pyotp.random_base32(32).encode()


def matching_step(secret: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is, if it is later than `after`; every step is compared, right or wrong."""
    totp = pyotp.TOTP(secret.decode(), interval=STEP_S)
    plain = "".join(code.split())
    present = int(now.timestamp()) // STEP_S
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        right = secrets.compare_digest(totp.generate_otp(step).encode(), plain.encode())
        if right and step > after:
            found = step
    return found


def address(secret: bytes, name: str) -> str:
    """What a telephone's program reads from the picture."""
    return pyotp.TOTP(secret.decode(), interval=STEP_S).provisioning_uri(name=name, issuer_name=ISSUER)


def picture(secret: bytes, name: str) -> str:
    """The address as an SVG, dark on light whatever the page's colours are: telephones want it so."""
    out = io.BytesIO()
    segno.make(address(secret, name), error="m").save(
        out,
        kind="svg",
        scale=5,
        border=3,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        omitsize=False,
    )
    return out.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """80 bits each, so that a plain hash keeps them."""
    return ["-".join(secrets.token_hex(4) for _ in range(3))[:26] for _ in range(RECOVERY_CODES)]


def recovery_hash(name: str, code: str) -> str:
    plain = code.strip().lower().replace(" ", "").replace("-", "")
    return sha256(f"{name}/{plain}".encode()).hexdigest()
