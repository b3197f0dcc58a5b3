"""A partner's contract: who it is, its sites, what it feeds us by which mapping, and where answers go."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec

from core.hub.contract_terms import (
    AnswerTime,
    Calendar,
    Contact,
    Door,
    Expectation,
    RejectBudget,
    Role,
    Seconds,
)
from core.hub.records import Record
from core.kernel.errors import Unreadable

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Encrypt = Literal["off", "allowed", "required"]
Repeat = Literal["safe", "ask", "never"]


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of the partner; zone is the IANA zone of local times written without one."""

    id: Id
    zone: str = "Asia/Shanghai"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chooses a mapping by the root element of what arrived ("" matches any).

    namespace: of the root element; with a * at its end, all that begin so.
    """

    mapping: str
    root: str = ""
    namespace: str = ""
    name: str = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source of the partner. format "" takes the reader that the (first) mapping names.

    silent_after_s: without a message for so long the feed is silent (C05); 0 = never. stale_after_s: with
    nothing that happened within it, however much comes, it is stale (H23). Where the contract has a calendar
    both count working time.
    """

    source: Id
    rules: tuple[Rule, ...]
    silent_after_s: int = 0
    stale_after_s: Seconds = 0
    expect: Annotated[tuple[Expectation, ...], msgspec.Meta(max_length=24)] = ()


class Send(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One outbound endpoint of the partner.

    adapter: which endpoint adapter carries it (webhook, file, mail). address and secret_file: where to.
    types: message types it wants. mapping: how a canonical message is written, "" = canonical JSON.
    scope: `own` = messages of this partner or about its sites, `all` = everybody's.
    repeat: may a send be repeated (`safe`), must we ask first (`ask`), or does a person decide (`never`).
    """

    name: Id
    adapter: Id
    address: str
    types: tuple[str, ...]
    repeat: Repeat
    scope: Literal["own", "all"] = "own"
    mapping: str = ""
    secret_file: str = ""
    timeout_s: float = 10.0
    tries_max: int = 12


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the hub holds a partner to; immutable once published, named by its hash.

    encrypt: whether its agents encrypt to the hub's key; allowed = they do, and plain is taken too.
    documents_per_s, bytes_per_day: what its machines may hand in; 0 = as the hub's settings say.
    backlog_max: so many of its messages may wait before it is slowed; 0 = as the hub says.
    doors: through which it speaks, formats: which its mappings read; none named = any.
    """

    partner: Id
    name: str
    parties: tuple[str, ...]
    sites: tuple[Site, ...]
    feeds: tuple[Feed, ...] = ()
    sends: tuple[Send, ...] = ()
    gap_wait_s: float = 5.0
    encrypt: Encrypt = "off"
    retention_days: int = 3650
    documents_per_s: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    bytes_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0
    backlog_max: Annotated[int, msgspec.Meta(ge=0)] = 0
    role: Role = ""
    doors: tuple[Door, ...] = ()
    formats: tuple[str, ...] = ()
    calendar: Calendar | None = None
    reject_budget: RejectBudget | None = None
    answers: Annotated[tuple[AnswerTime, ...], msgspec.Meta(max_length=50)] = ()
    contact: Contact | None = None
    mappings: dict[str, str] = {}

    def feed(self, source: str) -> Feed:
        """Unreadable if the contract lists no such source."""
        for feed in self.feeds:
            if feed.source == source:
                return feed
        raise Unreadable(
            f"{self.partner} has no source {source!r} in its contract (there are"
            f" {', '.join(f.source for f in self.feeds) or 'none'});"
            " add it to the partner's contract and publish, then retry",
            cause=f"contract.unknown_source@{self.partner}",
            place=f"source {source}",
        )

    def require_door(self, door: str) -> None:
        """Unreadable if what came in there is not to be believed."""
        if self.doors and door not in self.doors:
            raise Unreadable(
                f"{self.partner} does not speak through the door {door!r} (its contract opens"
                f" {', '.join(self.doors)}); open it in the contract and publish, then retry",
                cause=f"contract.closed_door@{self.partner}/{door}",
                place=f"door {door}",
            )

    def zone(self, site: str) -> str:
        """Unreadable if the contract lists no such site: nobody reports another's stock."""
        for known in self.sites:
            if known.id == site:
                return known.zone
        raise Unreadable(
            f"{self.partner} has no site {site!r} in its contract; nobody reports another's stock",
            cause=f"contract.foreign_site@{self.partner}",
            place=f"site {site}",
        )


class Artifact(Record, frozen=True, kw_only=True):
    """A published contract or mapping, for ever, by the hash of its content."""

    TABLE: ClassVar[str] = "hub_artifact"
    KEY: ClassVar[tuple[str, ...]] = ("hash",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "name"),)

    hash: str
    kind: str
    name: str
    body: bytes
    published_at: datetime


class Partner(Record, frozen=True, kw_only=True):
    """A partner and the contract that new streams of it start with."""

    TABLE: ClassVar[str] = "hub_partner"
    KEY: ClassVar[tuple[str, ...]] = ("partner",)

    partner: str
    contract: str
    published_at: datetime
