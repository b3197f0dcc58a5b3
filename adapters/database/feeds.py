"""Who was heard when, in SQL: by index, no further back than asked."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from adapters.database.columns import shape_of, to_micros
from adapters.database.engine import read_connection
from core.hub.arrivals import Arrival
from core.kernel.errors import Unavailable


class DatabaseFeeds:
    """Reads the arrivals of a partner since a moment, and stops at the first of the source."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._table = shape_of(Arrival).table

    def heard_since(self, partner: str, source: str, since: datetime) -> bool:
        row = self._table.c
        query = sa.select(row.number).where(
            row.partner == partner,
            row.received_at >= to_micros(since),
            row.source == source,
            row.kind == "document",
        )
        try:
            with read_connection(self._engine) as connection:
                return connection.execute(query.limit(1)).first() is not None
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise Unavailable(f"the database did not answer: {error}", cause="store.away") from error
