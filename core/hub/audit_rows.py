"""The desk's chain to read: newest first, by who, what, on what and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from core.hub.audit import DESK, AuditEntry, AuditHead
from core.hub.audit_desk import Noted, noted_of
from core.hub.ports import Store

PAGE = 200
# A question that fits hardly anything ends here, and can be asked on from there.
READ_MAX = 50_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One act or look."""

    number: int
    at: datetime
    kind: str
    hash: str
    noted: Noted


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which: by whom, whose act begins so, whose object has this in it, when, from before which entry."""

    who: str = ""
    what: str = ""
    on: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0

    def fits(self, row: Row) -> bool:
        said = row.noted
        fits = self.who in ("", said.by) and said.what.startswith(self.what) and self.on in said.on
        return fits and (self.until is None or row.at < self.until)


def rows_of(store: Store, wanted: Wanted, *, limit: int) -> list[Row]:
    """The newest that fit."""
    found: list[Row] = []
    for row in _newest(store, wanted.before):
        if wanted.since is not None and row.at < wanted.since:
            break
        if wanted.fits(row):
            found.append(row)
        if len(found) >= limit:
            break
    return found


def _newest(store: Store, before: int) -> Iterator[Row]:
    """By ranges of numbers, which have no gaps: no order from the end is asked of the store."""
    head = store.get(AuditHead, DESK)
    last = min(before - 1 if before else 2**62, head.number if head else 0)
    end = max(0, last - READ_MAX)
    while last > end:
        first = max(0, last - PAGE)
        after = (DESK, first, 999_999)
        page = store.rows(AuditEntry, limit=last - first, after=after, chain=DESK)
        yield from (_row(entry) for entry in reversed(page))
        last = first


def _row(entry: AuditEntry) -> Row:
    return Row(number=entry.number, at=entry.at, kind=entry.kind, hash=entry.hash.hex(), noted=_noted(entry))


def _noted(entry: AuditEntry) -> Noted:
    try:
        return noted_of(entry)
    except msgspec.MsgspecError:
        return Noted(by="?", what="unreadable", on="", why="it was touched; ask `hub audit verify`")
