"""What is prepared once is given to each as a copy: what one does with it nobody else finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema, missing_months
from core.loan import ProductPublished
from tests.core.loan.rooms import LoanRooms, a_product
from tests.prepared import postgres_with_tables, sqlite_with_tables
from tests.servers.postgres import Postgres

MARCH = datetime(2027, 3, 5, tzinfo=UTC)


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return found


def run(url: str, statement: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_prepared_sqlite_has_the_tables_of_one_made_anew_and_is_its_owners_alone(tmp_path: Path) -> None:
    mine, others = (sqlite_with_tables(tmp_path / name) for name in ("mine.db", "others.db"))
    anew = make_engine(f"sqlite:///{tmp_path / 'anew.db'}")
    create_schema(anew, MARCH)

    run(mine, "CREATE TABLE of_mine (number INTEGER)")

    assert tables(others) == set(sa.inspect(anew).get_table_names())
    assert tables(mine) - tables(others) == {"of_mine"}
    assert "of_mine" in tables(sqlite_with_tables(tmp_path / "mine.db"))
    anew.dispose()


def test_a_prepared_postgresql_has_the_months_of_its_day_and_is_its_owners_alone(postgres: Postgres) -> None:
    mine, others = (postgres_with_tables(postgres, name, MARCH) for name in ("mine", "others"))
    engine = make_engine(others)

    run(mine, "CREATE TABLE of_mine (number INTEGER)")

    assert missing_months(engine, MARCH) == []
    assert missing_months(engine, MARCH.replace(month=4)) != []
    assert tables(mine) - tables(others) == {"of_mine"}
    engine.dispose()
    for name in ("mine", "others"):
        postgres.drop_database(name)


def test_what_one_house_is_told_no_other_knows_that_began_as_it() -> None:
    before = LoanRooms().books()
    mine = LoanRooms()
    mine.tell("loan.product_published.v1", _published())

    assert mine.books() != before
    assert LoanRooms().books() == before


def _published() -> ProductPublished:
    return ProductPublished(product=a_product(), version=1, from_day=2025_01_01, maker="chen", approver="li")
