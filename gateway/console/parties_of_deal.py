"""Who has a part in a deal, by role and name."""

from __future__ import annotations

from typing import NamedTuple

from core.hub.ports import Store
from core.parties import Party
from gateway.console.deal_reading import Deal

ROLES = ("borrower", "core", "buyer", "supervisor", "funder")


class Part(NamedTuple):
    """known: the master of parties has it. roles: all that it is here."""

    code: str
    name: str
    roles: tuple[str, ...]
    known: bool


def parties_of(store: Store, deal: Deal) -> tuple[Part, ...]:
    """Each once, the borrower first."""
    roles: dict[str, list[str]] = {}
    for role in ROLES:
        code = getattr(deal.facility or deal.application, role, "") or getattr(deal.application, role, "")
        if code:
            roles.setdefault(code, []).append(role)
    parts = []
    for code, held in roles.items():
        party = store.get(Party, code)
        parts.append(Part(code, party.name if party is not None else code, tuple(held), party is not None))
    return tuple(parts)
