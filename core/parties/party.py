"""A party of the master: what is known of it now, what was known before, and what it hangs together with."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record

# What binds two ends: a holding and control go from the owner to the owned; the others are shared.
HOLDS, CONTROLS, ACCOUNT, ADDRESS, PHONE = "holds", "controls", "account", "address", "phone"
GUARANTEES, TRADES = "guarantees", "trades"
# Of the people who run it: one who runs two parties ties them.
MANAGES = "manages"


class Party(Record, frozen=True, kw_only=True):
    """A party as it is known now; the fields of the master mean what `PartyMaster` says.

    version: how often what is known of it changed. roles: in words, with blanks between. known_at: the moment
    that what is known is true of; what is older changes nothing. standing: "", "good", "potential" or
    "blacklisted", until `standing_until`; standing_by: who approved it.
    """

    TABLE: ClassVar[str] = "parties_party"
    KEY: ClassVar[tuple[str, ...]] = ("uscc",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("name",), ("standing",))
    BOOK: ClassVar[bool] = True

    uscc: str
    version: int
    name: str
    roles: str
    status: str
    known_at: datetime
    body: bytes
    standing: str = ""
    standing_reason: str = ""
    standing_by: str = ""
    standing_until: datetime | None = None


class PartyVersion(Record, frozen=True, kw_only=True):
    """What was known of a party from one change to the next; changed: the fields, one a line."""

    TABLE: ClassVar[str] = "parties_version"
    KEY: ClassVar[tuple[str, ...]] = ("uscc", "version")
    BOOK: ClassVar[bool] = True

    uscc: str
    version: int
    known_at: datetime
    record_time: datetime
    source: str
    changed: str
    body: bytes
    message_id: UUID


class PartyLink(Record, frozen=True, kw_only=True):
    """What a party hangs together with: another party, or an account, address or phone that others may share.

    share_ppm: of a holding, in parts per million. of: the party whose master says so.
    """

    TABLE: ClassVar[str] = "parties_link"
    KEY: ClassVar[tuple[str, ...]] = ("of", "kind", "begin", "end")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("begin",), ("end",))
    BOOK: ClassVar[bool] = True

    of: str
    kind: str
    begin: str
    end: str
    share_ppm: int = 0
