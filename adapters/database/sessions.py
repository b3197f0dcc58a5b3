"""Sessions of ours that fell silent in the middle of a unit of work: PostgreSQL is told to end them."""

from __future__ import annotations

import sqlalchemy as sa

from adapters.database.engine import APPLICATION, read_connection

# Between statements the server's own timer ends a silent session. One that was stopped in the middle of a
# trip of several statements meets no timer: for the server it is at work, and holds its rows for ever.
_END = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND application_name = :application"
    " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND wait_event = 'ClientRead'"
    " AND state_change < clock_timestamp() - make_interval(secs => :silent_s)"
)


def end_silent_sessions(engine: sa.Engine, *, silent_s: float) -> int:
    """Ends sessions whose transaction has waited for its client for so long; how many. SQLite has none."""
    if engine.dialect.name != "postgresql":
        return 0
    with read_connection(engine) as connection:
        said = {"application": APPLICATION, "silent_s": silent_s}
        return int(connection.execute(_END, said).scalar_one())
