"""`hub soap`: partners' web services, registered from a WSDL and tried; passwords for our own door."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from adapters.soap.endpoint import KEPT, make_endpoint
from adapters.soap.kept import Kept, decoded, gather
from adapters.soap.service import Service
from adapters.wiring.endpoints import ContractDestinations
from adapters.wiring.hub import Hub
from core.hub.audit_desk import Noted, note
from core.hub.contracts import Partner, Send
from core.hub.digest_access import give_digest_password
from core.hub.endpoints import KEY, MEDIA, MESSAGE_ID, SEND_ID, SENT_AT, TYPE
from core.hub.registered import Registered, in_force, paper, register
from core.kernel.errors import Refused
from gateway.cli.acting import acting
from gateway.cli.said import By, person, print_lines, shown
from gateway.console.sealing import Seal
from gateway.opening import open_hub

LISTED_MAX = 1000
VALUES_BYTES_MAX = 16 * 1024 * 1024
TRIAL = "trial"

soap = typer.Typer(no_args_is_help=True, help="Partners' web services (SOAP), and passwords for our own.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(soap, name="soap")


@soap.command("register")
def register_wsdl(
    whose: Annotated[str, typer.Argument(help="PARTNER/NAME; a send's options name it by NAME: wsdl")],
    wsdl: Annotated[Path, typer.Argument(help="the WSDL, as a file")],
    folder: Annotated[Path | None, typer.Option(help="its imports lie below; else its own folder")] = None,
    imports: Annotated[list[str] | None, typer.Option("--import", help="LOCATION=FILE")] = None,
    by: By = "",
) -> None:
    """Keeps a WSDL with all it imports. Nothing is fetched; what is missing is named."""
    partner, _, name = whose.partition("/")
    kept = gather(wsdl, folder or wsdl.resolve().parent, _given(imports or []))
    service = Service(kept)
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        hash_, fresh = register(unit, KEPT, partner, name, kept.encoded())
        if fresh:
            note(
                unit, Noted(by=person(by), what="wsdl.registered", on=f"{partner}/{name}", change=hash_[:16])
            )
    print(f"{whose}: {hash_[:12]}, {len(kept.files)} files, {len(service.operations())} operations")
    if service.unchecked:
        print(f"LOOK: messages are not held against its schemas: {service.unchecked}", file=sys.stderr)


@soap.command("list")
def list_wsdls() -> None:
    """What is registered."""
    hub, _settings = open_hub()
    rows = [row for row in hub.store.rows(Registered, limit=LISTED_MAX) if row.kind == KEPT]
    lines = (f"{row.name:40} {row.hash[:12]} since {shown(row.registered_at)}" for row in rows)
    print_lines(lines, nothing="no WSDL is registered; `hub soap register PARTNER/NAME FILE`")


@soap.command("operations")
def list_operations(whose: Annotated[str, typer.Argument(help="PARTNER/NAME")]) -> None:
    """The operations of a registered WSDL, what each takes and answers."""
    hub, _settings = open_hub()
    partner, _, name = whose.partition("/")
    service = Service(_kept(hub, partner, name))
    print_lines(_lines(service), nothing="it has no operation that is called by SOAP")
    if service.unchecked:
        print(f"not held against its schemas: {service.unchecked}")


@soap.command("call")
def call_operation(
    partner: str,
    send: Annotated[str, typer.Argument(help="a send of the contract whose adapter is soap")],
    values: Annotated[Path, typer.Argument(help="the parts as JSON, as a mapping would write them")],
    dry: Annotated[bool, typer.Option("--dry", help="print the message, and send nothing")] = False,
    by: By = "",
) -> None:
    """Calls a partner's service once, by a send of its contract. With --dry nothing leaves."""
    hub, settings = open_hub()
    declared = _send(hub, partner, send)
    payload = values.read_bytes()[:VALUES_BYTES_MAX]
    if dry:
        paper_ = paper(hub.store, in_force(hub.store, KEPT, partner, declared.options.get(KEPT, "")))
        unproven = {word: said for word, said in declared.options.items() if word not in ("user", "proof")}
        endpoint = make_endpoint(_with(declared, unproven), b"", paper_)
        print(endpoint.made(payload, TRIAL).content.decode())
        return
    who = acting(hub, settings, by, "mapping.publish", partner)
    destinations = ContractDestinations(hub.store, hub.library, hub.home)
    made = destinations.of(partner, declared)
    with hub.store.unit() as unit:
        note(unit, Noted(by=who, what="soap.called", on=f"{partner}/{send}"))
    # Their service may know a repeat by our key: each trial has another.
    trial = f"{TRIAL}-{secrets.token_hex(8)}"
    said = dict.fromkeys((SEND_ID, MESSAGE_ID, TYPE, KEY, MEDIA, SENT_AT), trial)
    print(made.endpoint.send(TRIAL, payload, said).text)


@soap.command("password")
def digest_password(
    client_id: Annotated[str, typer.Argument(help="of `hub partner client add`")], by: By = ""
) -> None:
    """A password for digests (WS-Security) at our own door, for a partner's machine; it is shown once."""
    hub, _settings = open_hub()
    seal = Seal.kept_in(hub.home / "keys")
    with hub.store.unit() as unit:
        given = give_digest_password(unit, client_id, seal.close)
        note(unit, Noted(by=person(by), what="digest_password.given", on=client_id))
    print(given)


def _given(said: list[str]) -> dict[str, Path]:
    given = {}
    for one in said:
        location, equals, file = one.rpartition("=")
        if not (location and equals and file):
            raise Refused(f"{one!r} is no import; write LOCATION=FILE")
        given[location] = Path(file)
    return given


def _kept(hub: Hub, partner: str, name: str) -> Kept:
    return decoded(paper(hub.store, in_force(hub.store, KEPT, partner, name)))


def _lines(service: Service) -> Iterator[str]:
    for one in service.operations():
        yield f"{one.port} {one.name} (SOAP {one.soap}, {one.style})"
        yield f"    takes   {one.takes or 'nothing'}"
        yield f"    answers {one.answers or 'nothing'}"


def _send(hub: Hub, partner: str, name: str) -> Send:
    row = hub.store.get(Partner, partner)
    sends = hub.library.contract(row.contract).sends if row is not None else ()
    for send in sends:
        if send.name == name and send.adapter == "soap":
            return send
    raise Refused(f"{partner}'s contract has no send {name!r} by soap")


def _with(send: Send, options: dict[str, str]) -> Send:
    return replace(send, options=options, secret_file="")
