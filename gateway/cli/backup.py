"""`hub backup`, `hub restore`, `hub recover`: one command each; docs/restore.md says when which."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.file.pulses import alive
from adapters.wiring.backup.make import make_backup
from adapters.wiring.backup.restore import Wanted
from adapters.wiring.backup.restore import restore as put_back
from adapters.wiring.backup.sealed_keys import FILE, read_passphrase
from core.hub.audit_desk import Noted, note_alone
from core.hub.incarnations import Incarnation
from core.hub.recovery import Restored, mark_restored
from core.hub.timetable import last_tick
from core.kernel.errors import Refused
from gateway.cli.said import By, moment, person, shown
from gateway.opening import open_hub
from gateway.settings import Settings, read_settings

Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="seals (or opens) the hub's keys, certificates and secrets"),
]
Why = Annotated[str, typer.Option("--why", help="what happened; it stands in the audit")]
Over = Annotated[bool, typer.Option("--over", help="set aside what is there, and take its place")]


def add_to(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("recover")(recover)


def backup(
    target: Annotated[Path, typer.Argument(help="an empty folder, or one that is not there yet")],
    passphrase_file: Passphrase = None,
    by: By = "",
) -> None:
    """Takes a backup while the hub works: database, blobs and, under a passphrase, the keys."""
    passphrase = read_passphrase(passphrase_file) if passphrase_file is not None else b""
    hub, settings = open_hub()
    made = make_backup(hub.store, hub.home, target, hub=hub.name, passphrase=passphrase)
    size = sum(part.size for part in made.parts)
    note_alone(hub.store, Noted(by=person(by), what="hub.backed_up", on=str(target), change=f"{size} bytes"))
    print(f"{target}: {len(made.parts)} files, {size} bytes, as of {shown(made.taken_at)}")
    if not passphrase:
        print(
            f"the keys, certificates and secrets of {settings.home} are NOT in it: keep them elsewhere,"
            " or say --passphrase-file"
        )


def restore(
    source: Annotated[Path, typer.Argument(help="the folder of a backup")],
    why: Why,
    passphrase_file: Passphrase = None,
    over: Over = False,
    by: By = "",
) -> None:
    """Puts a backup back in the place of the settings; the hub then starts recovering."""
    settings = read_settings()
    _require_stopped(settings)
    done = put_back(
        Wanted(
            source=source,
            database_url=settings.database_url,
            home=settings.home,
            at=datetime.now(UTC),
            by=person(by),
            why=_reason(why),
            over=over,
            passphrase=read_passphrase(passphrase_file) if passphrase_file is not None else b"",
        )
    )
    if done.aside:
        print(f"what was there is kept as {done.aside}")
    print(f"{done.blobs} blobs and {done.keys} files of keys came back")
    if not (settings.home / "keys" / "hub.key").exists():
        print(
            f"{settings.home} has no hub.key: put your copy of keys, certs and secrets there BEFORE the hub"
            f" starts, or restore a backup that has {FILE}; with a new key no agent believes this hub"
        )
    _say(done.life)


def recover(
    why: Why,
    complete_to: Annotated[
        str,
        typer.Option("--complete-to", help="up to when its books are whole; else when its clock last ticked"),
    ] = "",
    by: By = "",
) -> None:
    """Marks a database that was put back by other means (a point in time, a snapshot) as restored."""
    settings = read_settings()
    _require_stopped(settings)
    hub, _ = open_hub(settings)
    at = moment(complete_to) if complete_to else last_tick(hub.store)
    if at is None:
        raise Refused(
            "this hub has no clock's tick to go by; say --complete-to, the moment it was put back to"
        )
    restored = Restored(complete_to=at, at=datetime.now(UTC), by=person(by), why=_reason(why))
    _say(mark_restored(hub.store, hub.blobs, restored))


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused("a restore stands in the audit with its reason: --why")
    return why


def _require_stopped(settings: Settings) -> None:
    running = alive(settings.home)
    if running:
        raise Refused(
            f"{', '.join(running)} run with the home {settings.home}; stop the hub, its workers and its clock"
            " first",
            cause="restore.running",
        )


def _say(life: Incarnation) -> None:
    print(f"incarnation {life.number}: what was committed by {shown(life.complete_to)} is here")
    print("start the hub now; agents send again by themselves; `hub recovery` says what is not proven yet")
