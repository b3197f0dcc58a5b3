"""A session that is stopped in the middle of a trip of several statements gives its rows back."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from adapters.database.engine import APPLICATION, make_engine
from adapters.database.sessions import end_silent_sessions
from tests.patience import until

pytestmark = pytest.mark.servers


def stopped_in_a_trip(dsn: str, *, application: str) -> psycopg.Connection:
    """Its statement is done and its rows are locked, and it never says that the trip is over."""
    connection = psycopg.connect(f"{dsn}?application_name={application}")
    connection.execute("SELECT 1")
    connection.pgconn.enter_pipeline_mode()
    connection.pgconn.send_query_params(b"UPDATE goods SET taken = true", None)
    connection.pgconn.send_flush_request()
    while connection.pgconn.flush():
        pass
    return connection


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    made = make_engine(database_url)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE goods AS SELECT false AS taken")
    return made


def silent(engine: sa.Engine, application: str) -> bool:
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND xact_start IS NOT NULL"
        " AND pid <> pg_backend_pid() AND wait_event = 'ClientRead'"
    )
    with engine.connect() as connection:
        return bool(connection.execute(query, {"name": application}).scalar_one())


def test_what_was_stopped_in_the_middle_of_a_trip_gives_its_rows_back(
    engine: sa.Engine, database_url: str
) -> None:
    stopped = stopped_in_a_trip(database_url.replace("+psycopg", ""), application=APPLICATION)
    until(lambda: silent(engine, APPLICATION), "the server to wait for it")
    assert end_silent_sessions(engine, silent_s=3600) == 0

    assert end_silent_sessions(engine, silent_s=0) == 1

    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        assert connection.exec_driver_sql("UPDATE goods SET taken = true").rowcount == 1
    stopped.close()


def test_others_who_are_silent_are_none_of_our_business(engine: sa.Engine, database_url: str) -> None:
    other = stopped_in_a_trip(database_url.replace("+psycopg", ""), application="psql")
    until(lambda: silent(engine, "psql"), "the server to wait for it")

    assert end_silent_sessions(engine, silent_s=0) == 0

    other.close()
