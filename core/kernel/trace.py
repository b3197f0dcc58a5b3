"""W3C Trace Context: which trace a message belongs to, read at the doors and written on whatever leaves."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256

import msgspec

TRACE_BYTES, SPAN_BYTES = 16, 8
# A moment first: ids of ours sort by time, so that their index grows at its end as a clock does. The rest is
# as good as random, which the standard asks of the last seven bytes.
MOMENT_BYTES = 6
STATE_CHARACTERS_MAX = 512
STATE_MEMBERS_MAX = 32
PARENT, STATE = "traceparent", "tracestate"
_PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_MEMBER = re.compile(
    r"[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)


class TraceContext(msgspec.Struct, frozen=True):
    """The trace, the span of whoever called (its parent), and what other vendors want carried on."""

    trace: bytes
    span: bytes
    state: str = ""


def read_trace(parent: str, state: str = "") -> TraceContext | None:
    """What the two headers say; None where the first makes no sense, for then a new trace begins."""
    found = _PARENT.fullmatch(parent.strip())
    if found is None:
        return None
    version, trace, span, _, more = found.groups()
    # What a later version says behind these four is not known here, and does no harm.
    if version == "ff" or (version == "00" and more) or not trace.strip("0") or not span.strip("0"):
        return None
    return TraceContext(bytes.fromhex(trace), bytes.fromhex(span), kept_state(state))


def kept_state(text: str) -> str:
    """The tracestate as it came; one that is too long or ill-formed is dropped whole, never cut."""
    members = [member.strip() for member in text.split(",") if member.strip()]
    if len(text) > STATE_CHARACTERS_MAX or len(members) > STATE_MEMBERS_MAX:
        return ""
    return ",".join(members) if all(_MEMBER.fullmatch(member) for member in members) else ""


def written(trace: bytes, span: bytes, *, sampled: bool = False) -> str:
    """The traceparent header of what this span leads to."""
    return f"00-{trace.hex()}-{span.hex()}-{'01' if sampled else '00'}"


def made_trace(at: datetime, about: str) -> bytes:
    """A new trace for what came without one: derived, so that who asks again gets the same."""
    moment = int(at.timestamp() * 1000).to_bytes(MOMENT_BYTES, "big")
    return moment + sha256(about.encode()).digest()[: TRACE_BYTES - MOMENT_BYTES]


def span_of(trace: bytes, station: str) -> bytes:
    """The span of one station in a trace: whoever comes later knows it without having been told."""
    return sha256(trace + station.encode()).digest()[:SPAN_BYTES]


def taken_span(trace: bytes, partition: int, number: int) -> bytes:
    """The span of an arrival being taken in: the parent of all that is done with it later."""
    return span_of(trace, f"taken {partition}/{number}")
