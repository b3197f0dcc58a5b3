"""How the house stands to a party, which ends by itself where it was given an end."""

from __future__ import annotations

from datetime import datetime

from core.parties.party import Party

BLACKLISTED = "blacklisted"


def standing_at(party: Party, at: datetime) -> str:
    """Its standing at that moment; "" where none was given, or the one that was is over."""
    over = party.standing_until is not None and party.standing_until <= at
    return "" if over else party.standing


def blocked(party: Party, at: datetime) -> str:
    """Why nothing may be begun with the party at that moment, or ""."""
    if standing_at(party, at) == BLACKLISTED:
        return f"{party.name} is blacklisted: {party.standing_reason}"
    if party.status != "active":
        return f"{party.name} is {party.status}"
    return ""
