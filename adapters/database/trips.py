"""Several statements to PostgreSQL in one trip: none of them waits for the answer to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def one_trip(connection: sa.Connection) -> Iterator[Any]:
    """The driver's own connection, inside the transaction; what it answers can be read behind the block."""
    driver = driver_of(connection)
    with driver_errors(connection, "several statements in one trip"), driver.pipeline():
        yield driver


def driver_of(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def driver_errors(connection: sa.Connection, statement: str) -> Iterator[None]:
    """Where the driver is spoken to directly its errors are named as everywhere else."""
    dialect: Any = connection.dialect
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, dialect.loaded_dbapi.Error, dialect=dialect
        ) from error
