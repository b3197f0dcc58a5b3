"""The conditions that leave only some partners' rows in a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from adapters.database.columns import shape_of
from core.hub.arrivals import Stream
from core.hub.rights import EVERYBODY, Scope


class Only(NamedTuple):
    """What somebody may see of the tables; a partition has one partner, for a stream has one."""

    scope: Scope = EVERYBODY

    @property
    def names(self) -> list[str]:
        return sorted(self.scope.partners or ())

    def rows(self, table: sa.Table) -> Sequence[Any]:
        """By the row's own partner, else by its partition; a table with neither is nobody's alone."""
        if self.scope.partners is None:
            return ()
        if "partner" in table.c:
            return (table.c.partner.in_(self.names),)
        return self.at(table.c.partition) if "partition" in table.c else ()

    def at(self, partition: Any) -> Sequence[Any]:
        """By a column that holds a partition."""
        if self.scope.partners is None:
            return ()
        streams = shape_of(Stream).table.c
        return (partition.in_(sa.select(streams.partition).where(streams.partner.in_(self.names))),)
