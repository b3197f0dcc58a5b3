"""A rebuild as a plan: some units of work a turn, then the books are compared and it says how they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from core.hub import plan_records
from core.hub.audit_desk import CLOCK, Noted, note
from core.hub.plan_records import Plan, Selection
from core.hub.ports import Store, Unit
from core.hub.rebuild import Difference, Rebuild, compare
from core.kernel.errors import Refused

UNITS_A_TURN = 200
TEXT_MAX = 2000
NAMED_MAX = 10


class Rebuilding:
    """Brings rebuilds on. How far one has come stands in its own books, so a lost place only begins anew."""

    def __init__(
        self, store: Store, books: Callable[[str], Store] | None, make: Callable[[Store], Rebuild]
    ) -> None:
        self._store = store
        self._books = books
        self._make = make

    def require(self, selection: Selection) -> None:
        """Refused where nothing can be rebuilt, or for a part: the books hang together."""
        if self._books is None:
            raise Refused("this hub has no place for the books of a rebuild", cause="plan.no_books")
        if selection != Selection():
            raise Refused("a rebuild takes everything; choose nothing", cause="plan.rebuild_part")

    def bring_on(self, plan: Plan) -> bool:
        """Some more units of work, or, when there are none left, the comparison."""
        if plan.state != plan_records.RUNNING or self._books is None:
            return False
        books = self._books(plan.plan_id)
        rebuild = self._make(books)
        if rebuild.step(UNITS_A_TURN, beside=True):
            return self._write(plan, cursor=rebuild.position)
        if rebuild.waits:
            return False
        found = compare(self._store, books)
        if found and (rebuild.step(1, beside=True) or rebuild.waits):
            # The hub went on while the books were compared; they are compared again after catching up.
            return self._write(plan, cursor=rebuild.position)
        return self._write(
            plan, state=plan_records.DONE, failed=len(found), text=_said(found, rebuild.position)
        )

    def _write(self, plan: Plan, **changed: object) -> bool:
        with self._store.unit() as unit:
            now = unit.shelf(Plan).get(plan.plan_id)
            if now is None or now.state != plan_records.RUNNING:
                return False
            if changed.get("state") == plan_records.DONE:
                changed["ended_at"] = unit.now
            moved = msgspec.structs.replace(now, **changed)
            unit.shelf(Plan).put(moved)
            note_moved(unit, now, moved, by=CLOCK)
        return True


def note_moved(unit: Unit, before: Plan, after: Plan, *, by: str) -> None:
    """Notes that a plan was started, paused, cancelled, stopped or is done; what it hands on is no act."""
    if before.state != after.state:
        change = f"{before.state} -> {after.state}"
        what = f"plan.{after.state}"
        note(unit, Noted(by=by, what=what, on=after.plan_id, why=after.text or after.reason, change=change))


def _said(found: Sequence[Difference], position: int) -> str:
    if not found:
        return f"the books are the same to the last byte, up to unit of work {position}"
    named = "; ".join(f"{one.what} {one.table} {one.key}" for one in found[:NAMED_MAX])
    return f"{len(found)} rows differ, up to unit of work {position}: {named}"[:TEXT_MAX]
