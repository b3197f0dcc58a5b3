"""Takes a backup of a hub that goes on working: the database first, then the blobs that it may name."""

from __future__ import annotations

from pathlib import Path

from adapters.database.migrations import revisions
from adapters.database.store import DatabaseStore
from adapters.wiring.backup import blob_copies, postgres_dump, sealed_keys, sqlite_copy
from adapters.wiring.backup.manifest import FORMAT, Manifest, Part, part_of, write
from core.hub.incarnations import newest, number_of
from core.kernel.errors import Refused, Unavailable


def make_backup(
    store: DatabaseStore, home: Path, target: Path, *, hub: str, passphrase: bytes = b""
) -> Manifest:
    """Fills the folder; its manifest comes last. Refused for a folder with something in it.

    passphrase: seals the home's secrets into the backup; without it they are not in it.
    """
    _require_empty(target)
    taken_at = store.now()
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts = [_database(store, target)]
        parts += blob_copies.copy_out(home / "blobs", target)
        if passphrase:
            parts.append(part_of(target, sealed_keys.seal(home, target, passphrase)))
        manifest = Manifest(
            format=FORMAT,
            hub=hub,
            database=store.engine.dialect.name,
            revision=revisions()[-1],
            incarnation=number_of(newest(store)),
            taken_at=taken_at,
            parts=parts,
        )
        write(target, manifest)
    except OSError as error:
        raise Unavailable(f"{target} cannot be written: {error}; mend that and take it again") from error
    return manifest


def _database(store: DatabaseStore, target: Path) -> Part:
    url = store.engine.url
    if store.engine.dialect.name == "sqlite":
        return part_of(target, sqlite_copy.copy_out(Path(str(url.database)), target))
    return part_of(target, postgres_dump.copy_out(url, target))


def _require_empty(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is not empty; each backup has a folder of its own", cause="backup.not_empty")
