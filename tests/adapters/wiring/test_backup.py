"""A backup comes back whole, in both columns; one that is not whole is refused and nothing is touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.wiring.backup import manifest, postgres_dump
from adapters.wiring.backup.make import make_backup
from adapters.wiring.backup.restore import Done, Wanted, restore
from adapters.wiring.hub import Hub, make_hub
from core.hub.access import PartnerToken
from core.hub.alert_codes import RECOVERING
from core.hub.arrivals import Arrival
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.recovery import still_open
from core.kernel.errors import Refused
from tests.servers.postgres import Postgres

PASSPHRASE = b"a long enough passphrase"
LARGE = b"-" * 300_000


class Places:
    """Where hubs of one column live: a home and a database each."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.folder, self._urls = folder, urls
        self._open: list[Hub] = []

    def home(self, name: str) -> Path:
        return self.folder / name

    def url(self, name: str) -> str:
        return self._urls.get(name) or f"sqlite:///{self.home(name) / 'hub.db'}"

    def hub(self, name: str) -> Hub:
        hub = make_hub(name="hub", home=self.home(name), database_url=self.url(name))
        self._open.append(hub)
        return hub

    def close(self) -> None:
        while self._open:
            self._open.pop().store.engine.dispose()

    def restored(self, source: Path, name: str, *, over: bool = False, passphrase: bytes = b"") -> Done:
        return restore(
            Wanted(
                source=source, database_url=self.url(name), home=self.home(name), at=datetime.now(UTC),
                by="li", why="the disk died", over=over, passphrase=passphrase,
            )
        )  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    urls = {}
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        urls = {
            name: postgres.add_database(f"backup_{name}_{os.urandom(4).hex()}") for name in ("old", "new")
        }
    made = Places(tmp_path, urls)
    yield made
    made.close()


def hands_in(hub: Hub, key: str, payload: bytes = b"{}") -> None:
    delivery = Delivery(
        partner="bank", door="rest", key=key, source="api", site="", name=key, media="application/json",
        payload=payload,
    )  # fmt: skip
    keep_delivery(hub.store, hub.blobs, delivery)


def names(hub: Hub) -> list[str]:
    return [row.name for row in hub.store.rows(Arrival, limit=100) if row.kind == "document"]


def backed_up(places: Places, *, passphrase: bytes = b"") -> Path:
    """One document and one that is too large for a row are in the backup; a third came later."""
    hub = places.hub("old")
    with hub.store.unit() as unit:
        token = PartnerToken(sha256="0" * 64, partner="bank", given_at=unit.now, revoked_at=None)
        unit.shelf(PartnerToken).add(token)
    hands_in(hub, "first")
    hands_in(hub, "large", LARGE)
    target = places.folder / "backup"
    make_backup(hub.store, hub.home, target, hub=hub.name, passphrase=passphrase)
    hands_in(hub, "later")
    places.close()
    return target


def test_what_was_committed_before_the_backup_is_there_and_the_hub_is_recovering(places: Places) -> None:
    source = backed_up(places)

    done = places.restored(source, "new")

    hub = places.hub("new")
    assert names(hub) == ["first", "large"]
    [large] = [row for row in hub.store.rows(Arrival, limit=10) if row.name == "large"]
    assert hub.blobs.get(large.blob) == LARGE
    assert [row.subject for row in still_open(hub.store)] == ["doors bank"]
    assert [row.name for row in hub.store.rows(Arrival, limit=10) if row.kind == "internal"] == [
        f"{RECOVERING.code}:{done.life.number}"
    ]
    hands_in(hub, "later")
    assert names(hub)[-1] == "later", "what is handed in again goes in as ever"


def test_the_same_backup_restored_twice_is_two_lives(places: Places) -> None:
    source = backed_up(places)
    first = places.restored(source, "new")

    with pytest.raises(Refused, match="--over"):
        places.restored(source, "new")
    second = places.restored(source, "new", over=True)

    assert second.life.number > first.life.number > 1
    assert second.aside, "what was there is kept"
    assert names(places.hub("new")) == ["first", "large"]


def test_a_hub_that_runs_is_not_restored_over(places: Places) -> None:
    source = backed_up(places)
    running = places.hub("old")
    with running.store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM hub_arrival LIMIT 1").all()
        with pytest.raises(Refused, match="stop the hub"):
            places.restored(source, "old", over=True)

    assert names(running) == ["first", "large", "later"]


@pytest.mark.parametrize("places", ["sqlite"], indirect=True)
def test_keys_are_in_it_sealed_or_not_at_all(places: Places) -> None:
    source = backed_up(places, passphrase=PASSPHRASE)
    key = (places.home("old") / "keys" / "hub.key").read_bytes()
    assert not any(key in path.read_bytes() for path in source.rglob("*") if path.is_file())

    with pytest.raises(Refused, match="another passphrase"):
        places.restored(source, "new", passphrase=b"some other passphrase")
    assert not (places.home("new") / "hub.db").exists()
    places.restored(source, "new", passphrase=PASSPHRASE)

    assert (places.home("new") / "keys" / "hub.key").read_bytes() == key


def cut(source: Path) -> str:
    path = source / "hub.db"
    path.write_bytes(path.read_bytes()[:-4096])
    return "has .* bytes, it had"


def turned(source: Path) -> str:
    path = source / "hub.db"
    said = bytearray(path.read_bytes())
    said[5000] ^= 1
    path.write_bytes(said)
    return "its SHA-256 differs"


def without_a_blob(source: Path) -> str:
    next((source / "blobs").glob("*/*/*")).unlink()
    return "is missing in the backup"


def unfinished(source: Path) -> str:
    (source / manifest.NAME).unlink()
    return "is no whole backup"


def half_a_manifest(source: Path) -> str:
    path = source / manifest.NAME
    path.write_bytes(path.read_bytes()[:100])
    return "altered or cut"


def of_another_version(source: Path) -> str:
    known = manifest.read(source)
    manifest.write(source, msgspec.structs.replace(known, revision="0001_00000000"))
    return "with the hub that made it"


def of_another_column(source: Path) -> str:
    known = manifest.read(source)
    manifest.write(source, msgspec.structs.replace(known, database="postgresql"))
    return "LIANQIAO_DATABASE_URL"


@pytest.mark.parametrize("places", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "harm",
    [cut, turned, without_a_blob, unfinished, half_a_manifest, of_another_version, of_another_column],
)
def test_a_backup_that_is_not_as_it_was_is_refused_and_nothing_is_touched(
    places: Places, harm: Callable[[Path], str]
) -> None:
    source = backed_up(places)
    words = harm(source)

    with pytest.raises(Refused, match=words):
        places.restored(source, "new")

    assert not places.home("new").exists()


def test_a_folder_with_something_in_it_is_no_place_for_a_backup(tmp_path: Path) -> None:
    places = Places(tmp_path, {})
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").touch()
    hub = places.hub("old")

    with pytest.raises(Refused, match="a folder of its own"):
        make_backup(hub.store, hub.home, tmp_path / "full", hub="hub")
    places.close()


@pytest.mark.servers
def test_a_restore_that_died_before_its_mark_opens_for_no_hub(tmp_path: Path, postgres: Postgres) -> None:
    urls = {name: postgres.add_database(f"backup_{name}_{os.urandom(4).hex()}") for name in ("old", "new")}
    places = Places(tmp_path, urls)
    source = backed_up(places)
    postgres_dump.copy_in(sa.make_url(places.url("new")), source)

    engine = make_engine(places.url("new"))
    with pytest.raises(Refused, match="did not come to its end"):
        create_schema(engine, datetime.now(UTC))
    engine.dispose()
    places.restored(source, "new", over=True)

    assert names(places.hub("new")) == ["first", "large"]
    places.close()
