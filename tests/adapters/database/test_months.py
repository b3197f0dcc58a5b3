"""PostgreSQL's monthly partitions stand ready before their month begins."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema

NOVEMBER = datetime(2026, 11, 23, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 1, tzinfo=UTC)


def test_this_month_and_three_more_are_made_and_later_openings_go_on(database_url: str) -> None:
    engine = make_engine(database_url)
    create_schema(engine, NOVEMBER)
    assert _months(engine, "hub_arrival") == ["202611", "202612", "202701", "202702", "other"]

    create_schema(engine, NOVEMBER)
    create_schema(engine, FEBRUARY)

    more = ["202703", "202704", "202705"]
    assert _months(engine, "hub_arrival") == ["202611", "202612", "202701", "202702", *more, "other"]
    assert _months(engine, "hub_document") == _months(engine, "hub_arrival")
    engine.dispose()


def test_a_month_whose_rows_already_fell_into_the_default_stays_there(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE goods (month BIGINT) PARTITION BY RANGE (month)")
    create_schema(engine, NOVEMBER)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO goods VALUES (202703)")

    create_schema(engine, FEBRUARY)

    assert _months(engine, "goods")[-3:] == ["202704", "202705", "other"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT month FROM goods_other").scalars().all() == [202703]
    engine.dispose()


def _months(engine: sa.Engine, table: str) -> list[str]:
    names = [name for name in sa.inspect(engine).get_table_names() if name.startswith(f"{table}_")]
    return sorted(
        name.removeprefix(f"{table}_") for name in names if name[-6:].isdigit() or name[-5:] == "other"
    )
