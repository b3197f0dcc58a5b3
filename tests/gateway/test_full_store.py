"""The database goes to its next version, full as it is, while the hub of the version before goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from adapters.database.engine import make_engine
from adapters.database.migrations import revisions
from adapters.database.schema import create_schema
from tests.beside import running
from tests.gateway.full_store import MESSAGES, fill, next_versions
from tests.gateway.processes import House
from tests.hub_world import slip
from tests.patience import until
from tests.servers.ports import answers

# No intake may wait longer: a try of a lock is half a second, and an index is made without any.
INTAKE_S = 10.0
KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.servers))
# Committed, or committed and booked already.
TAKEN = {200, 202}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    postgres = request.param == "postgres"
    url = request.getfixturevalue("database_url") if postgres else f"sqlite:///{tmp_path / 'hub.db'}"
    made = House(tmp_path, LIANQIAO_DATABASE_URL=url)
    yield made
    made.close()


@pytest.fixture
def engine(house: House) -> Iterator[sa.Engine]:
    made = make_engine(house.environment["LIANQIAO_DATABASE_URL"])
    yield made
    made.dispose()


class Partner:
    """Hands a slip in, and the next, until it is told to end; each must be taken within the bound."""

    def __init__(self, url: str, token: str) -> None:
        headers = {**JSON, "Authorization": f"Bearer {token}"}
        self._door = httpx.Client(base_url=url, headers=headers, timeout=INTAKE_S)
        self.answers: list[int] = []

    def hand_in(self) -> None:
        number = len(self.answers) + 1
        answer = self._door.post(
            "/v1/messages",
            params={"source": "slips", "site": "W1"},
            content=slip("in", f"IN-{number}", (f"L{number}", "1")),
            headers={"Idempotency-Key": f"k{number}"},
        )
        self.answers.append(answer.status_code)

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.hand_in()


@pytest.fixture
def partner(house: House, engine: sa.Engine) -> Partner:
    """A partner of a hub at work whose store is full."""
    house.hub("partner", "publish")
    token = house.hub("partner", "token", "wms").split()[-1]
    house.start_module("gateway", "run")
    until(lambda: answers(house.port), "the partners' door")
    made = Partner(house.url, token)
    made.hand_in()
    until(lambda: count(engine, "hub_document") == 1, "the first document")
    fill(engine)
    return made


def test_intake_goes_on_while_a_full_store_gets_its_next_version(
    house: House, engine: sa.Engine, partner: Partner, tmp_path: Path
) -> None:
    folder = next_versions(tmp_path)
    with running(partner.run):
        until(lambda: len(partner.answers) > 5, "a flow")
        create_schema(engine, datetime.now(UTC), folder)
        during = len(partner.answers)
        until(lambda: len(partner.answers) > during + 10, "the old code's intake into the newer schema")

    assert set(partner.answers) <= TAKEN
    assert scalar(engine, "SELECT version_num FROM alembic_version") == revisions(folder)[-1]
    sent = len(partner.answers)
    until(lambda: count(engine, "custody_lot") == sent, "everything that was taken in, booked")
    assert count(engine, "hub_arrival") >= MESSAGES + sent - 1
    assert (
        scalar(engine, f"SELECT count(*) FROM hub_arrival WHERE number <= {MESSAGES} AND origin IS NULL") == 0
    )
    assert indexed(engine) == {"ix_hub_arrival_delivery", "ix_hub_seen_kind"}


@pytest.mark.servers
@pytest.mark.parametrize("house", ["postgres"], indirect=True)
def test_a_reader_who_does_not_end_stops_the_change_and_not_the_intake(
    engine: sa.Engine, partner: Partner, tmp_path: Path
) -> None:
    """Without its short waits the change would stand before all of them until the reader ends: for ever."""
    folder = next_versions(tmp_path)
    reader = engine.connect()
    reader.execute(sa.text("SELECT count(*) FROM hub_arrival"))

    changing = threading.Thread(target=create_schema, args=(engine, datetime.now(UTC), folder))
    with running(partner.run):
        changing.start()
        until(lambda: waits(engine), "the change that asks for its lock")
        during = len(partner.answers)
        until(lambda: len(partner.answers) > during + 20, "intake meanwhile")
        reader.close()
        changing.join(120)

    assert set(partner.answers) <= TAKEN
    assert scalar(engine, "SELECT version_num FROM alembic_version") == revisions(folder)[-1]


def waits(engine: sa.Engine) -> bool:
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%'"
    )
    return bool(scalar(engine, asked))


def count(engine: sa.Engine, table: str) -> int:
    return int(scalar(engine, f"SELECT count(*) FROM {table}"))


def scalar(engine: sa.Engine, question: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.text(question)).scalar()


def indexed(engine: sa.Engine) -> set[str]:
    """Those of the new indexes that stand, and on PostgreSQL are valid, whole with all their parts."""
    wanted = ("ix_hub_arrival_delivery", "ix_hub_seen_kind")
    if engine.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'index'"
    else:
        found = "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid WHERE indisvalid"
    with engine.connect() as connection:
        return {name for name in connection.execute(sa.text(found)).scalars() if name in wanted}
