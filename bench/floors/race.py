"""The floor at work: a fresh database with our tables and indexes, a filled queue, two bare processes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa

from adapters.database.schema import create_schema
from bench.filling import fill, quorum_queue
from bench.floors.copy_app import DONE, QUEUE
from bench.places import asking, dsn_of, places
from bench.race import at_work, python, rate
from core.hub.bus import Letter
from tests.servers.servers import Servers

PROCESSES = 2


def floor(servers: Servers, folder: Path, frames: list[bytes], per_frame: int, *, only: str = "") -> float:
    """Records a second that reach their rows with no logic between; only: of one table alone.

    The rows stand in `rows.bin` beside the folder, a piece a frame.
    """
    with places(servers, folder.name) as (broker, database), asking(database) as ask:
        _make_tables(database)
        letters = [
            Letter(exchange="", key=QUEUE, body=frame, message_id=str(place))
            for place, frame in enumerate(frames)
        ]
        fill(broker, quorum_queue(QUEUE), letters)
        environment = {
            "FLOOR_BROKER_URL": broker,
            "FLOOR_DATABASE_DSN": dsn_of(database),
            "FLOOR_RECORDS_A_FRAME": str(per_frame),
        }
        command = python(
            "-m", "bench.floors.copy_app", str(folder.parent / "rows.bin"), *([only] if only else [])
        )
        with at_work([command] * PROCESSES, environment, folder / "log") as alive:
            done = f"SELECT coalesce(sum(records), 0) FROM {DONE}"
            return rate(lambda: ask(done), len(frames) * per_frame, what=folder.name, alive=alive)


def _make_tables(database: str) -> None:
    engine = sa.create_engine(database)
    create_schema(engine, datetime.now(UTC))
    engine.dispose()
    with psycopg.connect(dsn_of(database), autocommit=True) as connection:
        connection.execute(f"CREATE TABLE {DONE} (records bigint NOT NULL)")
