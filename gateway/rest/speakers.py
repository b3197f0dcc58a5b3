"""In whose name something speaks, read before anything of it is believed."""

from __future__ import annotations

import msgspec

from core.kernel.errors import UNDECODABLE


class _Named(msgspec.Struct):
    agent: str = ""


class _Envelope(msgspec.Struct):
    signed: str = ""


_NAMED, _ENVELOPE = msgspec.json.Decoder(_Named), msgspec.json.Decoder(_Envelope)


def agent_of_frame(raw: bytes) -> str:
    """The agent that the header names; "" where the frame cannot be read."""
    return _agent(raw[8 : 8 + int.from_bytes(raw[4:8], "big")])


def agent_of_text(text: bytes) -> str:
    """The agent that a signed text names; "" where it cannot be read."""
    try:
        return _agent(_ENVELOPE.decode(text).signed.encode())
    except (*UNDECODABLE, UnicodeEncodeError):
        return ""


def _agent(said: bytes) -> str:
    try:
        return _NAMED.decode(said).agent
    except (*UNDECODABLE, UnicodeEncodeError):
        return ""
