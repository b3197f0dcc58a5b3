"""What is kept of one partner's month, in SQL: by index and place, streamed from one snapshot a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from adapters.database.engine import long_read
from core.hub.arrivals import Arrival
from core.hub.documents import BusinessKey, Handled, StoredDocument
from core.hub.failures import Failure
from core.hub.feed_records import FeedTurn
from core.hub.outbox import SENT, Outgoing
from core.hub.partner_month import Document, Failed, Month, Took
from core.kernel.errors import Unavailable

_PAGE = 1_000
_KEYS_MAX = 20


class DatabasePartnerMonths:
    """Memory does not grow with the month: rows come a page at a time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._arrivals = shape_of(Arrival).table
        self._documents = shape_of(StoredDocument).table
        self._handled = shape_of(Handled).table
        self._failures = shape_of(Failure).table.c
        self._outgoing = shape_of(Outgoing).table
        self._keys = shape_of(BusinessKey).table

    def took(self, partner: str, month: Month) -> Took:
        query = sa.select(sa.func.count(), sa.func.sum(self._arrivals.c.size)).where(
            *self._of(partner, month)
        )
        with self._reading() as connection:
            count, total = connection.execute(query).one()
        return Took(int(count), int(total or 0))

    def documents(self, partner: str, month: Month) -> Iterator[Document]:
        row, made, done = self._arrivals.c, self._documents.c, self._handled.c
        place = sa.and_(made.partition == row.partition, made.number == row.number, made.month == row.month)
        joined = self._arrivals.join(self._documents, sa.and_(place, made.cause == -1))
        joined = joined.outerjoin(self._handled, done.handled == made.handled)
        said = (made.type, made.outcome, made.reason_code, made.linked, made.body, row.received_at, done.at)
        query = sa.select(*said).select_from(joined).where(*self._of(partner, month))
        with self._reading() as connection:
            for one in connection.execution_options(yield_per=_PAGE).execute(query):
                yield Document(
                    type=one.type,
                    outcome=one.outcome,
                    reason_code=one.reason_code,
                    linked=one.linked,
                    body=bytes(one.body),
                    received_at=from_micros(one.received_at),
                    handled_at=from_micros(one.at) if one.at is not None else None,
                )

    def turns(self, partner: str, month: Month) -> Sequence[FeedTurn]:
        shape = shape_of(FeedTurn)
        row = shape.table.c
        query = sa.select(shape.table).where(
            row.partner == partner,
            row.due_at >= to_micros(month.since),
            row.due_at < to_micros(month.until),
        )
        with self._reading() as connection:
            return shape.records(connection.execute(query))

    def failed(self, partner: str, month: Month) -> Sequence[Failed]:
        row = self._failures
        group = (row.cause, row.outcome, row.state)
        query = sa.select(*group, sa.func.count().label("found")).group_by(*group)
        query = query.where(
            row.partner == partner,
            row.first_at >= to_micros(month.since),
            row.first_at < to_micros(month.until),
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [
            Failed(cause=one.cause, outcome=one.outcome, state=one.state, count=one.found) for one in rows
        ]

    def asked(self, partner: str, type_: str, keys: Sequence[str], before: datetime) -> datetime | None:
        """By the first key that says anything: an answer names its question before the lots it is about."""
        sent, key = self._outgoing.c, self._keys.c
        place = sa.and_(sent.partition == key.partition, sent.number == key.number)
        query = sa.select(sa.func.max(sent.intent_at)).select_from(self._keys.join(self._outgoing, place))
        query = query.where(
            sent.type == type_,
            sent.state == SENT,
            sent.endpoint.startswith(f"{partner}/", autoescape=True),
            sent.intent_at <= to_micros(before),
        )
        with self._reading() as connection:
            for value in keys[:_KEYS_MAX]:
                found = connection.execute(query.where(key.value == value)).scalar()
                if found is not None:
                    return from_micros(found)
        return None

    def _of(self, partner: str, month: Month) -> tuple[Any, ...]:
        row = self._arrivals.c
        since, until = to_micros(month.since), to_micros(month.until)
        mine = (row.partner == partner, row.kind == "document")
        return (*mine, row.received_at >= since, row.received_at < until)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with long_read(self._engine) as connection:
                yield connection
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise Unavailable(f"the database did not answer: {error}", cause="store.away") from error
