"""How the house stands to a party, which ends by itself where it was given an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.parties.messages import StandingEnded
from core.parties.party import Party

BLACKLISTED = "blacklisted"
# Those that a party may have; "" is none of them.
STANDINGS = ("good", "potential", BLACKLISTED)


def standing_at(party: Party, at: datetime) -> str:
    """Its standing at that moment; "" where none was given, or the one that was is over."""
    over = party.standing_until is not None and party.standing_until <= at
    return "" if over else party.standing


def blocked(party: Party, at: datetime | None = None) -> str:
    """Why nothing may be begun with the party at that moment, or "".

    Without a moment a standing counts until the clock has ended it, so nothing passes too early.
    """
    standing = party.standing if at is None else standing_at(party, at)
    if standing == BLACKLISTED:
        return f"{party.name} is blacklisted: {party.standing_reason}"
    if party.status != "active":
        return f"{party.name} is {party.status}"
    return ""


def standings_over(parties: Iterable[Party], now: datetime) -> list[StandingEnded]:
    """Of parties that have a standing, those whose time is over: `party.standing_ended.v1` for each."""
    return [
        StandingEnded(uscc=each.uscc, until=each.standing_until)
        for each in parties
        if each.standing_until is not None and each.standing_until <= now
    ]
