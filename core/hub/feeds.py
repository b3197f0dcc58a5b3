"""What is known of a partner's feeds, and which of them fell silent (C05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from core.hub.contracts import Contract


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed brought in a while. first_at, last_at: its arrivals, None where there are none.

    rows: of what was understood, each once, as far as was asked. waiting: not all of it was handled yet.
    """

    first_at: datetime | None = None
    last_at: datetime | None = None
    rows: int = 0
    waiting: bool = False


class Rejects(msgspec.Struct, frozen=True, kw_only=True):
    """Documents that were refused, and arrivals or parts of them that could not be read."""

    refused: int = 0
    unreadable: int = 0

    @property
    def all(self) -> int:
        return self.refused + self.unreadable


class Feeds(Protocol):
    """Who was heard when, and what came; every answer is bounded by the while or the count that is asked."""

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        """Whether a document of this source came in at or after that moment."""
        ...

    def fresh_since(self, partner: str, source: str, since: datetime) -> bool:
        """Whether anything of this source came in since then that also happened since then."""
        ...

    def came(self, feed: tuple[str, str], since: datetime, until: datetime, *, rows_max: int) -> Came:
        """What a source (partner, source) brought from one moment up to the other."""
        ...

    def rejects(self, partner: str, since: datetime, *, limit: int) -> Rejects: ...

    def documents(self, partner: str, since: datetime, *, limit: int) -> int:
        """How many documents were understood of what came since then."""
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


# The moment before which lies so much of the contract's time, None where nobody knows.
Back = Callable[[datetime, int], datetime | None]


def plainly(at: datetime, seconds: int) -> datetime | None:
    """Without a calendar all time counts."""
    return at - timedelta(seconds=seconds)


def listen(
    contract: Contract, published_at: datetime, feeds: Feeds, at: datetime, back: Back = plainly
) -> Iterator[Silence]:
    """Every feed of the contract that has a limit; one that was published later than that has time yet."""
    for feed in contract.feeds:
        since = back(at, feed.silent_after_s) if feed.silent_after_s else None
        if since is None:
            continue
        silent = published_at <= since and not feeds.heard_since(contract.partner, feed.source, since)
        yield Silence(
            partner=contract.partner,
            source=feed.source,
            site=contract.sites[0].id if len(contract.sites) == 1 else "",
            silent=silent,
            text=f"{contract.partner}/{feed.source} sent nothing since {since:%Y-%m-%d %H:%M:%SZ};"
            f" {feed.silent_after_s} s of silence are allowed",
        )


class _Rows(msgspec.Struct):
    """What of a canonical body stands for rows of the partner's."""

    lines: list[msgspec.Raw] | None = None
    lots: list[msgspec.Raw] | None = None


def rows_in(body: bytes) -> int:
    """How many rows a document has: its lines or lots; one that has neither is a row itself."""
    read = msgspec.json.decode(body, type=_Rows)
    listed = read.lines if read.lines is not None else read.lots
    return 1 if listed is None else len(listed)
