"""`hub person`: who may sign in to the console."""

from __future__ import annotations

from typing import Annotated

import typer

from core.hub.audit_desk import Noted, note_alone
from gateway.cli.said import By, print_lines, shown
from gateway.cli.said import person as said_person
from gateway.console.people import OPERATOR, People, Person
from gateway.opening import open_hub

PEOPLE_MAX = 10_000

person = typer.Typer(no_args_is_help=True, help="People: who may sign in to the console.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(person, name="person")


@person.command("password")
def password(
    name: Annotated[str, typer.Argument(help="as they sign in; a new name is a new person")] = OPERATOR,
    by: By = "",
) -> None:
    """Gives a person a new password, shown once; where they are signed in, that ends."""
    hub, _settings = open_hub()
    note_alone(hub.store, Noted(by=said_person(by), what="password.given", on=name))
    print(People(hub.store, hub.clock).new_password(name))


@person.command("list")
def list_people() -> None:
    """Everybody who may sign in, and since when their password holds."""
    hub, _settings = open_hub()
    print_lines(
        (f"{row.name:24} since {shown(row.made_at)}" for row in hub.store.rows(Person, limit=PEOPLE_MAX)),
        nothing="nobody may sign in yet; `hub person password NAME`",
    )
