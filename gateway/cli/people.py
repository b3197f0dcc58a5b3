"""`hub person`: who may sign in to the console."""

from __future__ import annotations

from typing import Annotated

import typer

from core.hub.persons import Person
from core.hub.rights import read_grant, written
from core.kernel.errors import Refused
from gateway.cli.said import By, print_lines, shown
from gateway.cli.said import person as said_person
from gateway.console.people import OPERATOR, PEOPLE_MAX, People
from gateway.console.people_acts import Administration
from gateway.opening import open_hub

SHORT_HASH = 12

person = typer.Typer(
    no_args_is_help=True, help="People: who may sign in to the console, and what they may do."
)
Name = Annotated[str, typer.Argument(help="as they sign in")]
Roles = Annotated[
    list[str] | None, typer.Argument(help="ROLE, or ROLE:PARTNER,PARTNER for some partners alone")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(person, name="person")


@person.command("add")
def add(
    name: Name,
    roles: Roles = None,
    display: Annotated[str, typer.Option(help="their name in full")] = "",
    by: By = "",
) -> None:
    """A new person with these roles; prints the first password, shown once."""
    print(_administration(by).add(name, [read_grant(word) for word in roles or []], display))


@person.command("password")
def password(name: Annotated[str, typer.Argument(help="as they sign in")] = OPERATOR, by: By = "") -> None:
    """A new password, shown once; the first person of a hub is made by it, and holds every role."""
    acts, people = _administration(by), _people()
    if people.store.get(Person, name) is None and people.store.rows(Person, limit=1):
        raise Refused(f"there is no {name}; `hub person add {name} ROLE …` makes a person")
    print(acts.new_password(name))


@person.command("roles")
def roles(name: Name, roles: Roles = None, by: By = "") -> None:
    """These roles and no others; they hold from the next page on."""
    _administration(by).give_roles(name, [read_grant(word) for word in roles or []])


@person.command("lock")
def lock(name: Name, by: By = "") -> None:
    """Nobody signs in by this name until it is unlocked; who is signed in is out."""
    _administration(by).lock(name)


@person.command("unlock")
def unlock(name: Name, by: By = "") -> None:
    """Lets the person in again, also after too many wrong tries."""
    _administration(by).unlock(name)


@person.command("remove")
def remove(name: Name, by: By = "") -> None:
    """The person is gone; what they did keeps their name."""
    _administration(by).remove(name)


@person.command("forget-factor")
def forget_factor(name: Name, by: By = "") -> None:
    """The telephone is lost and the recovery codes too: the password alone holds again."""
    _administration(by).forget_factor(name)


@person.command("sessions")
def sessions(
    name: Name, end: Annotated[bool, typer.Option("--end", help="ends them")] = False, by: By = ""
) -> None:
    """Where a person is signed in."""
    if end:
        print(f"{_administration(by).end_sessions(name)} ended")
        return
    rows = _people().sessions(name)
    lines = (
        f"{row.token_hash[:SHORT_HASH]} since {shown(row.opened_at)} by {row.factor}: {row.device or ''}"
        for row in rows
    )
    print_lines(lines, nothing=f"{name} is signed in nowhere")


@person.command("list")
def list_people() -> None:
    """Everybody who may sign in, since when, and what they hold."""
    hub, _settings = open_hub()
    print_lines(
        (_line(row) for row in hub.store.rows(Person, limit=PEOPLE_MAX)),
        nothing="nobody may sign in yet; `hub person password NAME`",
    )


def _line(row: Person) -> str:
    marks = "".join((" locked" if row.locked else "", " second factor" if row.totp else ""))
    return f"{row.name:24} since {shown(row.made_at)}{marks}: {written(row.held) or 'no role'}"


def _people() -> People:
    hub, _settings = open_hub()
    return People(hub.store, hub.clock)


def _administration(by: str) -> Administration:
    return Administration(_people(), by=said_person(by), here=True)
