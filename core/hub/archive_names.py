"""How what was taken is called where it lies put away, and what it was called before."""

from __future__ import annotations

import re
from collections.abc import Iterator

NAMES_MAX = 100_000
_NUMBERED = re.compile(r"(?s)(.+)\.~[0-9]{1,6}~")


def names_for(name: str, *, own: bool) -> Iterator[str]:
    """What it may be called there; the first that is free is meant.

    own: whether by its own name too. Never by one that is numbered itself: it could not be told from a second
    of the name before the number.
    """
    if own and not _NUMBERED.fullmatch(name):
        yield name
    for number in range(1, NAMES_MAX):
        yield f"{name}.~{number}~"


def called(name: str) -> str:
    """As the other side called it before it was put away under this name."""
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name
