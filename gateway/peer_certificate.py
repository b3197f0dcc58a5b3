"""Who is at the other end of a TLS connection: uvicorn does not say, so its protocol is made to."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

EXTENSION = "lianqiao.peer"


class Peer(msgspec.Struct, frozen=True):
    """The certificate that was shown, as our authority has signed it; serial in hexadecimal.

    addresses: those it bears, by which our authority says whose it is.
    """

    serial: str
    fingerprint: str
    addresses: tuple[str, ...]
    not_before: datetime
    not_after: datetime


class AskingProtocol(H11Protocol):
    """One connection: every request on it bears the certificate of its handshake."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = peer_of(transport.get_extra_info("ssl_object"))
        app = self.app

        async def named(scope: Any, receive: Any, send: Any) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), EXTENSION: peer}
            await app(scope, receive, send)

        if peer is not None:
            self.app = named


def peer_of(tls: Any) -> Peer | None:
    """None where there is no TLS, or nothing was shown."""
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    if not shown:
        return None
    said = tls.getpeercert()
    return Peer(
        serial=f"{int(said['serialNumber'], 16):x}",
        fingerprint=sha256(shown).hexdigest(),
        addresses=tuple(value for kind, value in said.get("subjectAltName", ()) if kind == "URI"),
        not_before=_moment(said["notBefore"]),
        not_after=_moment(said["notAfter"]),
    )


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
