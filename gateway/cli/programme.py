"""`hub programme`: a core enterprise and its N members, with limits inside the core's total."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.wiring.programme_file import ProgrammeFile, read_programme
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.parties import Member, MemberSuspended, Programme
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.said import By, print_lines, shown
from gateway.opening import open_hub

programme = typer.Typer(no_args_is_help=True, help="Programmes (1+N): a core enterprise and its members.")
ROWS_MAX = 10_000
Name = Annotated[str, typer.Argument(help="the programme's number")]
Code = Annotated[str, typer.Argument(help="the party's unified social credit code")]
Why = Annotated[str, typer.Option(help="the reason")]
File = Annotated[Path, typer.Argument(help="the programme as YAML (docs/parties.md)")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(programme, name="programme")


@programme.command("open")
def open_programme(file: File, approver: Approver, by: By = "") -> None:
    """Opens the programme of the file, and admits the members that stand in it."""
    said, two = read_programme(file), _two(approver, by)
    _tell("party.programme_opened.v1", said.opened(*two), said.programme)
    _admit(said, two)


@programme.command("change")
def change(file: File, approver: Approver, by: By = "") -> None:
    """Gives it the total, end and state of the file; its members stay as they are."""
    said, two = read_programme(file), _two(approver, by)
    _tell("party.programme_changed.v1", said.changed(*two), said.programme)


@programme.command("admit")
def admit(file: File, approver: Approver, by: By = "") -> None:
    """Admits the members of the file, gives them their limits there, and ends their suspension."""
    _admit(read_programme(file), _two(approver, by))


@programme.command("suspend")
def suspend(name: Name, member: Code, why: Why, approver: Approver, by: By = "") -> None:
    """Lets nothing new begin for a member; what runs goes on."""
    proposer, other = _two(approver, by)
    _leave(MemberSuspended(programme=name, member=member, reason=why, proposer=proposer, approver=other))


@programme.command("dismiss")
def dismiss(name: Name, member: Code, why: Why, approver: Approver, by: By = "") -> None:
    """Ends a member's place for good; its limit is free again."""
    proposer, other = _two(approver, by)
    said = MemberSuspended(
        programme=name, member=member, reason=why, ended=True, proposer=proposer, approver=other
    )
    _leave(said)


@programme.command("show")
def show(
    name: Annotated[str, typer.Argument(help="the programme; all of them unless said")] = "",
) -> None:
    """Programmes, or one of them with its members."""
    hub, _settings = open_hub()
    if not name:
        print_lines(
            (_line(row) for row in hub.store.rows(Programme, limit=ROWS_MAX)), nothing="no programme is open"
        )
        return
    one = hub.store.get(Programme, name)
    if one is None:
        raise Refused(f"there is no programme {name}; `hub programme show` names all")
    print(_line(one))
    members = hub.store.rows(Member, limit=ROWS_MAX, programme=name)
    print_lines((_place(row, one.currency) for row in members), nothing="  it has no member")


def _line(row: Programme) -> str:
    end = f", until {shown(row.until)}" if row.until is not None else ""
    total = Money(row.total_minor, row.currency)
    return f"{row.programme} {row.name} of {row.core}: {row.state}, {total}, {row.members_percent_max} %{end}"


def _place(row: Member, currency: str) -> str:
    end = f", until {shown(row.until)}" if row.until is not None else ""
    return f"  {row.member} {row.side}: {row.state}, {Money(row.limit_minor, currency)}{end}: {row.reason}"


def _admit(said: ProgrammeFile, two: tuple[str, str]) -> None:
    for each in said.admitted(*two):
        _tell("party.member_admitted.v1", each, f"{said.programme}/{each.member}")


def _leave(said: MemberSuspended) -> None:
    _tell("party.member_suspended.v1", said, f"{said.programme}/{said.member}")


def _two(approver: str, by: str) -> tuple[str, str]:
    hub, settings = open_hub()
    return two_people(hub, settings, by, approver)


def _tell(type_name: str, said: msgspec.Struct, about: str) -> None:
    hub, _settings = open_hub()
    tell(hub, type_name, said, key=f"{about}/{hub.store.now().isoformat()}")
    print(f"{about} goes to the parties room")
