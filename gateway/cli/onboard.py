"""`hub onboard`: from a partner's first files to what a second person puts in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.folders import CONTRACT
from adapters.wiring.hub import Hub
from adapters.wiring.onboarding import conformance
from adapters.wiring.onboarding.drafts import SAMPLES_MAX, Drafts, Start
from adapters.wiring.samples import Desk, samples_of, write_expected
from core.hub.audit_desk import look_at_body
from core.hub.onboarding import RED, Conformance, Onboarding
from core.kernel.errors import Refused
from gateway.cli.acting import acting
from gateway.cli.said import SHORT, By, in_mappings, print_lines, shown, the_one
from gateway.console.exchange import commands
from gateway.opening import open_hub

LISTED_MAX = 1000
ZONE = Start._field_defaults["zone"]
Which = Annotated[str, typer.Argument(metavar="ID", help="by the beginning of its id")]
Paths = Annotated[list[Path], typer.Argument(help=f"1 to {SAMPLES_MAX} files of one kind")]
Feed = Annotated[
    str,
    typer.Option(help="SITE/SOURCE@ZONE: what they are about, how the feed is called, whose local times"),
]
As = Annotated[str, typer.Option("--as", help="a canonical type to draft, or a mapping.yaml to begin with")]

onboard = typer.Typer(no_args_is_help=True, help="New partners: samples, draft, dry run, report, live.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(onboard, name="onboard")
    onboard.command("start")(start)


def start(partner: str, files: Paths, feed: Feed = "MAIN/files", as_: As = "", by: By = "") -> None:
    """Recognizes the files and drafts a contract and a mapping; prints what a person has to decide."""
    hub, settings = open_hub()
    who = acting(hub, settings, by, "mapping.publish", partner)
    place, _, zone = feed.partition("@")
    site, _, source = place.partition("/")
    said = Start(partner=partner, name=partner, site=site, source=source or "files", zone=zone or ZONE)
    if as_.endswith(".yaml"):
        text = _bytes_of(in_mappings(Path(as_), settings.mappings)).decode()
        said = said._replace(mapping=text)
    else:
        said = said._replace(type=as_)
    samples = [(file.name, _bytes_of(file)) for file in files]
    made = Drafts(hub, settings.mappings).start(said, samples, by=who)
    for one in made.files:
        print(f"{one.name}: {one.kind} {one.encoding} {one.standard}".rstrip())
    print(
        f"site {site}: local times are of {said.zone}{'' if zone else '; another: --feed SITE/SOURCE@ZONE'}"
    )
    print_lines((f"found: {text}" for text in made.found), nothing="")
    print_lines((f"to decide: {text}" for text in made.undecided), nothing="nothing is left to decide")
    print(f"{made.onboarding_id[:SHORT]}: `hub onboard show` writes it out, `hub onboard run` tries it")


@onboard.command("list")
def list_drafts() -> None:
    """Every draft and how far it is."""
    hub, _settings = open_hub()
    rows = sorted(hub.store.rows(Onboarding, limit=LISTED_MAX), key=lambda one: one.made_at, reverse=True)
    lines = (
        f"{one.onboarding_id[:SHORT]} {one.partner}/{one.source} {one.state}"
        f" by {one.made_by} {shown(one.made_at)}"
        for one in rows
    )
    print_lines(lines, nothing="nobody is on the way; `hub onboard start PARTNER FILES`")


@onboard.command("show")
def show(
    which: Which,
    out: Annotated[Path | None, typer.Option(help="writes it below this folder, as mappings/ has it")] = None,
    by: By = "",
) -> None:
    """The draft, or its contract, mapping and samples in a folder."""
    hub, settings = open_hub()
    draft = _the(hub, which)
    who = acting(hub, settings, by, "message.see_body", draft.partner)
    look_at_body(hub.store, by=who, what="onboarding.shown", on=draft.partner)
    if out is None:
        print(f"{draft.contract.decode()}\n# {draft.mapping_name}\n{draft.mapping.decode()}", end="")
        return
    folder = out / draft.partner
    _write(folder, draft, Drafts(hub, settings.mappings), settings.mappings)
    print(f"wrote {folder}")


@onboard.command("change")
def change(
    which: Which, folder: Annotated[Path, typer.Argument(help="as `show` wrote it")], by: By = ""
) -> None:
    """Takes contract and mapping from the folder; the report of before counts no more."""
    hub, settings = open_hub()
    draft = _the(hub, which)
    acting(hub, settings, by, "mapping.publish", draft.partner)
    contract, mapping = _bytes_of(folder / CONTRACT), _bytes_of(folder / draft.mapping_name)
    Drafts(hub, settings.mappings).change(draft.onboarding_id, contract=contract, mapping=mapping)
    print(f"{draft.partner}: changed; `hub onboard run {which}` tries it")


@onboard.command("run")
def run(
    which: Which,
    out: Annotated[Path | None, typer.Option(help="where the signed report goes")] = None,
    by: By = "",
) -> None:
    """The dry run: everything through a hub in memory. Ends with 1 where the report is not green."""
    hub, settings = open_hub()
    draft = _the(hub, which)
    who = acting(hub, settings, by, "mapping.publish", draft.partner)
    kept, report = Drafts(hub, settings.mappings).run(draft.onboarding_id, by=who)
    print_lines(_told(report), nothing="")
    if out is not None:
        out.write_bytes(kept.report or b"")
    raise typer.Exit(0 if report.green else 1)


@onboard.command("verify")
def verify(report: Annotated[Path, typer.Argument(help="a signed report")]) -> None:
    """Whether a report is this hub's, and unchanged."""
    hub, _settings = open_hub()
    said = conformance.opened(_bytes_of(report), hub.key, hub.key.public_key)
    colour = "green" if said.green else "red"
    print(f"{said.partner}: {colour}, by {said.made_by} {said.made_at}; it is this hub's")


@onboard.command("keys")
def keys(which: Which) -> None:
    """The commands by which keys are exchanged with the partner."""
    hub, _settings = open_hub()
    draft = _the(hub, which)
    for title, command in commands(draft.partner, draft.source, draft.site):
        print(f"# {title}\n{command}")


@onboard.command("propose")
def propose(
    which: Which, why: Annotated[str, typer.Option(help="for the second person")], by: By = ""
) -> None:
    """Proposes what is green to a second person, who puts it in force by `hub partner approve`."""
    hub, settings = open_hub()
    draft = _the(hub, which)
    who = acting(hub, settings, by, "mapping.publish", draft.partner)
    made = Drafts(hub, settings.mappings).propose(draft.onboarding_id, by=who, why=why)
    short = made.publication_id[:SHORT]
    print(f"{draft.partner}: {short} waits for a second person; `hub partner approve {short}`")


def _the(hub: Hub, which: str) -> Onboarding:
    rows = {one.onboarding_id: one for one in hub.store.rows(Onboarding, limit=LISTED_MAX)}
    return rows[the_one(which, list(rows), what="onboard")]


def _told(report: Conformance) -> Iterator[str]:
    for file in report.files:
        yield f"{file.file}: {file.state}, {file.documents} documents"
        yield from (f"  {fault}" for fault in file.faults)
    booked = report.booked
    for moved in booked.movements:
        yield f"  {moved.kind} {moved.lot} {moved.on_hand} {moved.unit} at {moved.site} ({moved.document})"
    for title, lines in (("refused", booked.refused), ("answer", booked.answers), ("alert", booked.alerts)):
        yield from (f"  {title}: {line}" for line in lines)
    yield from (f"{'ok  ' if one.good else 'FAIL'} {one.name} {one.text}" for one in report.checks)
    yield f"{report.partner}: {'green' if report.green else 'red'}, {booked.effects_count} effects, signed"


def _write(folder: Path, draft: Onboarding, drafts: Drafts, root: Path) -> None:
    """Refused where the folder is there: nothing is written over."""
    if folder.exists():
        raise Refused(f"{folder} is there already; name another, or move it away first")
    mapping = folder / draft.mapping_name
    samples = mapping.parent / "samples" / draft.source
    samples.mkdir(parents=True)
    (folder / CONTRACT).write_bytes(draft.contract)
    mapping.write_bytes(draft.mapping)
    for place, (name, payload) in enumerate(drafts.payloads(draft)):
        (samples / f"{place:02}_{Path(name).name or 'sample'}").write_bytes(payload)
    if draft.is_reported and draft.state != RED:
        # What the green report saw is what `hub map test` holds the mapping to from now on.
        for sample in samples_of(mapping):
            write_expected(Desk(root), sample)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
