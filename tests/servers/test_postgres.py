"""A database server of our own keeps what it committed, also after its power was cut."""

import sqlalchemy
from sqlalchemy import text

from tests.servers.postgres import Postgres


def test_a_server_killed_and_started_again_still_has_what_it_committed(
    postgres: Postgres, database_url: str
) -> None:
    execute(database_url, "CREATE TABLE lot (lot_id text PRIMARY KEY)", "INSERT INTO lot VALUES ('L-1')")

    postgres.kill()
    assert not postgres.daemon.is_running
    postgres.start()

    assert lots(database_url) == ["L-1"]


def test_a_database_can_be_copied_from_a_prepared_one(postgres: Postgres, database_url: str) -> None:
    execute(database_url, "CREATE TABLE lot (lot_id text PRIMARY KEY)", "INSERT INTO lot VALUES ('L-1')")

    copy = postgres.add_database("copied", template=database_url.rpartition("/")[2])
    execute(copy, "INSERT INTO lot VALUES ('L-2')")

    assert lots(database_url) == ["L-1"]
    assert lots(copy) == ["L-1", "L-2"]
    postgres.drop_database("copied")


def test_the_server_writes_as_safely_as_in_production(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url)
    with engine.connect() as connection:
        said = [
            connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit", "timezone")
        ]
    engine.dispose()

    assert said == ["on", "on", "UTC"]


def execute(url: str, *statements: str) -> None:
    """Run the statements in one transaction."""
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def lots(url: str) -> list[str]:
    """What the table holds."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = [str(row.lot_id) for row in connection.execute(text("SELECT lot_id FROM lot ORDER BY 1"))]
    engine.dispose()
    return found
