"""Reads the audit in the order it is verified in: what a checkpoint names, then the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from core.hub.audit import CHECKPOINTS, AuditEntry, AuditLetGo
from core.hub.audit_checkpoints import Named, heads_of, text_of
from core.hub.ports import Head, Store

ENTRIES_A_PAGE = 50
MONTHS_MAX = 10_000
_MONTH_MAX = 999_999


class Walk:
    """One pass over the audit of a store: heads where a chain begins, and entries, some of them at a time.

    since, until: only what the checkpoints from the last before `since` to the first behind `until` name;
    what is not named yet comes only without `until`.
    """

    def __init__(self, store: Store, since: datetime | None = None, until: datetime | None = None) -> None:
        self._store = store
        self._since = since
        self._until = until
        self._last: dict[int, tuple[int, int]] = {}
        self._starts = {one.chain: one for one in _let_go(store)}

    def items(self) -> Iterator[Head | AuditEntry]:
        """A Head says where a chain begins of which entries are left out; it comes before its first entry."""
        for checkpoint in self._of(CHECKPOINTS, None):
            if not isinstance(checkpoint, AuditEntry):
                yield checkpoint
                continue
            if self._since is not None and checkpoint.at < self._since:
                self._pass_over(checkpoint)
                continue
            yield from self._started(CHECKPOINTS)
            for named in _named(checkpoint):
                if named.chain != CHECKPOINTS:
                    yield from self._of(named.chain, named.number)
            yield checkpoint
            if self._until is not None and checkpoint.at >= self._until:
                return
        if self._until is None:
            yield from self._tails()

    def _tails(self) -> Iterator[Head | AuditEntry]:
        for head in heads_of(self._store):
            if head.chain != CHECKPOINTS:
                yield from self._of(head.chain, None)

    def _pass_over(self, checkpoint: AuditEntry) -> None:
        """What it names lies before what is wanted: each chain begins behind it."""
        for one in (*_named(checkpoint), Named(CHECKPOINTS, checkpoint.number, checkpoint.hash)):
            self._starts[one.chain] = one

    def _started(self, chain: int) -> Iterator[Head]:
        begun = self._starts.pop(chain, None)
        if begun is not None:
            self._last[chain] = max(self._last.get(chain, (0, 0)), (begun.number, _MONTH_MAX))
            yield Head(chain=chain, number=begun.number, hash=begun.hash)

    def _of(self, chain: int, up_to: int | None) -> Iterator[Head | AuditEntry]:
        """The entries of a chain that were not read yet."""
        yield from self._started(chain)
        while True:
            number, month = self._last.get(chain, (0, _MONTH_MAX))
            wanted = ENTRIES_A_PAGE if up_to is None else min(ENTRIES_A_PAGE, up_to - number)
            if wanted < 1:
                return
            page = self._store.rows(AuditEntry, limit=wanted, after=(chain, number, month), chain=chain)
            for entry in page:
                if up_to is not None and entry.number > up_to:
                    return
                self._last[chain] = (entry.number, entry.month)
                yield entry
            if len(page) < wanted:
                return


def _named(checkpoint: AuditEntry) -> list[Named]:
    try:
        return text_of(checkpoint).heads
    except msgspec.MsgspecError:
        return []  # Whoever verifies it says so.


def _let_go(store: Store) -> Iterator[Named]:
    """The last entry of each chain that retention let go, the newest month last."""
    for month in store.rows(AuditLetGo, limit=MONTHS_MAX):
        for entry in store.rows(AuditEntry, limit=10, chain=CHECKPOINTS, number=month.checkpoint):
            yield from text_of(entry).let_go
