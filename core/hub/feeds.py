"""Feeds that fell silent: which sources of a contract should have spoken by now (C05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from core.hub.contracts import Contract


class Feeds(Protocol):
    """Who was heard when."""

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        """Whether a document of this source came in at or after that moment."""
        ...


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """One feed that promises to speak: whether it kept its promise, and the object of its alarm."""

    partner: str
    source: str
    site: str
    silent: bool
    text: str

    @property
    def object(self) -> str:
        return f"{self.partner}/{self.source}"


def listen(contract: Contract, published_at: datetime, feeds: Feeds, at: datetime) -> Iterator[Silence]:
    """Every feed of the contract that has a limit; one that was published later than that has time yet."""
    for feed in contract.feeds:
        if feed.silent_after_s == 0:
            continue
        since = at - timedelta(seconds=feed.silent_after_s)
        silent = published_at <= since and not feeds.heard_since(contract.partner, feed.source, since)
        yield Silence(
            partner=contract.partner,
            source=feed.source,
            site=contract.sites[0].id if len(contract.sites) == 1 else "",
            silent=silent,
            text=f"{contract.partner}/{feed.source} sent nothing since {since:%Y-%m-%d %H:%M:%SZ};"
            f" {feed.silent_after_s} s of silence are allowed",
        )
