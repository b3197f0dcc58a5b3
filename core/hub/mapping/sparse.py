"""Fields that are nothing where their place in the source is not there, as most of a standard's are."""

from __future__ import annotations

from collections.abc import Iterable

from core.hub.mapping.kit import Get
from core.hub.mapping.paths import Path
from core.hub.mapping.plain import Child
from core.hub.mapping.scope import Scope

# Names of children, one of which must be there for a field to have a value; None where that is not known.
Needs = frozenset[str] | None


class Sparse:
    """A field of which it is known without asking it that it has no value, and raises nothing."""

    def __init__(self, get: Get, needs: frozenset[str]) -> None:
        self.get, self.needs = get, needs

    def __call__(self, scope: Scope) -> object:
        return None if self.needs.isdisjoint(scope.index) else self.get(scope)


def needs_of(get: Get) -> Needs:
    if isinstance(get, Sparse):
        return get.needs
    return frozenset({get.name}) if isinstance(get, Child) and not get.required else None


def sparse(get: Get, needs: Needs) -> Get:
    return get if needs is None else Sparse(get, needs)


def bare(get: Get) -> Get:
    """The field itself, for who has looked already whether its place is there."""
    return get.get if isinstance(get, Sparse) else get


def needs_of_path(path: Path) -> Needs:
    """The child that a path begins with, if it begins here."""
    begins = path.steps[0].name if path.steps and not path.start else "*"
    return None if begins == "*" else frozenset({begins})


def any_of(needs: Iterable[Needs]) -> Needs:
    """Of several places of which one is enough."""
    found: frozenset[str] = frozenset()
    for each in needs:
        if each is None:
            return None
        found |= each
    return found
