"""All that is known of a party, as its master told it."""

from __future__ import annotations

import msgspec

from core.catalogue.party_master import PartyMaster
from core.parties.party import Party


def master_of(party: Party) -> PartyMaster:
    """Its master as it is known now: registration, owners, executives, and what its roles bring."""
    told = msgspec.json.decode(party.body)
    return msgspec.convert(told | {"as_of": party.known_at}, PartyMaster, strict=False)
