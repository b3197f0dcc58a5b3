"""What people tell the parties room."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.catalogue.fields import Key, Moment, Text
from core.hub.bodies import internal_body


@internal_body("party.classified.v1")
class PartyClassified(msgspec.Struct, frozen=True, kw_only=True):
    """A person says how the house stands to a party, why, and until when; a blacklisted one is blocked."""

    uscc: Key
    standing: Literal["", "good", "potential", "blacklisted"]
    reason: Text
    proposer: Key
    approver: Key
    until: Moment | None = None


@internal_body("party.tied.v1")
class PartyTied(msgspec.Struct, frozen=True, kw_only=True):
    """One party guarantees for another, or trades with it: no master says so, a contract or a person does."""

    begin: Key
    end: Key
    kind: Literal["guarantees", "trades"]
    source: Text


@internal_body("party.standing_ended.v1")
class StandingEnded(msgspec.Struct, frozen=True, kw_only=True):
    """The clock found a standing that is over; until: the end it was given."""

    uscc: Key
    until: Moment


@internal_body("party.standing_changed.v1")
class StandingChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Told to everybody: how the house stands to a party from now on, and how it did before."""

    uscc: Key
    name: Text
    before: str
    standing: str
    reason: Text
    until: Moment | None = None
