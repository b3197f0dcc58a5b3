"""Parties of a deal: known to the house, and nothing keeps the house from dealing with them."""

from __future__ import annotations

from core.catalogue.parts import PartyRef
from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan.work import LoanWork
from core.parties import Party, blocked


def require_party(message: Message, work: LoanWork, code: str, role: str) -> Party:
    """Refused where the party is not in the master, or is blocked as of now."""
    party = work.parties.parties.get(code.strip().upper())
    if party is None:
        raise Refused(f"{role} {code} is not known; its master comes first", cause="loan.unknown_party")
    if why := blocked(party, message.record_time):
        raise Refused(f"{role}: {why}", cause="loan.blocked_party")
    return party


def code_of(ref: PartyRef | None) -> str:
    """The code by which the master knows it."""
    return ref.id.strip().upper() if ref is not None else ""
