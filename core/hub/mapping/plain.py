"""Fields so plain that they are woven into one function: a constant, a text, a number and its unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.hub.mapping.kit import Get, Kind
from core.hub.mapping.level import Failing
from core.hub.mapping.scope import Scope, Unfit


class Constant:
    """A field that always has the same value."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __call__(self, _scope: Scope) -> object:
        return self.value


class Child:
    """The value of the child of one name; `slowly` reads the same where it is more than one text."""

    def __init__(self, name: str, convert: Kind, fail: Failing, slowly: Get, required: bool) -> None:
        self.name, self.convert, self.required = name, convert, required
        self._fail, self._slowly = fail, slowly

    def __call__(self, scope: Scope) -> object:
        found = scope.index.get(self.name)
        if found is None:
            value = None
        elif found.value is None:
            value = self._slowly(scope)
        else:
            try:
                value = self.convert(found.value, scope.run.facts)
            except Unfit as unfit:
                raise self._fail(unfit, found.value, found) from None
        if value is None and self.required:
            raise self._fail.missing(scope.node)
        return value


class Pair:
    """A number and what it counts, under two names; nothing where there is no number.

    check: whether the two go together, Unfit if not. whole: the same, and what is said where they do not.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        gets: tuple[Get, Get],
        check: Callable[[dict[str, Any]], dict[str, Any]],
        whole: Callable[[dict[str, Any], Scope], object],
    ) -> None:
        self.first, self.second = names
        self.main, self.other = gets
        self.check = check
        self._whole = whole

    def __call__(self, scope: Scope) -> object:
        value = self.main(scope)
        if value is None:
            return None
        unit = self.other(scope)
        if unit is None:
            return self._whole({self.first: value}, scope)
        body = {self.first: value, self.second: unit}
        try:
            return self.check(body)
        except Unfit:
            return self._whole(body, scope)
