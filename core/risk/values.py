"""What a decision is made of: whole numbers, decimals, words and truths, exact; never a float."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from core.kernel.errors import Refused

Value = int | Decimal | str | bool
# As a message carries it: a decimal is written as text, so that no reader makes a float of it.
Said = bool | int | str | None

NUMBER, WHOLE, TEXT, TRUTH = "number", "whole", "text", "truth"
KINDS = (NUMBER, WHOLE, TEXT, TRUTH)
TEXT_LENGTH_MAX = 200
DIGITS_MAX = 40
_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?", re.ASCII)


def number_in(text: str) -> int | Decimal | None:
    """The number that the text is, or None; a whole one is an int, however it is written."""
    if not _NUMBER.fullmatch(text) or len(text) > DIGITS_MAX + 2:
        return None
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else exact


def value_of(name: str, kind: str, said: Said) -> Value | None:
    """The value as its kind asks for it; None is "nobody said it". Refused where it is of another kind."""
    if said is None:
        return None
    if kind == TRUTH:
        found: Value | None = said if isinstance(said, bool) else None
    elif kind == TEXT:
        found = said if isinstance(said, str) and len(said) <= TEXT_LENGTH_MAX else None
    elif isinstance(said, bool) or not isinstance(said, (int, str)):
        found = None
    else:
        found = number_in(str(said))
        if kind == WHOLE and not isinstance(found, int):
            found = None
    if found is None:
        raise Refused(f"{name} is {said!r}, it takes a {kind}", cause="risk.value")
    return found


def values_of(kinds: Mapping[str, str], said: Mapping[str, Said]) -> dict[str, Value]:
    """What was said, by name; Refused for a name that nobody knows."""
    if unknown := sorted(said.keys() - kinds.keys()):
        raise Refused(
            f"no variable is called {', '.join(unknown[:5])}; see the rule set's variables",
            cause="risk.unknown_variable",
        )
    found: dict[str, Value] = {}
    for name, each in said.items():
        value = value_of(name, kinds[name], each)
        if value is not None:
            found[name] = value
    return found


def written(value: Value | None) -> Said:
    """The value as a message carries it."""
    return format(value, "f") if isinstance(value, Decimal) else value
