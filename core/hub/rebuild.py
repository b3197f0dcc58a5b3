"""Rebuild: every unit of work once more, in the order of commit, into empty books; nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from typing import ClassVar, Literal

import msgspec

from core.hub.arrivals import Arrival, ContractSwitch
from core.hub.differences import Change, changes
from core.hub.documents import Handled
from core.hub.handle_run import RunHandler
from core.hub.months import gone_with
from core.hub.normalize import Normalizer, Prepared
from core.hub.ports import Library, Rooms, Store
from core.hub.records import RECORDS, Key, Record, key_of
from core.hub.retention import is_forgotten
from core.hub.retries import Retries
from core.kernel.errors import Broken

PAGE = 2000
SWITCHES_MAX = 10_000
DIFFERENCES_MAX = 100
_LAST = 2**62
# A number is taken at the end of a unit of work: one that is missing so long was undone and never comes.
OPEN_MAX = timedelta(minutes=5)


class RebuildProgress(Record, frozen=True, kw_only=True):
    """In the new books: the last unit of work they hold."""

    TABLE: ClassVar[str] = "hub_rebuild_progress"
    KEY: ClassVar[tuple[str, ...]] = ("books",)

    books: str
    handled: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A row that the rebuild does not have (missing), has alone (extra), or has otherwise (changed)."""

    table: str
    key: str
    what: Literal["missing", "extra", "changed"]
    changes: tuple[Change, ...] = ()


class SilentLibrary:
    """The published artifacts; nobody outside wants to hear of a rebuild."""

    def __init__(self, library: Library) -> None:
        self.contract = library.contract
        self.mapping = library.mapping
        self.reader = library.reader

    def subscriptions(self, message_type: str) -> Sequence[object]:
        return ()


class Rebuild:
    """From the message store of `source` into the books of `target`, which nobody else writes."""

    def __init__(
        self, source: Store, target: Store, normalizer: Normalizer, library: Library, rooms: Rooms
    ) -> None:
        self._source = source
        self._target = target
        self._normalizer = normalizer
        self._library = SilentLibrary(library)
        self._rooms = rooms
        self._switches: dict[int, list[ContractSwitch]] = {}
        self.waits = False

    @property
    def position(self) -> int:
        """The last unit of work that the new books hold."""
        progress = self._target.get(RebuildProgress, "books")
        return progress.handled if progress is not None else 0

    def run(self) -> int:
        """Everything there is; how many units of work were done again."""
        done = 0
        while moved := self.step(PAGE):
            done += moved
        return done

    def step(self, limit: int, *, beside: bool = False) -> int:
        """At most `limit` units of work, each in one of its own; goes on where the new books are.

        beside: the hub is at work. Of two workers the later number may be committed first, so what is behind
        a missing one `waits` until it comes or is too old to come.
        """
        done = 0
        self.waits = False
        for handled, rows in self._units(limit):
            if beside and self._may_come(rows[0]):
                self.waits = True
                break
            prepared = [one for row in rows for one in self._prepare(row)]
            with self._target.unit() as unit:
                handler = RunHandler(unit, self._rooms, self._library, Retries())
                handler.handle(prepared, again=rows[0].why == "retry")
                handler.keep(handled)
                unit.shelf(RebuildProgress).put(RebuildProgress(books="books", handled=handled))
            done += 1
        return done

    def _may_come(self, row: Handled) -> bool:
        """Whether a unit of work with a number before this one may still be open."""
        if row.handled == self.position + 1:
            return False
        with self._source.unit() as unit:
            return row.at > unit.now - OPEN_MAX

    def _units(self, limit: int) -> Iterator[tuple[int, list[Handled]]]:
        rows = self._source.rows(Handled, limit=PAGE, after=(self.position, _LAST))
        units = [(handled, list(group)) for handled, group in groupby(rows, key=lambda row: row.handled)]
        # The last one of a full page may not be whole; it comes whole on the next.
        yield from units[: min(limit, len(units) - 1 if len(rows) == PAGE else limit)]

    def _prepare(self, row: Handled) -> Iterator[Prepared]:
        """The arrivals of the range as they were understood then: by the contract in force at each number."""
        hash_ = row.contract if row.why == "retry" else self._contract_at(row.partition, row.first - 1)
        for arrival in self._arrivals(row):
            prepared = self._normalizer.prepare(arrival, self._library.contract(hash_) if hash_ else None)
            hash_ = prepared.switch or hash_
            yield prepared

    def _arrivals(self, row: Handled) -> list[Arrival]:
        count = row.last - row.first + 1
        arrivals = self._source.run(row.partition, row.first - 1, count)
        whole = [one.number for one in arrivals if not is_forgotten(one)]
        if whole != list(range(row.first, row.last + 1)):
            gone = gone_with(self._source, row.partition, row.first)
            since = f" ({gone.text})" if gone is not None else ""
            raise Broken(
                f"of {row.partition}/{row.first} to {row.last} only {len(whole)} messages are kept; the"
                f" books cannot be rebuilt from before that{since}",
                cause="rebuild.messages_gone",
            )
        return arrivals

    def _contract_at(self, partition: int, position: int) -> str:
        if partition not in self._switches or all(s.number < position for s in self._switches[partition]):
            self._switches[partition] = self._source.rows(
                ContractSwitch, limit=SWITCHES_MAX, partition=partition
            )
        known = self._switches[partition]
        return next((one.contract for one in reversed(known) if one.number <= position), "")


def compare(books: Store, rebuilt: Store, *, limit: int = DIFFERENCES_MAX) -> list[Difference]:
    """Every book table, byte for byte; at most `limit` differences. Both must stand still meanwhile."""
    found: list[Difference] = []
    for kind in (RECORDS[name] for name in sorted(RECORDS) if RECORDS[name].BOOK):
        found.extend(_compare_table(kind, books, rebuilt, limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _compare_table(kind: type[Record], books: Store, rebuilt: Store, limit: int) -> list[Difference]:
    """Hashes of one side, rows of the other: no order of the databases is relied on."""
    left = {key_of(row): _digest(row) for row in _rows(kind, books)}
    found = []
    for row in _rows(kind, rebuilt):
        known = left.pop(key_of(row), None)
        if known is None:
            found.append(_difference(kind, key_of(row), "extra"))
        elif known != _digest(row):
            before = books.get(kind, *key_of(row))
            found.append(_difference(kind, key_of(row), "changed", before, row))
        if len(found) >= limit:
            return found
    found += [_difference(kind, key, "missing") for key in left]
    return found[:limit]


def _difference(
    kind: type[Record],
    key: Key,
    what: Literal["missing", "extra", "changed"],
    before: Record | None = None,
    after: Record | None = None,
) -> Difference:
    differing = changes(_bytes(before), _bytes(after)) if before is not None and after is not None else ()
    return Difference(table=kind.TABLE, key=" ".join(str(part) for part in key), what=what, changes=differing)


def _rows(kind: type[Record], store: Store) -> Iterator[Record]:
    after: Key | None = None
    while True:
        rows = store.rows(kind, limit=PAGE, after=after)
        yield from rows
        if len(rows) < PAGE:
            return
        after = key_of(rows[-1])


def _digest(row: Record) -> bytes:
    return sha256(_bytes(row)).digest()[:16]


def _bytes(row: Record | None) -> bytes:
    return msgspec.json.encode(row)
