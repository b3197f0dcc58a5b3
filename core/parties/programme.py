"""Programmes (1+N): a core enterprise stands behind N members, each with a limit inside the core's total."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import msgspec

from core.hub.records import Record

RUNNING, SUSPENDED, ENDED = "running", "suspended", "ended"


class Programme(Record, frozen=True, kw_only=True):
    """What a core enterprise agreed to. Here is who belongs and with how much; what is used is the ledger's.

    total_minor: of all members together, in minor units. members_percent_max: how much of it their limits may
    add up to; over 100 the house counts on not all of them using theirs at once. state: running, suspended or
    ended; changes: how often it changed.
    """

    TABLE: ClassVar[str] = "parties_programme"
    KEY: ClassVar[tuple[str, ...]] = ("programme",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("core",), ("state",))
    BOOK: ClassVar[bool] = True

    programme: str
    core: str
    name: str
    currency: str
    total_minor: int
    members_percent_max: int
    state: str
    opened_at: datetime
    until: datetime | None
    proposer: str
    approver: str
    reason: str
    changes: int = 1

    @property
    def members_minor_max(self) -> int:
        """What the members' limits may add up to."""
        return self.total_minor * self.members_percent_max // 100


class Member(Record, frozen=True, kw_only=True):
    """One of the N; side: what it is to the core, its supplier or its dealer. limit_minor: of the total."""

    TABLE: ClassVar[str] = "parties_member"
    KEY: ClassVar[tuple[str, ...]] = ("programme", "member")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("core", "member"), ("member",), ("state",))
    BOOK: ClassVar[bool] = True

    programme: str
    member: str
    core: str
    side: str
    limit_minor: int
    state: str
    admitted_at: datetime
    until: datetime | None
    proposer: str
    approver: str
    reason: str
    changes: int = 1


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A member's place in a programme, for the room that lends; closed: why nothing new may begin, or ""."""

    programme: str
    core: str
    member: str
    side: str
    currency: str
    total_minor: int
    limit_minor: int
    closed: str


class ProgrammeOver(msgspec.Struct, frozen=True, kw_only=True):
    """What the clock found over: a programme, or one member's place in it ("" of member: the whole)."""

    programme: str
    member: str
    until: datetime


def programmes_over(
    programmes: Iterable[Programme], members: Iterable[Member], now: datetime
) -> list[ProgrammeOver]:
    """Of programmes and members, those whose time is over and that have not ended."""
    whole = [
        ProgrammeOver(programme=each.programme, member="", until=each.until)
        for each in programmes
        if each.state != ENDED and each.until is not None and each.until <= now
    ]
    places = [
        ProgrammeOver(programme=each.programme, member=each.member, until=each.until)
        for each in members
        if each.state != ENDED and each.until is not None and each.until <= now
    ]
    return [*whole, *places]
