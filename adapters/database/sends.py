"""What left the house, as an endpoint's page shows it: its tries by time, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from adapters.database.columns import from_micros, shape_of, to_micros
from core.hub import outbox
from core.hub.outbox import Attempt, Outgoing
from core.hub.views import COUNT_MAX, Tried, TryCursor

_OPEN = (outbox.WAITING, outbox.IN_DOUBT, outbox.GIVEN_UP)


def tries_of(connection: sa.Connection, endpoint: str, before: TryCursor | None, limit: int) -> list[Tried]:
    """By the index of endpoint and time; each with what its send is of."""
    tries, sends = shape_of(Attempt).table, shape_of(Outgoing).table
    tried, send = tries.c, sends.c
    query = sa.select(
        tried.at, tried.done_at, tried.send_id, tried.attempt, tried.result, tried.code, tried.text,
        send.type, send.key, send.partition, send.number, send.state, tried.sha256, tried.size,
    ).select_from(tries.join(sends, send.send_id == tried.send_id))  # fmt: skip
    query = query.where(tried.endpoint == endpoint)
    if before is not None:
        at = to_micros(before.at)
        place = sa.tuple_(tried.at, tried.send_id, tried.attempt)
        query = query.where(tried.at <= at, place < sa.tuple_(at, before.send_id, before.attempt))
    query = query.order_by(tried.at.desc(), tried.send_id.desc(), tried.attempt.desc()).limit(limit)
    return [_tried(row) for row in connection.execute(query).mappings()]


def open_by_endpoint(connection: sa.Connection) -> dict[str, dict[str, int]]:
    """By the index of the states that are open; of one state nothing is counted further than COUNT_MAX."""
    send = shape_of(Outgoing).table.c
    found: dict[str, dict[str, int]] = {}
    for state in _OPEN:
        some = sa.select(send.endpoint).where(send.state == state, send.type != outbox.TRIED).limit(COUNT_MAX)
        rows = some.subquery()
        query = sa.select(rows.c.endpoint, sa.func.count()).group_by(rows.c.endpoint)
        for endpoint, count in connection.execute(query):
            found.setdefault(endpoint, {})[state] = count
    return found


def _tried(row: Mapping[Any, Any]) -> Tried:
    said: dict[str, Any] = {str(name): value for name, value in row.items()}
    said["at"] = from_micros(said["at"])
    said["done_at"] = from_micros(said["done_at"]) if said["done_at"] is not None else None
    said["code"] = said["code"] or ""
    return Tried(**said)
