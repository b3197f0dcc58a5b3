"""The code a party is known by, checked where it comes in."""

from __future__ import annotations

from core.kernel.errors import Refused
from core.kernel.identifiers import NotAnIdentifier, uscc


def known_code(text: str) -> str:
    """The code in capitals; Refused, with what may be meant, where its check sign does not fit (T24)."""
    try:
        return uscc(text)
    except NotAnIdentifier as fault:
        letters = sorted({sign for sign in text.upper() if sign in "IO"})
        hint = f"; {' and '.join(letters)} stand in none: 1 and 0 are meant?" if letters else ""
        raise Refused(
            f"{text!r} is no unified social credit code: expected {fault.expected}{hint}",
            cause="parties.uscc",
        ) from None
