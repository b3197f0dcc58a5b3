"""`hub audit`: the audit listed, exported, and verified, with the database or offline on an export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.file.audit_file import read_export, write_export
from adapters.trust.ed25519 import Ed25519
from core.hub.audit import CHECKPOINTS
from core.hub.audit_check import Report, verify_store
from core.hub.audit_checkpoints import fingerprint, sign_checkpoint
from core.hub.audit_desk import Noted, note_alone
from core.hub.audit_lines import written
from core.hub.audit_offline import ExportCheck
from core.hub.audit_rows import Row, Wanted, rows_of
from core.hub.audit_walk import Walk
from core.hub.ports import Head
from core.kernel.errors import Refused
from gateway.cli.said import By, moment, person, print_lines, shown
from gateway.opening import open_hub
from gateway.settings import read_settings

LISTED_MAX = 10_000
KEY_FILE_BYTES = 32
_CHECKPOINT = re.compile(r"\d{1,18}:[0-9a-f]{64}")

audit = typer.Typer(no_args_is_help=True, help="The audit: who did what, exported and verified.")
Since = Annotated[str, typer.Option("--from", help="from this moment on, as 2026-11-23T08:00:00+08:00")]
Until = Annotated[str, typer.Option("--to", help="up to this moment")]
Keys = Annotated[
    list[str] | None,
    typer.Option("--key", help="the hub's public key: a file, or its fingerprint sha256:…; else this home's"),
]
Noticed = Annotated[
    str, typer.Option("--since", help="a checkpoint you noted, as 12:HASH, that must be there")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(audit, name="audit")


@audit.command("key")
def key(file: Annotated[Path | None, typer.Argument(help="where to write the public key")] = None) -> None:
    """Prints the fingerprint that whoever verifies notes; writes the hub's public key into a file."""
    public = _own_key(read_settings().home).public_key
    if file is not None:
        file.write_bytes(public)
    print(fingerprint(public))


@audit.command("show")
def show(
    who: Annotated[str, typer.Option("--who", help="only what this one did")] = "",
    what: Annotated[str, typer.Option("--what", help="only acts that begin so, as plan.")] = "",
    on: Annotated[str, typer.Option("--on", help="only what was done on this, as 2/17")] = "",
    since: Since = "",
    limit: Annotated[int, typer.Option(help="how many of the newest", min=1, max=LISTED_MAX)] = 50,
) -> None:
    """The newest acts and looks that fit, oldest first."""
    hub, _settings = open_hub()
    found = rows_of(hub.store, Wanted(who=who, what=what, on=on, since=_moment(since)), limit=limit)
    print_lines(map(_line, reversed(found)), nothing="nothing in the audit fits")


@audit.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="the file to write")],
    since: Since = "",
    until: Until = "",
    by: By = "",
) -> None:
    """Signs a checkpoint, then writes everything, or what the checkpoints of some days name, into a file."""
    hub, settings = open_hub()
    on = f"{since or 'the beginning'} to {until or 'now'}"
    note_alone(hub.store, Noted(by=person(by), what="audit.exported", on=on, change=str(file)))
    sign_checkpoint(hub.store, hub.key)
    walk = Walk(hub.store, _moment(since), _moment(until))
    lines = written(walk.items(), hub.key, hub=settings.hub, whole=not since)
    print(f"{write_export(file, lines)} lines in {file}, signed by {fingerprint(hub.key.public_key)}")


@audit.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="an export; else the hub's own tables")
    ] = None,
    keys: Keys = None,
    since: Noticed = "",
) -> None:
    """Says whether anything was touched, and what first; 0 if nothing was, else 1."""
    noted = _noted(since)
    report = _offline(file, keys, noted) if file is not None else _online(keys, noted)
    print_lines(_told(report), nothing="")
    raise typer.Exit(1 if report.found else 0)


def _offline(file: Path, keys: list[str] | None, noted: Head | None) -> Report:
    believed = [_believed(one) for one in keys] if keys else [_of_home()]
    check = ExportCheck(Ed25519(bytes(KEY_FILE_BYTES)), believed, noted=noted)
    return check.verify(read_export(file), _progress)


def _online(keys: list[str] | None, noted: Head | None) -> Report:
    if keys:
        raise Refused("--key is for an export; the hub's own tables are verified by its own key")
    hub, _settings = open_hub()
    return verify_store(hub.store, hub.key, [hub.key.public_key], noted=noted, progress=_progress)


def _believed(said: str) -> str:
    if said.startswith("sha256:"):
        return said
    path = Path(said)
    public = path.read_bytes() if path.is_file() else b""
    if len(public) != KEY_FILE_BYTES:
        raise Refused(f"{said!r} is neither a fingerprint sha256:… nor a file of {KEY_FILE_BYTES} bytes")
    return fingerprint(public)


def _of_home() -> str:
    return fingerprint(_own_key(read_settings().home).public_key)


def _own_key(home: Path) -> Ed25519:
    path = home / "keys" / "hub.key"
    if not path.exists():
        raise Refused(f"{path} is not there; say whose export it is by --key FILE or --key sha256:…")
    return Ed25519.kept_in(path)


def _noted(since: str) -> Head | None:
    """A checkpoint as verify prints it."""
    if not since:
        return None
    if not _CHECKPOINT.fullmatch(since):
        raise Refused(f"--since {since!r} is no checkpoint; write it as verify printed it, as 12:HASH")
    number, _, hash_ = since.partition(":")
    return Head(chain=CHECKPOINTS, number=int(number), hash=bytes.fromhex(hash_))


def _told(report: Report) -> Iterator[str]:
    for place, finding in enumerate(report.found):
        yield f"{'TOUCHED ' if place == 0 else '   then '} {finding.place}: {finding.text}"
    documents = f", {report.documents} documents" if report.documents else ""
    yield f"{report.entries} entries, {report.checkpoints} checkpoints{documents} were read"
    if report.unsigned:
        yield f"{report.unsigned} entries are newer than the last checkpoint, which vouches not for them"
    if not report.found:
        yield f"nothing was touched; note {report.last.number}:{report.last.hash.hex()} for --since next time"


def _progress(count: int) -> None:
    typer.echo(f"  {count} …", err=True)


def _line(row: Row) -> str:
    said = row.noted
    more = ": ".join(part for part in (said.change, said.why) if part)
    return f"{row.number:6} {shown(row.at)} {said.by:16} {said.what} {said.on}  {more}".rstrip()


def _moment(text: str) -> datetime | None:
    return moment(text) if text else None
