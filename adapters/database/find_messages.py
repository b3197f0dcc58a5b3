"""Finds messages for a page: the index that fits gives places, the rest is looked at row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa

from adapters.database.columns import shape_of
from adapters.database.message_rows import Found, MessageRows
from adapters.database.scopes import Only
from adapters.database.walk_messages import walk_for
from core.hub.arrivals import Arrival
from core.hub.documents import BusinessKey, StoredDocument
from core.hub.outbox import Outgoing
from core.hub.views import Cursor, MessagePage, MessageRow, Outlet, Place, Wanted

# One page looks at no more rows than this, then says how far it looked.
LOOKED_MAX = 800
STRETCHES_MAX = 6
BATCH = 200
HITS_MAX = 200
PARTITIONS_MAX = 50
PREFIX_MIN = 3
# Above every character that a key can hold.
_LAST_SIGN = "\U0010ffff"
_PLACE = re.compile(r"(\d{1,9})/(\d{1,18})(?:/\d{1,9})?")
_HEX = re.compile(r"[0-9a-fA-F]{32}")
P = TypeVar("P", Place, Cursor)


class MessageFinder:
    """Finds messages over one connection; `outlets` say how far each partition in scope is handled."""

    def __init__(
        self, connection: sa.Connection, outlets: dict[int, Outlet], only: Only | None = None
    ) -> None:
        self._connection = connection
        self._only = only or Only()
        self._outlets = outlets
        # Which of a message's documents carries the key that was searched for.
        self._ordinals: dict[tuple[int, int], int] = {}
        self._rows = MessageRows(connection, outlets)

    def page(self, wanted: Wanted, *, before: Cursor | None, limit: int) -> MessagePage:
        """One page of what is wanted, newest first."""
        if wanted.text.strip():
            return self._page_of_text(wanted, before, limit)
        walk = walk_for(self._connection, self._outlets, wanted, self._only)
        found: list[Found] = []
        looked, stretches, on, count = 0, 0, before, limit + 1
        while len(found) <= limit and looked < LOOKED_MAX and stretches < STRETCHES_MAX:
            stretch = walk.next(on, count, first=not stretches)
            found += [row for row in self._rows.load(self._mine(stretch.found)) if row.fits(wanted)]
            looked, stretches, on, count = looked + len(stretch.found), stretches + 1, stretch.on, BATCH
            if on is None:
                break
        if len(found) > limit:
            return MessagePage(rows=_rows(found[:limit]), before=found[limit - 1].cursor)
        return MessagePage(rows=_rows(found), before=on, looked=on.at if on is not None else None)

    def find(self, text: str, limit: int) -> list[MessageRow]:
        """What this id, key or name stands for, newest first."""
        cursors, _ = self._find(text.strip())
        return list(_rows(self._rows.load(cursors[:limit])))

    def with_key(self, value: str, limit: int) -> list[MessageRow]:
        return list(
            _rows(self._rows.load(self._rows.newest(self._mine(self._with_key(value, limit)))[:limit]))
        )

    def rows(self, places: list[Place]) -> list[MessageRow]:
        return list(_rows(self._rows.load_places(self._mine(places))))

    def _mine(self, found: Sequence[P]) -> list[P]:
        """What stands in a partition that is in scope."""
        return [one for one in found if one.partition in self._outlets]

    def _page_of_text(self, wanted: Wanted, before: Cursor | None, limit: int) -> MessagePage:
        cursors, prefix = self._find(wanted.text.strip())
        rest = [one for one in cursors if before is None or one < before]
        found: list[Found] = []
        for start in range(0, len(rest), limit + 1):
            found += [row for row in self._rows.load(rest[start : start + limit + 1]) if row.fits(wanted)]
            if len(found) > limit:
                break
        more = found[limit - 1].cursor if len(found) > limit else None
        return MessagePage(rows=self._with_document(found[:limit]), before=more, prefix=prefix)

    def _find(self, text: str) -> tuple[list[Cursor], bool]:
        """(where what the text stands for is, newest first; whether only its beginning fitted)."""
        # Whether it is known exactly is asked of what is in scope alone: else it would tell what is not.
        exact = self._mine([*self._by_id(text), *self._with_key(text, HITS_MAX), *self._with_name(text)])
        if exact or len(text) < PREFIX_MIN:
            return self._rows.newest(_once(exact)), False
        return self._rows.newest(_once(self._with_beginning(text))), True

    # -- what a text may be ------------------------------------------------------------------------------

    def _by_id(self, text: str) -> list[Place]:
        place = _PLACE.fullmatch(text)
        if place:
            return [Place(int(place[1]), int(place[2]))]
        plain = text.replace("-", "")
        if not _HEX.fullmatch(plain):
            return []
        documents, sends = shape_of(StoredDocument).table.c, shape_of(Outgoing).table.c
        arrivals = shape_of(Arrival).table.c
        return [
            *self._ask(documents, documents.message_id == UUID(plain).bytes),
            *self._ask(sends, sends.send_id == plain.lower()),
            *self._ask(arrivals, arrivals.trace == bytes.fromhex(plain)),
        ]

    def _with_key(self, value: str, limit: int) -> list[Place]:
        """The newest in each partition: a busy key of one site must not hide another's."""
        keys = shape_of(BusinessKey).table.c
        found: list[Place] = []
        last: int | None = None
        for _ in range(PARTITIONS_MAX):
            below = (
                keys.value == value if last is None else sa.and_(keys.value == value, keys.partition < last)
            )
            last = self._connection.execute(sa.select(sa.func.max(keys.partition)).where(below)).scalar()
            if last is None:
                break
            found += self._ask(keys, sa.and_(keys.value == value, keys.partition == last), limit)
        return found

    def _with_name(self, name: str) -> list[Place]:
        arrivals = shape_of(Arrival).table.c
        return self._ask(arrivals, arrivals.name == name)

    def _with_beginning(self, text: str) -> list[Place]:
        keys, arrivals = shape_of(BusinessKey).table.c, shape_of(Arrival).table.c
        end, mine = text + _LAST_SIGN, self._only.rows(shape_of(Arrival).table)
        return [
            *self._ask(
                keys, sa.and_(keys.value.between(text, end), *self._only.at(keys.partition)), by=keys.value
            ),
            *self._ask(arrivals, sa.and_(arrivals.name.between(text, end), *mine), by=arrivals.name),
        ]

    def _ask(self, columns: Any, condition: Any, limit: int = HITS_MAX, by: Any = None) -> list[Place]:
        """The newest, or the first by a column whose index bounds the search."""
        order = (columns.partition.desc(), columns.number.desc()) if by is None else (by,)
        ordinal = columns.ordinal if "ordinal" in columns else sa.literal(0)
        query = sa.select(columns.partition, columns.number, ordinal).where(condition)
        found = self._connection.execute(query.order_by(*order).limit(limit)).all()
        for partition, number, document in found:
            self._ordinals.setdefault((partition, number), document)
        return [Place(partition, number) for partition, number, _ in found]

    def _with_document(self, found: list[Found]) -> tuple[MessageRow, ...]:
        return tuple(
            msgspec.structs.replace(row, document=max(0, self._ordinals.get((row.partition, row.number), 0)))
            for row in _rows(found)
        )


def _once(places: list[Place]) -> list[Place]:
    return list(dict.fromkeys(places))[:HITS_MAX]


def _rows(found: list[Found]) -> tuple[MessageRow, ...]:
    return tuple(one.row for one in found)
