"""Compares what is stored with what the audit said of it when it was written, row by row."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from core.hub.audit import RUN, AuditEntry
from core.hub.audit_leaves import DocumentLeaf, Leaf, RunText, content_of, leaf_of
from core.hub.audit_verify import FOUND_MAX, Finding
from core.hub.documents import Effect, StoredDocument
from core.hub.months import gone_with
from core.hub.ports import Store

ROWS_MAX = 100_000
# Documents whose newer writing has yet to come by; beyond this they are no longer followed.
WAITING_MAX = 1_000_000
Place = tuple[int, int, int]


class Recheck:
    """Is given the entries of partitions in their order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[Place, int] = {}
        self.found: list[Finding] = []
        self.documents = 0

    def take(self, entry: AuditEntry) -> None:
        """Looks at every message that this unit of work handled."""
        if entry.kind != RUN:
            return
        try:
            text = msgspec.json.decode(entry.text, type=RunText)
        except msgspec.MsgspecError:
            self._find(f"partition {entry.chain}, entry {entry.number}", "holds no text of a unit of work")
            return
        for leaf in text.leaves:
            if self._was_let_go(entry.chain, leaf.number):
                continue
            self._arrival(entry.chain, leaf)
            self._documents(entry.chain, leaf, text)

    def came_later(self, entry: AuditEntry) -> None:
        """An entry from after the reading ended: what it wrote anew need not be waited for."""
        text = msgspec.json.decode(entry.text, type=RunText)
        for leaf in text.leaves:
            for document in leaf.documents:
                place = (entry.chain, leaf.number, document.ordinal)
                if self._waiting.get(place) == text.handled:
                    del self._waiting[place]

    def waits_for(self, partition: int) -> bool:
        return any(place[0] == partition for place in self._waiting)

    def close(self) -> list[Finding]:
        """All entries came by."""
        for (partition, number, ordinal), handled in self._waiting.items():
            place = f"document {partition}/{number}/{ordinal}"
            self._find(place, f"says that unit of work {handled} wrote it, which the audit does not know")
        return self.found

    def _was_let_go(self, partition: int, number: int) -> bool:
        """Retention let it go with its month: what the audit says of it is all there is."""
        return self._store.arrival(partition, number) is None and bool(
            gone_with(self._store, partition, number)
        )

    def _arrival(self, partition: int, leaf: Leaf) -> None:
        arrival = self._store.arrival(partition, leaf.number)
        place = f"message {partition}/{leaf.number}"
        if arrival is None:
            self._find(place, "is missing")
        elif arrival.sha256 != leaf.raw or arrival.delivery != leaf.delivery:
            self._find(place, "was touched: its hash or its delivery is not what came in")
        elif arrival.body is not None and sha256(arrival.body).digest() != leaf.raw:
            self._find(place, "was touched: its raw bytes are not those that came in")

    def _documents(self, partition: int, leaf: Leaf, text: RunText) -> None:
        number = leaf.number
        rows = self._store.rows(StoredDocument, limit=ROWS_MAX, partition=partition, number=number)
        effects = self._store.rows(Effect, limit=ROWS_MAX, partition=partition, number=number)
        said = {one.ordinal: one for one in leaf.documents if one.ordinal >= 0}
        for row in rows:
            place = (partition, leaf.number, row.ordinal)
            if self._waiting.get(place) == text.handled:
                del self._waiting[place]
            one = said.pop(row.ordinal, None)
            if row.handled == text.handled:
                self._row(row, one, [effect for effect in effects if effect.ordinal == row.ordinal])
            elif (row.handled > text.handled or text.why == "new") and len(self._waiting) < WAITING_MAX:
                # A later try wrote it anew: its own entry says how.
                self._waiting[place] = row.handled
        for ordinal in said:
            self._find(f"document {partition}/{leaf.number}/{ordinal}", "is missing")

    def _row(self, row: StoredDocument, said: DocumentLeaf | None, effects: list[Effect]) -> None:
        self.documents += 1
        place = f"document {row.partition}/{row.number}/{row.ordinal}"
        if said is None:
            self._find(place, "was put in: the audit does not know it")
            return
        content = content_of(row)
        found = leaf_of(row, content, effects)
        if found == said or self._written_anew(row):
            return
        if content != said.content:
            self._find(place, f"was touched: its body is not what was written ({row.type} {row.key})")
        elif len(effects) != said.effects:
            self._find(place, f"had {said.effects} effects and has {len(effects)} ({row.type} {row.key})")
        else:
            self._find(place, f"was touched: its row or an effect of it ({row.type} {row.key})")

    def _written_anew(self, row: StoredDocument) -> bool:
        """Whether a later try wrote it while it was looked at: its own entry says how."""
        kept = self._store.get(StoredDocument, row.partition, row.number, row.ordinal, row.month)
        if kept is None or kept.handled <= row.handled:
            return False
        self._waiting[row.partition, row.number, row.ordinal] = kept.handled
        return True

    def _find(self, place: str, text: str) -> None:
        if len(self.found) < FOUND_MAX:
            self.found.append(Finding(place, text))
