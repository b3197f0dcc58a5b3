"""Who takes part in the year: codes with their check signs."""

from __future__ import annotations

from core.kernel.identifiers import NotAnIdentifier, uscc

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code_of(number: int) -> str:
    """The code of the so-manieth party."""
    text = f"91310000MA1Y{number:05}"
    for sign in _SIGNS:
        try:
            return uscc(text + sign)
        except NotAnIdentifier:
            continue
    raise AssertionError(f"no check sign fits {text}")


CORES = tuple(code_of(number) for number in range(10, 14))
BUYERS = tuple(code_of(number) for number in range(20, 26))
SUPERVISORS = tuple(code_of(number) for number in range(30, 33))


def party(code: str, name: str = "") -> dict[str, str]:
    return {"id": code, "scheme": "USCC", "name": name or f"party {code[-5:]}"}
