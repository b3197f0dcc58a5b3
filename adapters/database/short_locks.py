"""Changes of tables beside a hub at work: a lock is waited for shortly, given back, and asked for again.

Whoever waits for a table's lock is waited for by all who come behind it, so intake would stand still for as
long as the oldest reader reads. With a short wait it stands still no longer than that, and the try is made
again when the reader has gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from core.kernel.errors import Unavailable

# What an intake may have to wait behind one try.
LOCK_WAIT_MS = 500
TRIES_MAX = 120
# Longer than a try, so that what had to wait behind it is through before the next.
PAUSE_S = 0.75
# The lock was not to be had in time; a deadlock was broken at our cost.
_NOT_HAD = ("55P03", "40P01")
T = TypeVar("T")


def with_short_locks(engine: sa.Engine, change: Callable[[sa.Connection], T], *, what: str) -> T:
    """Does the change in a transaction of its own. After TRIES_MAX tries Unavailable, and nothing changed."""
    for _ in range(TRIES_MAX):
        try:
            with engine.begin() as connection:
                wait_shortly(connection)
                return change(connection)
        except sa.exc.OperationalError as error:
            if not lock_was_not_had(error):
                raise
            threading.Event().wait(PAUSE_S)
    raise Unavailable(
        f"{what}: its tables were locked by others at {TRIES_MAX} tries; nothing was changed, it is tried"
        " again; see in pg_stat_activity who holds a transaction open",
        cause="store.locked",
    )


def wait_shortly(connection: sa.Connection) -> None:
    """For this transaction. SQLite has one lock for all, and its own wait (BUSY_TIMEOUT_MS) is the bound."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")


def lock_was_not_had(error: sa.exc.DBAPIError) -> bool:
    return str(getattr(error.orig, "sqlstate", "") or "") in _NOT_HAD
