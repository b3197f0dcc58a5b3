"""The place in a list as an address bears it."""

from __future__ import annotations

from adapters.database.columns import from_micros, to_micros
from core.hub.views import Cursor, TryCursor


def cursor_of(text: str) -> Cursor | None:
    """The place in a list that an address names; None for one that names none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts):
        return None
    try:
        return Cursor(from_micros(int(parts[0])), int(parts[1]), int(parts[2]))
    except OverflowError:  # Further than a calendar goes.
        return None


def text_of(cursor: Cursor | None) -> str:
    return f"{to_micros(cursor.at)}-{cursor.partition}-{cursor.number}" if cursor else ""


def try_cursor_of(text: str) -> TryCursor | None:
    """The place in an endpoint's log that an address names; None for one that names none."""
    at, _, rest = text.partition("-")
    send_id, _, attempt = rest.partition("-")
    if not (at.isdecimal() and attempt.isdecimal() and send_id.isalnum()) or max(len(at), len(attempt)) > 18:
        return None
    try:
        return TryCursor(from_micros(int(at)), send_id[:64], int(attempt))
    except OverflowError:  # Further than a calendar goes.
        return None


def try_text_of(cursor: TryCursor) -> str:
    return f"{to_micros(cursor.at)}-{cursor.send_id}-{cursor.attempt}"
