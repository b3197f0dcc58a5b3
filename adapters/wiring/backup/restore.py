"""Puts a backup back: verified before anything is touched, marked before a hub can open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from adapters.database.engine import make_engine
from adapters.database.migrations import revisions
from adapters.database.store import DatabaseStore
from adapters.file.blobs import FileBlobs
from adapters.wiring.backup import blob_copies, manifest, postgres_dump, sealed_keys, sqlite_copy
from adapters.wiring.backup.manifest import Manifest
from core.hub.incarnations import Incarnation
from core.hub.recovery import Restored, mark_restored
from core.kernel.errors import Refused, Unavailable

STAMP = "%Y%m%d%H%M%S"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is restored where. over: set aside what is there. by, why: who answers for it."""

    source: Path
    database_url: str
    home: Path
    at: datetime
    by: str
    why: str
    over: bool = False
    passphrase: bytes = b""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """aside: where what was there is now, "" if nothing was. keys: how many files of secrets came back."""

    life: Incarnation
    aside: str
    blobs: int
    keys: int


def restore(wanted: Wanted) -> Done:
    """Raises Refused, before anything is touched, for a backup or a place that will not do."""
    known = manifest.read(wanted.source)
    dialect = "sqlite" if wanted.database_url.startswith("sqlite") else "postgresql"
    _require_fitting(known, dialect)
    manifest.verify(wanted.source, known)
    sealed = any(part.name == sealed_keys.FILE for part in known.parts)
    if dialect == "sqlite":
        sqlite_copy.require_free(_file(wanted), over=wanted.over)
    else:
        with _store(wanted.database_url) as store:
            postgres_dump.require_free(store.engine, over=wanted.over)
    # Secrets first: a wrong passphrase shall be known before anything is set aside.
    keys = 0
    if sealed and wanted.passphrase:
        keys = sealed_keys.unseal(wanted.source, wanted.home, wanted.passphrase)
    blobs = blob_copies.copy_in(wanted.source, wanted.home / "blobs")
    put_back = _sqlite if dialect == "sqlite" else _postgres
    life, aside = put_back(wanted, known)
    return Done(life=life, aside=aside, blobs=blobs, keys=keys)


def _require_fitting(known: Manifest, dialect: str) -> None:
    if known.database != dialect:
        raise Refused(
            f"this backup is of {known.database}, the database of the settings is {dialect}; set"
            " LIANQIAO_DATABASE_URL to one of its kind",
            cause="backup.foreign",
        )
    if known.revision != revisions()[-1]:
        raise Refused(
            f"this backup has tables of version {known.revision}, this hub's are {revisions()[-1]}; restore"
            " it with the hub that made it, then upgrade",
            cause="backup.foreign",
        )


def _sqlite(wanted: Wanted, known: Manifest) -> tuple[Incarnation, str]:
    """Marked under another name, then renamed: there is no moment at which an unmarked one has the name."""
    fresh = sqlite_copy.lay_beside(wanted.source, _file(wanted))
    with _store(f"sqlite:///{fresh}") as store:
        life = _mark(store, wanted, known)
    return life, sqlite_copy.put_in_place(fresh, _file(wanted), stamp=wanted.at.strftime(STAMP))


def _postgres(wanted: Wanted, known: Manifest) -> tuple[Incarnation, str]:
    """No hub opens it before its version is said, and that is said last."""
    with _store(wanted.database_url) as store:
        aside = postgres_dump.set_aside(store.engine, stamp=wanted.at.strftime(STAMP))
        try:
            postgres_dump.copy_in(store.engine.url, wanted.source)
        except Unavailable as error:
            kept = f"; what was there is kept in the schema {aside}" if aside else ""
            raise Unavailable(
                f"{error.text}{kept}; mend that and restore again", cause=error.cause
            ) from error
        life = _mark(store, wanted, known)
        postgres_dump.say_version(store.engine, known.revision)
    return life, aside


def _mark(store: DatabaseStore, wanted: Wanted, known: Manifest) -> Incarnation:
    restored = Restored(complete_to=known.taken_at, at=wanted.at, by=wanted.by, why=wanted.why)
    return mark_restored(store, FileBlobs(wanted.home / "blobs"), restored)


@contextmanager
def _store(url: str) -> Iterator[DatabaseStore]:
    engine = make_engine(url)
    try:
        yield DatabaseStore(engine)
    finally:
        engine.dispose()


def _file(wanted: Wanted) -> Path:
    return Path(wanted.database_url.removeprefix("sqlite:///"))
