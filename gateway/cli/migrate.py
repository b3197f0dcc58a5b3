"""`hub migrate`: the database goes to this hub's version while the hub of the version before goes on."""

from __future__ import annotations

import typer

from adapters.database.engine import make_engine, read_connection
from adapters.database.migrations import present_revision
from adapters.database.schema import create_schema
from adapters.wiring.hub import SystemClock
from adapters.wiring.rooms import discover
from gateway.settings import read_settings


def add_to(app: typer.Typer) -> None:
    app.command("migrate")(migrate)


def migrate() -> None:
    """Brings the database forward, beside a hub at work; starting a hub does the same before it opens."""
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    discover()
    engine = make_engine(settings.database_url)
    create_schema(engine, SystemClock().now())
    with read_connection(engine) as connection:
        print(f"the database is at version {present_revision(connection)}, the newest that this hub knows")
    engine.dispose()
