"""Finds messages for a page: the index that fits gives places, the rest is looked at row by row."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from adapters.database.columns import shape_of
from adapters.database.message_rows import Found, MessageRows
from adapters.database.walk_messages import walk_for
from core.hub.arrivals import Arrival
from core.hub.documents import BusinessKey, StoredDocument
from core.hub.outbox import Outgoing
from core.hub.views import Cursor, MessagePage, MessageRow, Outlet, Place, Wanted

# One page looks at no more rows than this, then says how far it looked.
LOOKED_MAX = 1_000
BATCH = 200
HITS_MAX = 500
PARTITIONS_MAX = 50
PREFIX_MIN = 3
# Above every character that a key can hold.
_LAST_SIGN = "\U0010ffff"
_PLACE = re.compile(r"(\d{1,9})/(\d{1,18})(?:/\d{1,9})?")
_HEX = re.compile(r"[0-9a-fA-F]{32}")


class MessageFinder:
    """Finds messages over one connection; `outlets` say how far each partition is handled."""

    def __init__(self, connection: sa.Connection, outlets: dict[int, Outlet]) -> None:
        self._connection = connection
        self._outlets = outlets
        self._rows = MessageRows(connection, outlets)

    def page(self, wanted: Wanted, *, before: Cursor | None, limit: int) -> MessagePage:
        """One page of what is wanted, newest first."""
        if wanted.text.strip():
            return self._page_of_text(wanted, before, limit)
        walk = walk_for(self._connection, self._outlets, wanted)
        found: list[Found] = []
        looked, cursor, ended = 0, before, False
        while len(found) <= limit and looked < LOOKED_MAX and not ended:
            cursors = walk.next(cursor, limit + 1 if walk.exact else BATCH)
            ended = len(cursors) < (limit + 1 if walk.exact else BATCH)
            looked += len(cursors)
            cursor = cursors[-1] if cursors else cursor
            found += [row for row in self._rows.load(cursors) if row.fits(wanted)]
        if len(found) > limit:
            return MessagePage(rows=_rows(found[:limit]), before=found[limit - 1].cursor)
        if ended or cursor is None:
            return MessagePage(rows=_rows(found))
        return MessagePage(rows=_rows(found), before=cursor, looked=cursor.at)

    def find(self, text: str) -> tuple[list[MessageRow], bool]:
        """(what this id, key or name stands for, newest first; whether only its beginning fitted)."""
        found, prefix = self._find(text.strip())
        return list(_rows(found)), prefix

    def with_key(self, value: str) -> list[MessageRow]:
        return list(_rows(self._newest_first(self._with_key(value))))

    def rows(self, places: list[Place]) -> list[MessageRow]:
        return list(_rows(self._newest_first(places)))

    def _page_of_text(self, wanted: Wanted, before: Cursor | None, limit: int) -> MessagePage:
        found, prefix = self._find(wanted.text.strip())
        rest = [row for row in found if (before is None or row.cursor < before) and row.fits(wanted)]
        more = rest[limit - 1].cursor if len(rest) > limit else None
        return MessagePage(rows=_rows(rest[:limit]), before=more, prefix=prefix)

    def _find(self, text: str) -> tuple[list[Found], bool]:
        exact = [*self._by_id(text), *self._with_key(text), *self._with_name(text)]
        if exact or len(text) < PREFIX_MIN:
            return self._newest_first(exact), False
        return self._newest_first(self._with_beginning(text)), True

    def _newest_first(self, places: list[Place]) -> list[Found]:
        found = self._rows.load_places(list(dict.fromkeys(places))[:HITS_MAX])
        return sorted(found, key=lambda row: row.cursor, reverse=True)

    # -- what a text may be ------------------------------------------------------------------------------

    def _by_id(self, text: str) -> list[Place]:
        place = _PLACE.fullmatch(text)
        if place:
            return [Place(int(place[1]), int(place[2]))]
        plain = text.replace("-", "")
        if not _HEX.fullmatch(plain):
            return []
        documents, sends = shape_of(StoredDocument).table.c, shape_of(Outgoing).table.c
        return [
            *self._ask(documents, documents.message_id == UUID(plain).bytes),
            *self._ask(sends, sends.send_id == plain.lower()),
        ]

    def _with_key(self, value: str) -> list[Place]:
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
            found += self._ask(keys, sa.and_(keys.value == value, keys.partition == last))
        return found

    def _with_name(self, name: str) -> list[Place]:
        arrivals = shape_of(Arrival).table.c
        return self._ask(arrivals, arrivals.name == name)

    def _with_beginning(self, text: str) -> list[Place]:
        keys, arrivals = shape_of(BusinessKey).table.c, shape_of(Arrival).table.c
        return [
            *self._ask(keys, keys.value.between(text, text + _LAST_SIGN)),
            *self._ask(arrivals, arrivals.name.between(text, text + _LAST_SIGN)),
        ]

    def _ask(self, columns: Any, condition: Any) -> list[Place]:
        query = sa.select(columns.partition, columns.number).where(condition)
        newest = query.order_by(columns.partition.desc(), columns.number.desc()).limit(HITS_MAX)
        return [Place(partition, number) for partition, number in self._connection.execute(newest)]


def _rows(found: list[Found]) -> tuple[MessageRow, ...]:
    return tuple(one.row for one in found)
