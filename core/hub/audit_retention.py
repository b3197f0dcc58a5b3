"""Old months of the audit go whole, after a signed checkpoint has named where each chain was at their end."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.hub.arrivals import month_of
from core.hub.audit import AuditLetGo
from core.hub.audit_checkpoints import CheckpointText, Named, fingerprint, lock_checkpoints, write_checkpoint
from core.hub.collisions import again_on_collision
from core.hub.ports import Head, Signer, Store

# Accounting law keeps vouchers for thirty years where they are archived; the audit is kept for as long.
AUDIT_YEARS = 30


class AuditMonths(Protocol):
    """The audit by months, as only retention looks at it."""

    def oldest(self) -> int:
        """The oldest month that has any entry, yyyymm; 0 if there is none."""
        ...

    def ends(self, month: int) -> list[Head]:
        """The last entry that each chain has up to this month."""
        ...

    def drop(self, month: int) -> None:
        """Lets all entries of a month go, which an AuditLetGo names."""
        ...


class AuditRetention:
    """Lets one month go at a turn."""

    def __init__(self, store: Store, months: AuditMonths, key: Signer) -> None:
        self._store = store
        self._months = months
        self._key = key

    def keep(self, at: datetime, *, years: int = AUDIT_YEARS) -> int:
        """The month that went, 0 for none. What was named and not dropped yet is dropped first."""
        month = self._months.oldest()
        if not month or month >= month_of(at) - years * 100:
            return 0
        again_on_collision(lambda: self._name(month), what="the audit's retention")
        self._months.drop(month)
        return month

    def _name(self, month: int) -> None:
        if self._store.get(AuditLetGo, month) is not None:
            return
        with self._store.unit() as unit:
            head = lock_checkpoints(unit)
            gone = [Named(one.chain, one.number, one.hash) for one in self._months.ends(month)]
            text = CheckpointText(key=fingerprint(self._key.public_key), heads=[], month=month, let_go=gone)
            entry = write_checkpoint(unit, self._key, head, text)
            unit.shelf(AuditLetGo).add(AuditLetGo(month=month, checkpoint=entry.number, at=unit.now))
