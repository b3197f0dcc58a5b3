"""How questions are put to a database outside of any unit of work."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database import engine
from adapters.database.engine import make_engine, read_connection
from adapters.database.store import DatabaseStore
from core.hub.agents import Agent
from core.hub.outbox import Breaker
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.contracts.stores import open_store
from tests.hub_world import START

PREPARED = "SELECT count(*) FROM pg_prepared_statements"
OPEN = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE state = 'idle in transaction' AND datname = current_database()"
)


@pytest.fixture
def store(request: pytest.FixtureRequest) -> DatabaseStore:
    made = open_store("postgres", request, FixedClock(START))
    assert isinstance(made, DatabaseStore)
    return made


@pytest.mark.servers
def test_statements_that_were_prepared_stay_so_over_many_questions(store: DatabaseStore) -> None:
    """A ROLLBACK behind each would make the driver forget them, and every question be planned anew."""
    for _ in range(20):
        store.get(Agent, "nobody")
        store.lease("one", ttl_s=10, limit=5)

    with read_connection(store.engine) as connection:
        assert connection.exec_driver_sql(PREPARED).scalar_one() >= 2


@pytest.mark.servers
def test_a_question_leaves_no_transaction_open(store: DatabaseStore) -> None:
    other = make_engine(store.engine.url.render_as_string(hide_password=False))
    with read_connection(store.engine) as connection, other.connect() as watching:
        connection.execute(sa.select(1)).one()
        assert watching.exec_driver_sql(OPEN).scalar_one() == 0
    other.dispose()


@pytest.mark.servers
def test_a_unit_of_work_is_one_transaction_whatever_was_asked_before(store: DatabaseStore) -> None:
    """The connection that answered a question is given to the next unit of work."""
    store.get(Agent, "nobody")

    with store.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE once (n int)")
        connection.rollback()

    with read_connection(store.engine) as connection:
        assert connection.exec_driver_sql("SELECT to_regclass('once')").scalar_one() is None


@pytest.mark.parametrize("url", ["postgres://hub:s3cret@db/hub", "hub.db", "mysql://hub:s3cret@db/hub"])
def test_an_address_of_another_database_is_refused_and_its_password_not_told(url: str) -> None:
    with pytest.raises(Refused, match=r"neither sqlite:/// nor postgresql\+psycopg://") as refused:
        make_engine(url)

    assert "s3cret" not in refused.value.text


@pytest.mark.servers
def test_a_unit_of_work_that_fell_silent_does_not_hold_its_rows_for_ever(
    store: DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is stopped in the middle of a run would keep its partition from everybody else."""
    assert engine.SILENT_UNIT_MS == 25_000
    monkeypatch.setattr(engine, "SILENT_UNIT_MS", 300)
    url = store.engine.url.render_as_string(hide_password=False)
    silent = DatabaseStore(make_engine(url), FixedClock(START))
    with store.unit() as unit:
        unit.shelf(Breaker).add(breaker("made"))

    def sleeps_while_another_works() -> None:
        with silent.unit() as asleep:
            assert asleep.shelf(Breaker).get("bank/hook") == breaker("made")
            with store.unit() as unit:
                unit.shelf(Breaker).put(breaker("by another"))
            asleep.shelf(Breaker).put(breaker("by the one that slept"))

    with pytest.raises(Unavailable):
        sleeps_while_another_works()

    silent.engine.dispose()
    assert store.get(Breaker, "bank/hook") == breaker("by another")


@pytest.mark.servers
def test_either_end_notices_a_machine_that_vanished(store: DatabaseStore) -> None:
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as ours:
            kept = [
                ours.getsockopt(socket.IPPROTO_TCP, option)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ]
        theirs = [
            int(connection.exec_driver_sql(f"SHOW tcp_keepalives_{name}").scalar_one())
            for name in ("idle", "interval", "count")
        ]

    assert kept == theirs == [10, 5, 3]


def breaker(text: str) -> Breaker:
    return Breaker(endpoint="bank/hook", failures=1, until=None, text=text)


def test_what_sqlite_holds_in_memory_is_bounded_by_the_connections_in_use(tmp_path: Path) -> None:
    """Who asks one thing after another has one connection and one cache, however many were open before."""
    made = make_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    at_once = [made.connect() for _ in range(3)]
    for connection in at_once:
        connection.close()
    used = set()
    for _ in range(9):
        with made.connect() as connection:
            used.add(id(connection.connection.dbapi_connection))
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == -engine.CACHE_KB
    made.dispose()

    assert len(used) == 1


def test_a_new_file_that_somebody_holds_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself waits for nothing where a journal is to be turned over: it says at once, locked."""
    path = tmp_path / "new.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asked = threading.Event()

    def ask() -> object:
        asked.set()
        with read_connection(make_engine(f"sqlite:///{path}")) as connection:
            return connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()

    with closing(holder), ThreadPoolExecutor(1) as one:
        answer = one.submit(ask)
        assert asked.wait(10)
        with pytest.raises(TimeoutError):
            answer.result(0.3)
        holder.execute("COMMIT")
        assert answer.result(10) == "wal"


def test_a_file_that_is_held_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "JOURNAL_TRIES_MAX", 2)
    path = tmp_path / "new.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(sa.exc.OperationalError, match="locked"),
            read_connection(make_engine(f"sqlite:///{path}")),
        ):
            pass
