"""Who gives a command: under four eyes a person of the house who proves it; else whoever the machine says."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from adapters.wiring.hub import Hub
from core.hub.persons import Person
from core.hub.rights import ALL
from core.kernel.errors import Refused
from gateway.cli.said import person
from gateway.console.people import People
from gateway.console.sealing import Seal
from gateway.settings import Settings


def eyes_on(hub: Hub, settings: Settings) -> bool:
    """Whether commands wait for a second person. A new hub without any person has nobody to be one yet."""
    return settings.rules.four_eyes.on and bool(hub.store.rows(Person, limit=1))


def acting(hub: Hub, settings: Settings, by: str, action: str, partner: str = "") -> str:
    """The name that stands on what is done. Refused where four eyes are on and the person may not.

    Without proof one person at a machine could be both of the two: maker by one name, approver by another.
    """
    require_right(hub, settings, by, action, partner)
    return proven(hub, settings, by)


def require_right(hub: Hub, settings: Settings, by: str, action: str, partner: str = "") -> None:
    """Refused where four eyes are on and the person's roles do not hold the action; nothing is proven yet."""
    name = person(by)
    if eyes_on(hub, settings) and not _known(hub, name).rights.may(action, partner or ALL):
        raise Refused(f"the roles of {name} do not hold {action} of {partner or 'all partners'}")


def proven(hub: Hub, settings: Settings, by: str) -> str:
    """The name alone, for what is no matter of roles: under four eyes the person proves it."""
    name = person(by)
    if eyes_on(hub, settings):
        known = _known(hub, name)
        _prove(People(hub.store, hub.clock, seal=Seal.kept_in(hub.home / "keys")), known.name)
    return name


def require_persons(hub: Hub, settings: Settings, names: Iterable[str]) -> None:
    """Under four eyes whoever is to sign must be able to prove it. Refused for who cannot sign in here."""
    if not eyes_on(hub, settings):
        return
    for name in names:
        known = hub.store.get(Person, name)
        if known is None or known.locked:
            why = "is locked" if known is not None else "is nobody who signs in here"
            raise Refused(
                f"four eyes are on: {name} {why} and could sign nothing; `hub person list` names all"
            )


def _known(hub: Hub, name: str) -> Person:
    known = hub.store.get(Person, name)
    if known is None:
        raise Refused(f"four eyes are on: {name} is nobody who signs in here; say who you are with --by NAME")
    return known


def _prove(people: People, name: str) -> None:
    entered = people.sign_in(name, typer.prompt(f"password of {name}", hide_input=True, err=True))
    if entered.half:
        entered = people.second_step(entered.token, typer.prompt("code", err=True))
    people.sign_out(entered.token)
