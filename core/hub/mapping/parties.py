"""Identifiers of parties as kinds of a mapping's fields."""

from __future__ import annotations

from core.hub.mapping.scope import Unfit
from core.kernel import identifiers
from core.kernel.identifiers import NotAnIdentifier


def uscc(text: str) -> str:
    """A unified social credit code; Unfit if its check sign does not fit."""
    try:
        return identifiers.uscc(text)
    except NotAnIdentifier as fault:
        raise Unfit("uscc", fault.expected) from None


def gln(text: str) -> str:
    """A global location number; Unfit if its check digit does not fit."""
    try:
        return identifiers.gln(text)
    except NotAnIdentifier as fault:
        raise Unfit("gln", fault.expected) from None
