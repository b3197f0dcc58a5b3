"""A partner's contract: who it is, its sites, what it feeds us by which mapping, and where answers go."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from core.hub.contract_terms import (
    AnswerTime,
    Calendar,
    Contact,
    Door,
    Expectation,
    Pgp,
    RejectBudget,
    Role,
    Sealed,
    Seconds,
)
from core.hub.records import Record
from core.kernel.errors import Unreadable

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Encrypt = Literal["off", "allowed", "required"]
Repeat = Literal["safe", "ask", "never"]
FeedUnit = Literal["", "file", "interchange", "message", "row"]


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


class Cut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files of this feed that the hub takes itself are cut into parts of about so many bytes, of whole lines.

    head: so many first lines stand before each part. quote: within a cell that begins with one no line ends;
    "" = always. delimiter: what a cell begins behind, "" = any of comma, semicolon, tab and bar.
    """

    head: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0
    bytes: Annotated[int, msgspec.Meta(ge=64 * 1024, le=8 * 1024**2)] = 512 * 1024
    quote: Annotated[str, msgspec.Meta(pattern="^[!-~]?$")] = '"'
    delimiter: Annotated[str, msgspec.Meta(pattern="^[\t -~]?$")] = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source of the partner. format "" takes the reader that the (first) mapping names.

    silent_after_s: without a message for so long the feed is silent (C05); 0 = never. stale_after_s: with
    nothing that happened within it, however much comes, it is stale (H23). Where the contract has a calendar
    both count working time. cut: only where no document is in two lines that are apart.
    unit: what one fault refuses, "" is as the mapping says. lenient: options of the reader by which it passes
    over what this partner does wrong, each flagged on what is made of it.
    """

    source: Id
    rules: tuple[Rule, ...]
    silent_after_s: int = 0
    cut: Cut | None = None
    unit: FeedUnit = ""
    lenient: dict[str, str] = {}
    stale_after_s: Seconds = 0
    expect: Annotated[tuple[Expectation, ...], msgspec.Meta(max_length=24)] = ()


class Send(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One outbound endpoint of the partner.

    adapter: which endpoint adapter carries it (webhook, rest, file, mail, collect). address and secret_file:
    where to. options: the adapter's own words, docs/adapters.md.
    types: message types it wants. mapping: how a canonical message is written, "" = canonical JSON.
    scope: `own` = messages of this partner or about its sites, `all` = everybody's.
    repeat: may a send be repeated (`safe`), must we ask first (`ask`), or does a person decide (`never`).
    where: only messages in whose body these fields have these values (`funder.id`: of a part). facts: what a
    mapping may write, such as who we are to this partner. numbers: sends of one name share a series of
    numbers; "" is one of its own.
    options: the adapter's own words (docs/adapters.md, docs/soap.md). pgp: files leave sealed, docs/pgp.md.
    """

    name: Id
    adapter: Id
    address: str
    types: tuple[str, ...]
    repeat: Repeat
    scope: Literal["own", "all"] = "own"
    mapping: str = ""
    where: dict[str, str] = {}
    facts: dict[str, str] = {}
    numbers: str = ""
    secret_file: str = ""
    timeout_s: float = 10.0
    tries_max: int = 12
    options: dict[str, Any] = {}
    pgp: bool = False


class Pull(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place outside that the hub looks into, and takes from what lies there (Polling Consumer).

    adapter: which source adapter knows the place (file, rest). source, site: as what it is taken in.
    options: the adapter's own words, docs/adapters.md. bytes_max: what is larger is left there, and told.
    pgp: whether files come sealed by OpenPGP (`allowed`: those named .pgp, .gpg, .asc), docs/pgp.md.
    """

    name: Id
    adapter: Id
    address: str
    source: Id
    site: Id
    every_s: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 60
    secret_file: str = ""
    options: dict[str, Any] = {}
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0
    bytes_max: Annotated[int, msgspec.Meta(ge=1, le=2**40)] = 2 * 1024**3
    pgp: Sealed = "off"


class Drop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of the partner's home at the SFTP door into which it drops files: `in`, or one below it.

    source, site: as what they are taken in. stable_s: a file that was not renamed must stand so long.
    manifest, pgp: as of a pull. bytes_max: of one file.
    """

    source: Id
    site: Id
    folder: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]{0,59})?$")] = ""
    stable_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 5
    manifest: Literal["allowed", "required", "off"] = "allowed"
    bytes_max: Annotated[int, msgspec.Meta(ge=1, le=2**40)] = 2 * 1024**3
    pgp: Sealed = "off"


class Home(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the partner's home at the SFTP door may hold."""

    bytes_max: Annotated[int, msgspec.Meta(ge=1, le=2**50)] = 10 * 1024**3
    files_max: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 10_000


class SoapDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the door in SOAP answers this partner.

    wait_s: so long it waits for an outcome. fault_500: faults have status 500, as old clients ask for it.
    certificates: of the partner's own, in PEM; who signs by one of them is the partner.
    answer_secret_file: our RSA key and its certificate, by which answers are signed; "" = they are not.
    """

    wait_s: Annotated[float, msgspec.Meta(ge=0, le=10)] = 5.0
    fault_500: bool = False
    certificates: Annotated[tuple[str, ...], msgspec.Meta(max_length=8)] = ()
    answer_secret_file: Annotated[str, msgspec.Meta(max_length=64)] = ""


class As2Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As whom the partner hands in by AS2, docs/as2.md; the first line with both names counts.

    ours, theirs: AS2 identifiers. certificates: theirs, in PEM; who signed by one of them is the partner.
    secret_file: our keys and their certificates. source, site: as what it is taken in. encrypted: what is not
    is refused. weak: SHA-1 and 3DES count too. receipts_at: addresses to which receipts may be sent later.
    """

    ours: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    theirs: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    certificates: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=8)]
    secret_file: Id
    source: Id
    site: Id
    encrypted: bool = True
    weak: bool = False
    receipts_at: tuple[str, ...] = ()


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
    pulls: tuple[Pull, ...] = ()
    drops: tuple[Drop, ...] = ()
    home: Home = Home()
    as2: Annotated[tuple[As2Line, ...], msgspec.Meta(max_length=20)] = ()
    gap_wait_s: float = 5.0
    encrypt: Encrypt = "off"
    retention_days: int = 3650
    documents_per_s: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    bytes_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0
    backlog_max: Annotated[int, msgspec.Meta(ge=0)] = 0
    soap: SoapDoor = SoapDoor()
    role: Role = ""
    doors: tuple[Door, ...] = ()
    formats: tuple[str, ...] = ()
    calendar: Calendar | None = None
    reject_budget: RejectBudget | None = None
    answers: Annotated[tuple[AnswerTime, ...], msgspec.Meta(max_length=50)] = ()
    contact: Contact | None = None
    pgp: Pgp | None = None
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
