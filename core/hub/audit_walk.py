"""Reads the whole audit in the order it is verified in: what a checkpoint names, then the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from core.hub.audit import CHECKPOINTS, AuditEntry, AuditLetGo
from core.hub.audit_checkpoints import Named, heads_of, text_of
from core.hub.ports import Head, Store

ENTRIES_A_PAGE = 50
MONTHS_MAX = 10_000


class Walk:
    """One pass over the audit of a store: heads where a chain begins, entries, never all of them at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dict[int, tuple[int, int]] = {}
        self._let_go = {one.chain: one for one in _let_go(store)}

    def items(self) -> Iterator[Head | AuditEntry]:
        """A Head says where a chain begins of which entries were let go; it comes before its first entry."""
        for checkpoint in self._of(CHECKPOINTS, None):
            for named in _named(checkpoint):
                if named.chain != CHECKPOINTS:
                    yield from self._of(named.chain, named.number)
            yield checkpoint
        for head in heads_of(self._store):
            if head.chain != CHECKPOINTS:
                yield from self._of(head.chain, None)

    def _of(self, chain: int, up_to: int | None) -> Iterator[Head | AuditEntry]:
        """The entries of a chain that were not read yet."""
        begun = self._let_go.pop(chain, None)
        if begun is not None:
            self._last.setdefault(chain, (begun.number, 0))
            yield Head(chain=chain, number=begun.number, hash=begun.hash)
        while True:
            number, month = self._last.get(chain, (0, 0))
            after = (chain, number, month or 999_999)
            wanted = ENTRIES_A_PAGE if up_to is None else min(ENTRIES_A_PAGE, up_to - number)
            if wanted < 1:
                return
            page = self._store.rows(AuditEntry, limit=wanted, after=after, chain=chain)
            for entry in page:
                if up_to is not None and entry.number > up_to:
                    return
                yield entry
                self._last[chain] = (entry.number, entry.month)
            if len(page) < wanted:
                return


def _named(checkpoint: Head | AuditEntry) -> list[Named]:
    if isinstance(checkpoint, Head):
        return []
    try:
        return text_of(checkpoint).heads
    except msgspec.MsgspecError:
        return []  # Whoever verifies it says so.


def _let_go(store: Store) -> Iterator[Named]:
    """The last entry of each chain that retention let go, the newest month last."""
    for month in store.rows(AuditLetGo, limit=MONTHS_MAX):
        for entry in store.rows(AuditEntry, limit=10, chain=CHECKPOINTS, number=month.checkpoint):
            yield from text_of(entry).let_go
