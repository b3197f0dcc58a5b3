"""What is uncertain: instructions about it park, facts about it are booked and alarmed all the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from core.hub.failures import PARKED, WAITING, Failure, Uncertain
from core.hub.message import Message
from core.hub.ports import Unit
from core.hub.records import key_of
from core.hub.shelf import Shelf


def scopes(message: Message) -> list[str]:
    """The scopes an instruction depends on: its site and each of its business keys."""
    return [f"site:{message.site}", *(f"key:{key}" for key in message.keys)]


def first_uncertain(unit: Unit, message: Message, sites: Iterable[str] = ()) -> Uncertain | None:
    """What this instruction would have to wait for, if anything; it rests on these sites beside its own."""
    shelf = unit.shelf(Uncertain)
    for scope in (*scopes(message), *(f"site:{site}" for site in sites)):
        for row in shelf.find(scope=scope):
            return row
    return None


def mark_uncertain(unit: Unit, origin: str, names: Iterable[str], text: str) -> None:
    """Marks these scopes uncertain because of `origin` (a failure's place, a gap)."""
    mark_uncertain_rows(unit.shelf(Uncertain), origin, names, since=unit.now, text=text)


def make_certain(unit: Unit, origin: str) -> list[str]:
    """Takes back what this origin made uncertain; gives the scopes."""
    return make_certain_rows(unit.shelf(Uncertain), origin)


def mark_uncertain_rows(
    shelf: Shelf[Uncertain], origin: str, names: Iterable[str], *, since: datetime, text: str
) -> None:
    for scope in sorted(set(names)):
        shelf.put(Uncertain(scope=scope, origin=origin, since=since, text=text))


def make_certain_rows(shelf: Shelf[Uncertain], origin: str) -> list[str]:
    rows = shelf.find(origin=origin)
    for row in rows:
        shelf.remove(*key_of(row))
    return [row.scope for row in rows]


def unpark(
    parked: Shelf[Failure], uncertain: Shelf[Uncertain], scopes: Iterable[str], *, due_at: datetime
) -> None:
    """Instructions that waited are due once one of these scopes is certain; what still waits parks again."""
    if all(uncertain.find(scope=scope) for scope in scopes):
        return
    for failure in parked.find(state=PARKED):
        parked.put(msgspec.structs.replace(failure, state=WAITING, due_at=due_at))
