"""How many whole months of messages a hub keeps: doors, commands and clock read the same setting."""

from __future__ import annotations

from collections.abc import Mapping

from core.hub.months import require_months_kept
from core.kernel.errors import Refused

NAME = "LIANQIAO_MONTHS_KEPT"


def months_kept_in(said: Mapping[str, str]) -> int:
    """0 = for ever. Refused if it is no number, or lets a message go before what points at it."""
    text = said.get(NAME, "").strip() or "0"
    if not text.isdecimal() or len(text) > 4:
        raise Refused(f"{NAME}={text} is no whole number of months; 0 keeps messages for ever")
    return require_months_kept(int(text))
