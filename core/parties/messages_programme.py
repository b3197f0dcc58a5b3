"""What people and the clock say of programmes; the room above grants limits by the same messages."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, Moment, OptionalKey, Text
from core.hub.bodies import internal_body
from core.kernel.money import MINOR_MAX

AboveNothing = Annotated[int, Meta(ge=1, le=MINOR_MAX // 1_000)]
Percent = Annotated[int, Meta(ge=100, le=1_000)]
Side = Literal["supplier", "dealer"]


@internal_body("party.programme_opened.v1")
class ProgrammeOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A core enterprise stands behind a programme of so much; another than the proposer approves it."""

    programme: Key
    core: Key
    name: Key
    currency: Currency
    total_minor: AboveNothing
    proposer: Key
    approver: Key
    reason: Text
    members_percent_max: Percent = 100
    until: Moment | None = None


@internal_body("party.programme_changed.v1")
class ProgrammeChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Another total, end or state; what ended never runs again."""

    programme: Key
    total_minor: AboveNothing
    state: Literal["running", "suspended", "ended"]
    proposer: Key
    approver: Key
    reason: Text
    members_percent_max: Percent = 100
    until: Moment | None = None


@internal_body("party.member_admitted.v1")
class MemberAdmitted(msgspec.Struct, frozen=True, kw_only=True):
    """A party is one of the N, with this limit; said again: another limit, and a suspension ends."""

    programme: Key
    member: Key
    side: Side
    limit_minor: AboveNothing
    proposer: Key
    approver: Key
    reason: Text
    until: Moment | None = None


@internal_body("party.member_suspended.v1")
class MemberSuspended(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing new begins for the member, what runs goes on; ended: for good, and its limit is free again."""

    programme: Key
    member: Key
    proposer: Key
    approver: Key
    reason: Text
    ended: bool = False


@internal_body("party.programme_over.v1")
class ProgrammeFoundOver(msgspec.Struct, frozen=True, kw_only=True):
    """The clock found a programme, or one member's place in it, over; until: the end it was given."""

    programme: Key
    until: Moment
    member: OptionalKey = ""
