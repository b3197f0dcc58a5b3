"""`hub certs`: the hub's own authority, what it signed, and what it took back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.hub import Hub
from certs.building import hosts_of
from certs.files import TlsFiles, write_files
from core.hub.agents import Agent
from core.hub.audit_desk import Noted, note
from core.hub.certificates import PARTNER, SERVER, WORKER, Certificate, Wanted
from core.hub.revocation import revoke_agent, revoke_certificate
from core.kernel.errors import Refused, Unavailable
from gateway.broker_users import keep_users, users_of
from gateway.cli.said import By, person, print_lines, shown
from gateway.opening import open_hub
from gateway.settings import Settings
from gateway.trust import Trust, make_trust

ROWS_MAX = 100_000
SERIAL_BEGINS = 8
CRL_DAYS = 7

certs = typer.Typer(no_args_is_help=True, help="Certificates: the authority, who has one, who lost it.")
To = Annotated[Path, typer.Option("--to", help="the folder for NAME.pem, NAME.key and ca.pem")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(certs, name="certs")


@certs.command("init")
def init() -> None:
    """Makes the authority where there is none; a hub that starts without one does the same by itself."""
    trust = _trust()
    trust.open()
    folder = trust.authority.folder
    print(f"{trust.authority.pinned} is what agents pin")
    if (folder / "root.key").exists():
        print(f"{folder / 'root.key'} may be moved to a safe place: it is wanted once in four years")
    for row in _rows(trust):
        if row.kind == "authority":
            print(f"{row.name} ends {shown(row.not_after)}")


@certs.command("issue")
def issue(
    kind: Annotated[str, typer.Argument(help="server, partner or worker; agents enrol")],
    name: Annotated[str, typer.Argument(help="whose it is")],
    to: To,
    host: Annotated[
        list[str] | None, typer.Option(help="of a server: names and addresses, with commas")
    ] = None,
) -> None:
    """Makes a key and its certificate, for 30 days at most, in files."""
    if kind not in (SERVER, PARTNER, WORKER):
        raise Refused(f"{kind!r} is none of server, partner, worker; an agent gets its own when it enrols")
    if kind == SERVER and not host:
        raise Refused("a server is called by a name: say each with --host")
    _write(_trust(), Wanted(kind=kind, name=name, csr=b"", hosts=_hosts(host or [])), to)


@certs.command("renew")
def renew(
    what: Annotated[str, typer.Argument(help="`intermediate`, or the beginning of a serial")],
    to: To = Path(),
) -> None:
    """A new intermediate, signed by the root's key; or a new key and certificate in place of an older one."""
    trust = _trust()
    if what == "intermediate":
        trust.authority.renew()
        trust.open()
        print("what is signed from now on bears the new intermediate; nothing else changes for anybody")
        return
    row = _one(trust, what)
    if row.kind not in (SERVER, PARTNER, WORKER):
        raise Refused(f"{row.serial} is {row.kind} {row.name}'s: it renews itself, or by `intermediate`")
    _write(trust, Wanted(kind=row.kind, name=row.name, csr=b"", hosts=hosts_of(row.chain)), to)


@certs.command("revoke")
def revoke(
    what: Annotated[str, typer.Argument(help="an agent, or the beginning of a serial")],
    why: Annotated[str, typer.Option(help="for the record")],
    by: By = "",
) -> None:
    """Takes back an agent, or one certificate; every door refuses it within seconds."""
    hub, settings = open_hub()
    trust = make_trust(hub, settings)
    with trust.hub.store.unit() as unit:
        known = unit.shelf(Agent).get(what)
        if known is not None:
            gone = revoke_agent(unit, what, why=why)
        else:
            gone = revoke_certificate(unit, _one(trust, what), why=why)
        note(unit, Noted(by=person(by), what="certificate.revoked", on=what, why=why))
    tell_broker(trust.hub, settings, gone)
    for row in gone:
        print(f"revoked: {row.kind} {row.name}, serial {row.serial}")
    if known is not None:
        anew = f"hub agent invite {what} --partner {known.partner} --replace"
        print(f"{what} is revoked with its keys; `{anew}` lets it come back anew")


@certs.command("list")
def list_certificates(
    every: Annotated[bool, typer.Option("--all", help="those that are over too")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Who has one, its serial, until when, and how it stands."""
    trust = _trust()
    now = trust.hub.store.now()
    found = [row for row in _rows(trust) if every or row.not_after > now]
    if as_json:
        print(json.dumps([_said(row, now) for row in found], indent=2))
        return
    lines = (
        f"{row.kind:10} {row.name:24} {row.serial:40} until {shown(row.not_after)}  {row.state(now)}"
        + (f" at {shown(row.revoked_at)}: {row.why}" if row.revoked_at else "")
        for row in found
    )
    print_lines(lines, nothing="no certificate is in force; `hub certs init`, then `hub agent invite`")


@certs.command("crl")
def crl(
    to: Annotated[Path | None, typer.Option("--to", help="a file; else it is printed")] = None,
) -> None:
    """The signed list of what was taken back and is not over, in PEM."""
    trust = _trust()
    now = trust.hub.store.now()
    gone = [(row.serial, row.revoked_at) for row in _rows(trust) if row.revoked_at and row.not_after > now]
    text = trust.authority.revocation_list(gone, now=now, until=now + timedelta(days=CRL_DAYS)).decode()
    if to is None:
        print(text, end="")
    else:
        to.write_text(text)
        print(f"{to} names {len(gone)}, and is to be made anew within {CRL_DAYS} days")


def tell_broker(hub: Hub, settings: Settings, gone: list[Certificate]) -> None:
    """At once; where that is not possible now, the worker does it for agents when it can."""
    users = users_of(settings)
    if users is None:
        return
    try:
        keep_users(hub, users)
        for row in gone:
            if row.kind == WORKER:
                users.take(f"{WORKER}.{row.name}")
    except Unavailable as error:
        typer.echo(f"LOOK: the broker was not told yet, the worker tries again: {error.text}", err=True)


def _trust() -> Trust:
    hub, settings = open_hub()
    return make_trust(hub, settings)


def _rows(trust: Trust) -> list[Certificate]:
    rows = trust.hub.store.rows(Certificate, limit=ROWS_MAX)
    return sorted(rows, key=lambda row: (row.kind, row.name, row.not_after))


def _hosts(said: list[str]) -> tuple[str, ...]:
    parts = (part.strip() for text in said for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _one(trust: Trust, beginning: str) -> Certificate:
    found = [row for row in _rows(trust) if row.serial.startswith(beginning.lower())]
    if len(beginning) < SERIAL_BEGINS or len(found) != 1:
        raise Refused(
            f"{beginning!r} names {len(found)} certificates and no agent; write an agent's name, or at"
            f" least {SERIAL_BEGINS} digits of a serial as `hub certs list` shows them"
        )
    return found[0]


def _write(trust: Trust, wanted: Wanted, folder: Path) -> None:
    trust.open()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = TlsFiles(
        certificate=folder / f"{wanted.name}.pem",
        key=folder / f"{wanted.name}.key",
        authority=folder / "ca.pem",
    )
    write_files(files, wanted.name, lambda csr: trust.signed(wanted, csr))
    files.authority.write_bytes(trust.authority.pinned.read_bytes())
    print(f"{files.certificate}, {files.key} and {files.authority} are made")


def _said(row: Certificate, now: datetime) -> dict[str, object]:
    return {
        "kind": row.kind,
        "name": row.name,
        "serial": row.serial,
        "issued_at": row.issued_at.isoformat(),
        "not_after": row.not_after.isoformat(),
        "state": row.state(now),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "why": row.why,
        "fingerprint": row.fingerprint,
    }
