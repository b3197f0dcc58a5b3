"""Where a race is run: servers set up as we tell others to, a place of its own there, and who watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import yaml

from tests.servers.servers import Servers

COMPOSE = Path(__file__).parent.parent / "docker-compose.yml"


def bench_servers(**more: str) -> Servers:
    """Servers whose PostgreSQL has the settings of docker-compose.yml, for us and for the peers alike.

    more: settings that a peer needs, such as max_connections.
    """
    _program, *said = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["postgres"]["command"]
    settings = dict(one.removeprefix("--").split("=") for one in said)
    return Servers(postgres_settings={**settings, **more})


@contextmanager
def places(servers: Servers, name: str) -> Iterator[tuple[str, str]]:
    """(broker URL, database URL) of this race's own; both go with it."""
    broker, database = servers.rabbitmq.add_vhost(name), servers.postgres.add_database(name)
    try:
        yield broker, database
    finally:
        servers.rabbitmq.drop_vhost(name)
        servers.postgres.drop_database(name)


@contextmanager
def asking(database: str) -> Iterator[Callable[[str], int]]:
    """Asks the database for one number."""
    with psycopg.connect(dsn_of(database), autocommit=True) as connection:

        def ask(query: str) -> int:
            row = connection.execute(query).fetchone()
            return int(row[0]) if row else 0

        yield ask


def dsn_of(database: str) -> str:
    """The address as psycopg alone reads it."""
    return database.replace("+psycopg", "")
