"""Rows of the message list for given places: three questions for a whole page, no body is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from adapters.database.columns import from_micros
from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.records import Record
from core.hub.views import DOCUMENTS_SHOWN, Cursor, MessageRow, Outlet, Place, Wanted, state_of

FAILING = ("unreadable", "conflict", "refused")
_ARRIVAL = ("partition", "number", "received_at", "kind", "partner", "source", "site", "door", "name", "size")
_DOCUMENT = ("partition", "number", "ordinal", "type", "key", "cause", "outcome", "reason")
_FAILURE = ("partition", "number", "ordinal", "state", "outcome", "text", "message_type")


class Found(NamedTuple):
    """A row, where a page after it goes on, and every type its documents have."""

    row: MessageRow
    cursor: Cursor
    types: frozenset[str]

    def fits(self, wanted: Wanted) -> bool:
        """Whether the row is what is wanted, whichever way it was found."""
        row = self.row
        states = FAILING if wanted.state == "failing" else (wanted.state,)
        return (
            wanted.partner in ("", row.partner)
            and wanted.source in ("", row.source)
            and (not wanted.type or wanted.type in self.types)
            and (not wanted.state or row.state in states)
            and (wanted.since is None or row.received_at >= wanted.since)
            and (wanted.until is None or row.received_at < wanted.until)
            and (wanted.own or bool(wanted.text) or row.kind == "document")
        )


class MessageRows:
    """Loads rows over one connection."""

    def __init__(self, connection: sa.Connection, outlets: dict[int, Outlet]) -> None:
        self._connection = connection
        self._outlets = outlets

    def load(self, cursors: Sequence[Cursor]) -> list[Found]:
        """The rows at these cursors, in their order."""
        found = {(one.row.partition, one.row.number): one for one in self.load_places(cursors)}
        ordered = [(found.get((one.partition, one.number)), one) for one in cursors]
        return [one._replace(cursor=cursor) for one, cursor in ordered if one is not None]

    def load_places(self, places: Sequence[Place | Cursor]) -> list[Found]:
        """The rows at these places, in any order."""
        if not places:
            return []
        arrivals = self._ask(Arrival.TABLE, _ARRIVAL, places)
        documents = self._by_place(StoredDocument, _DOCUMENT, places)
        failing = self._by_place(Failure, _FAILURE, places)
        return [
            self._row(row, documents[row.partition, row.number], failing[row.partition, row.number])
            for row in arrivals
        ]

    def newest(self, places: Sequence[Place]) -> list[Cursor]:
        """Where these places stand in the list, newest first; those that are not kept are left out."""
        if not places:
            return []
        found = self._ask(Arrival.TABLE, ("received_at", "partition", "number"), places)
        return sorted((Cursor(from_micros(at), *rest) for at, *rest in found), reverse=True)

    def _by_place(
        self, kind: type[Record], names: tuple[str, ...], places: Sequence[Place | Cursor]
    ) -> dict[tuple[int, int], list[Any]]:
        found: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for row in self._ask(kind.TABLE, names, places, f" WHERE t.ordinal < {DOCUMENTS_SHOWN}"):
            found[row.partition, row.number].append(row)
        return found

    def _ask(
        self, table: str, names: tuple[str, ...], places: Sequence[Place | Cursor], where: str = ""
    ) -> list[Any]:
        # Written by hand: a row value that is IN a list is found by a scan of the whole table on SQLite, and
        # a list of values is composed anew by SQLAlchemy for every question. All that is put in is numbers.
        here = ",".join([f"({int(one.partition)},{int(one.number)})" for one in places])
        columns = ", ".join(f"t.{name}" for name in names)
        query = f"WITH here(p, n) AS (VALUES {here}) SELECT {columns} FROM here"  # noqa: S608
        query += f" JOIN {table} AS t ON t.partition = here.p AND t.number = here.n{where}"
        return list(self._connection.exec_driver_sql(query))

    def _row(self, arrival: Any, documents: list[Any], failing: list[Any]) -> Found:
        outside = sorted((one for one in documents if one.cause == -1), key=lambda one: one.ordinal)
        open_ = [one for one in failing if one.state != failures.MENDED]
        outlet = self._outlets.get(arrival.partition)
        handled = outlet is not None and outlet.position >= arrival.number
        first, said = next(iter(outside), None), next(iter(open_), None)
        received_at = from_micros(arrival.received_at)
        row = MessageRow(
            **{name: getattr(arrival, name) for name in _ARRIVAL if name != "received_at"},
            received_at=received_at,
            type=first.type if first else said.message_type if said else "",
            key=first.key if first else "",
            documents=len(outside),
            state=state_of(
                {one.outcome for one in outside}, [(one.state, one.outcome) for one in open_], handled=handled
            ),
            reason=said.text if said else first.reason if first else "",
        )
        types = frozenset(one.type for one in documents) | {one.message_type for one in failing}
        return Found(row, Cursor(received_at, row.partition, row.number), types)
