"""What every open page shows of the hub, asked many times a second: two questions, composed once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from adapters.database import places
from adapters.database.columns import shape_of
from adapters.database.scopes import Only
from core.hub import failures
from core.hub.alert_book import OPEN, Alert
from core.hub.documents import Handled
from core.hub.failures import Failure
from core.hub.views import COUNT_MAX, Glance

# Questions kept composed: one a scope, and a house has few.
COMPOSED_MAX = 64


def glance(connection: sa.Connection, only: Only, *, alerts: int) -> Glance:
    """The whole hub in numbers, and so many of its newest open alerts."""
    # First the alerts, so that the numbers are never older than what stands beside them.
    newest = connection.execute(newest_alerts(only), {"state": OPEN, "limit": alerts})
    found: tuple[Alert, ...] = tuple(shape_of(Alert).records(newest))
    numbers = connection.execute(_numbers(only)).one()
    return Glance(
        handled=int(numbers.handled or 0),
        taken=int(numbers.taken or 0),
        done=int(numbers.done or 0),
        stopped=int(numbers.stopped or 0),
        failing=int(numbers.failing),
        alerts_open=int(numbers.alerts_open),
        alerts=found,
    )


@lru_cache(COMPOSED_MAX)
def newest_alerts(only: Only) -> sa.Select[Any]:
    """Alerts in a state, the newest first."""
    table = shape_of(Alert).table
    here = sa.select(table).where(table.c.state == sa.bindparam("state"), *only.rows(table))
    return here.order_by(table.c.raised_at.desc()).limit(sa.bindparam("limit"))


def count_of(table: sa.Table, condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many rows fulfil the condition, counted no further than a page can use."""
    some = sa.select(sa.literal(1)).select_from(table).where(condition).limit(COUNT_MAX).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


@lru_cache(COMPOSED_MAX)
def _numbers(only: Only) -> sa.Select[Any]:
    inlets, outlets = places.INLETS.c, places.OUTLETS.c
    failing, alerts, handled = shape_of(Failure).table, shape_of(Alert).table, shape_of(Handled).table
    last = sa.select(sa.func.max(handled.c.handled)).where(*only.rows(handled)).scalar_subquery()
    open_ = sa.and_(failing.c.state == failures.OPEN, *only.rows(failing))
    query = sa.select(
        last.label("handled"),
        sa.func.sum(inlets.next - 1).label("taken"),
        sa.func.sum(outlets.position).label("done"),
        sa.func.sum(sa.case((outlets.stopped != "", 1), else_=0)).label("stopped"),
        count_of(failing, open_).label("failing"),
        count_of(alerts, sa.and_(alerts.c.state == OPEN, *only.rows(alerts))).label("alerts_open"),
    )
    return query.join_from(places.OUTLETS, places.INLETS, inlets.id == outlets.id).where(*only.at(outlets.id))
