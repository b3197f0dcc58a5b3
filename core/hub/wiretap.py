"""Wire tap: copies of chosen messages for an operator's eyes, for some minutes; the flow does not feel it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from core.hub.arrivals import Stream
from core.hub.audit_desk import CLOCK, Noted, note
from core.hub.documents import Handled, StoredDocument
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused
from core.kernel.ids import message_id

MINUTES_MAX = 24 * 60
COPIES_MAX = 1000
TAPS_MAX = 20
BODY_BYTES_MAX = 64 * 1024
# Units of work may be committed in another order than that of their numbers; so far back is looked again.
OVERLAP = 200
HANDLED_MAX = 2000
DOCUMENTS_MAX = 10_000
# A unit of work that began in time may be committed a little after the tap is over.
LATE_S = 60


class Tap(Record, frozen=True, kw_only=True):
    """One tap: which messages ("" = any; a type may be a beginning), how many are kept, and until when.

    since: the number of the last unit of work before it was opened; cursor: the last that was looked at;
    seen: those of the last few numbers that were, as JSON. copied: how many copies were made; the newest
    `size` are kept.
    """

    TABLE: ClassVar[str] = "hub_tap"
    KEY: ClassVar[tuple[str, ...]] = ("tap",)

    tap: str
    partner: str
    type: str
    size: int
    opened_by: str
    opened_at: datetime
    until: datetime
    since: int
    cursor: int
    seen: bytes
    copied: int


class TapCopy(Record, frozen=True, kw_only=True):
    """One copy in the ring of a tap: the canonical document, its outcome and where it stands."""

    TABLE: ClassVar[str] = "hub_tap_copy"
    KEY: ClassVar[tuple[str, ...]] = ("tap", "place")

    tap: str
    place: int
    copy: int
    handled: int
    partition: int
    number: int
    ordinal: int
    partner: str
    type: str
    key: str
    outcome: str
    reason: str
    body: bytes
    cut: bool
    copied_at: datetime


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a tap is opened for."""

    partner: str = ""
    type: str = ""
    minutes: int = 10
    size: int = 200


class WireTaps:
    """Opens taps, and copies to them what was handled since; copying reads the store like anybody else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._partners: dict[int, str] = {}

    def open(self, wanted: Wanted, *, who: str) -> Tap:
        """Begins with the next unit of work. Refused beyond its limits, or with too many taps open."""
        if not 1 <= wanted.minutes <= MINUTES_MAX or not 1 <= wanted.size <= COPIES_MAX:
            raise Refused(
                f"a tap is open for 1 to {MINUTES_MAX} minutes and keeps 1 to {COPIES_MAX} messages",
                cause="tap.limits",
            )
        with self._store.unit() as unit:
            if len([tap for tap in unit.shelf(Tap).find() if tap.until > unit.now]) >= TAPS_MAX:
                raise Refused(f"{TAPS_MAX} taps are open; close one first", cause="tap.too_many")
            since = unit.take_handled()
            tap = Tap(
                tap=message_id(who, "tap", f"{unit.now.isoformat()}/{since}").hex,
                partner=wanted.partner,
                type=wanted.type,
                size=wanted.size,
                opened_by=who,
                opened_at=unit.now,
                until=unit.now + timedelta(minutes=wanted.minutes),
                since=since,
                cursor=since,
                seen=b"[]",
                copied=0,
            )
            unit.shelf(Tap).add(tap)
            said = (
                f"{wanted.type or 'any type'} of {wanted.partner or 'any partner'}, {wanted.minutes} minutes"
            )
            note(unit, Noted(by=who, what="tap.opened", on=tap.tap, change=said))
        return tap

    def close(self, tap_id: str, *, who: str = CLOCK) -> None:
        """Ends it and throws its copies away; one that is gone already stays gone."""
        with self._store.unit() as unit:
            for copy in unit.shelf(TapCopy).find(tap=tap_id):
                unit.shelf(TapCopy).remove(copy.tap, copy.place)
            if unit.shelf(Tap).get(tap_id) is not None:
                unit.shelf(Tap).remove(tap_id)
                note(unit, Noted(by=who, what="tap.closed", on=tap_id))

    def taps(self) -> list[Tap]:
        """Those that are there, open or over, until they are thrown away."""
        return self._store.rows(Tap, limit=TAPS_MAX * 10)

    def copies(self, tap_id: str) -> list[TapCopy]:
        """What the ring holds, newest first."""
        rows = self._store.rows(TapCopy, limit=COPIES_MAX, tap=tap_id)
        return sorted(rows, key=lambda copy: -copy.copy)

    def copy_due(self) -> int:
        """Copies to every open tap what was handled since the last time; how many."""
        taps = self.taps()
        if not taps:
            return 0
        with self._store.unit() as unit:
            border = unit.now - timedelta(seconds=LATE_S)
        return sum(self._copy(tap) for tap in taps if tap.until > border)

    def throw_away(self, *, older_than_s: float) -> int:
        """Closes the taps that were over so long ago; how many."""
        with self._store.unit() as unit:
            border = unit.now - timedelta(seconds=older_than_s)
            old = [tap.tap for tap in unit.shelf(Tap).find() if tap.until <= border]
        for tap_id in old:
            self.close(tap_id)
        return len(old)

    def _copy(self, tap: Tap) -> int:
        seen = set(msgspec.json.decode(tap.seen, type=list[int]))
        runs = self._runs(max(tap.since, tap.cursor - OVERLAP))
        numbers = sorted({run.handled for run in runs if run.at <= tap.until} - seen)
        found = [row for number in numbers for row in self._documents(number) if self._fits(row, tap)]
        cursor = max([tap.cursor, *(run.handled for run in runs)])
        kept = [number for number in sorted(seen.union(numbers)) if number > cursor - OVERLAP]
        with self._store.unit() as unit:
            now = unit.shelf(Tap).get(tap.tap)
            if now is None or now.copied != tap.copied or now.seen != tap.seen:
                return 0
            looked = msgspec.structs.replace(now, cursor=cursor, seen=msgspec.json.encode(kept))
            return self._keep(unit, looked, found[-tap.size :])

    def _runs(self, after: int) -> list[Handled]:
        """Units of work after that number; one cut by the page's end comes whole with the next page."""
        rows = self._store.rows(Handled, limit=HANDLED_MAX, after=(after, 2**62))
        if len(rows) < HANDLED_MAX:
            return rows
        return [row for row in rows if row.handled != rows[-1].handled]

    def _documents(self, handled: int) -> list[StoredDocument]:
        return self._store.rows(StoredDocument, limit=DOCUMENTS_MAX, handled=handled)

    def _fits(self, row: StoredDocument, tap: Tap) -> bool:
        return row.type.startswith(tap.type) and tap.partner in ("", self._partner(row.partition))

    def _partner(self, partition: int) -> str:
        if partition not in self._partners:
            streams = self._store.rows(Stream, limit=1, partition=partition)
            self._partners[partition] = streams[0].partner if streams else ""
        return self._partners[partition]

    def _keep(self, unit: Unit, tap: Tap, rows: list[StoredDocument]) -> int:
        for number, row in enumerate(rows, tap.copied):
            unit.shelf(TapCopy).put(self._copy_of(row, tap, number, unit.now))
        unit.shelf(Tap).put(msgspec.structs.replace(tap, copied=tap.copied + len(rows)))
        return len(rows)

    def _copy_of(self, row: StoredDocument, tap: Tap, number: int, at: datetime) -> TapCopy:
        return TapCopy(
            tap=tap.tap,
            place=number % tap.size,
            copy=number,
            handled=row.handled,
            partition=row.partition,
            number=row.number,
            ordinal=row.ordinal,
            partner=self._partner(row.partition),
            type=row.type,
            key=row.key,
            outcome=row.outcome,
            reason=row.reason,
            body=row.body[:BODY_BYTES_MAX],
            cut=len(row.body) > BODY_BYTES_MAX,
            copied_at=at,
        )
