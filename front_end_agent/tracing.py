"""The trace of a record (W3C Trace Context): what the device that pushed it said, else one made here."""

import hashlib
import os
import re
from datetime import datetime

STATE_CHARACTERS_MAX = 512
# A moment first, so that the hub's index of traces grows at its end; the rest is random.
MOMENT_BYTES, RANDOM_BYTES = 6, 10
_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}")


def new_trace(at: datetime) -> str:
    """A traceparent of our own making; whether it is recorded is decided by who records."""
    moment = int(at.timestamp() * 1000).to_bytes(MOMENT_BYTES, "big")
    drawn = os.urandom(RANDOM_BYTES + 8)
    return f"00-{moment.hex()}{drawn[:RANDOM_BYTES].hex()}-{drawn[RANDOM_BYTES:].hex()}-00"


def heard_trace(parent: str, state: str) -> tuple[str, str]:
    """What a device said, ("", "") where its traceparent makes no sense; tracestate whole or not at all."""
    found = _PARENT.fullmatch(parent.strip())
    if found is None or (parent.strip().startswith("00") and found[1]):
        return "", ""
    members = [member.strip() for member in state.split(",") if member.strip()]
    good = len(state) <= STATE_CHARACTERS_MAX and all(_MEMBER.fullmatch(member) for member in members)
    # Of a later version only what this one knows is carried on.
    return f"00{parent.strip()[2:55]}", ",".join(members) if good else ""


def trace_of_frame(sealed: bytes) -> str:
    """A frame has a trace of its own, its hash: it links the traces of its records, which may be many."""
    digest = hashlib.sha256(sealed[8 : 8 + int.from_bytes(sealed[4:8], "big")]).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-00"
