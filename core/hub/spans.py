"""Spans: what is told of the stations of a sampled message to whoever collects traces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, Protocol

import msgspec

Kind = Literal["inside", "server", "client", "producer", "consumer"]
NEVER = datetime.min.replace(tzinfo=UTC)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One station: from when to when, in which trace, below which span; failed says why, "" = it did not.

    service: who did it, "" = this process. links: (trace, span) of what it was a part of and others were too.
    """

    trace: bytes
    span: bytes
    parent: bytes
    name: str
    began: datetime
    ended: datetime
    kind: Kind = "inside"
    said: Mapping[str, str | int] = {}
    failed: str = ""
    service: str = ""
    links: tuple[tuple[bytes, bytes], ...] = ()


class Spans(Protocol):
    """Where they are told; what becomes of them is never anybody's business here."""

    def wants(self, trace: bytes | None) -> bool:
        """Whether this trace is sampled: the same answer in every process."""
        ...

    def moment(self) -> datetime:
        """Now, by the clock that spans are timed by."""
        ...

    def tell(self, span: Span) -> None:
        """Never waits and never fails: what cannot be kept is dropped, and counted."""
        ...


class Untold:
    """Nobody collects traces: no clock is looked at, nothing is made."""

    def wants(self, trace: bytes | None) -> bool:
        return False

    def moment(self) -> datetime:
        return NEVER

    def tell(self, span: Span) -> None:
        """Nobody hears it."""


UNTOLD = Untold()
