"""Publications under four eyes: proposed by one person, looked at and put in force by another."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Names
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, NamedTuple

import msgspec

from core.hub.audit_desk import Noted, note
from core.hub.contracts import Artifact, Contract, Partner
from core.hub.ports import Blobs, Store, Unit
from core.hub.publish import publish
from core.hub.records import Record
from core.kernel.errors import UNDECODABLE, Refused
from core.kernel.ids import message_id
from core.kernel.second_person import require_another

WAITING = "waiting"
PUBLISHED = "published"
REJECTED = "rejected"
REASON_MAX = 500
LINES_MAX = 2_000


class Publication(Record, frozen=True, kw_only=True):
    """A contract and its mappings as they were proposed, compiled already.

    mappings: their sources by name, packed. base: the contract that was in force then, "" = none.
    published: the contract's hash once it is in force.
    """

    TABLE: ClassVar[str] = "hub_publication"
    KEY: ClassVar[tuple[str, ...]] = ("publication_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state",), ("made_at",))

    publication_id: str
    partner: str
    contract: bytes
    mappings: bytes
    base: str
    why: str
    state: str
    made_by: str
    made_at: datetime
    decided_by: str
    decided_at: datetime | None
    published: str

    def read(self) -> Contract:
        return msgspec.json.decode(self.contract, type=Contract)

    @property
    def sources(self) -> dict[str, bytes]:
        return msgspec.msgpack.decode(self.mappings, type=dict[str, bytes])


class _Bundled(msgspec.Struct, frozen=True):
    """A mapping with every file it needs, as it is published."""

    files: dict[str, str]


class Changed(NamedTuple):
    """One file as it would change: lines that begin with + or -, and some around them."""

    name: str
    lines: tuple[str, ...]


def propose(
    unit: Unit, contract: Contract, mappings: Names[str, bytes], *, who: str, why: str
) -> Publication:
    """Keeps what is proposed; nothing of it is in force. Refused without a reason."""
    if not who or not why.strip():
        raise Refused("a publication needs who proposes it and why", cause="publication.no_reason")
    known = unit.shelf(Partner).get(contract.partner)
    packed = msgspec.msgpack.encode(dict(sorted(mappings.items())))
    text = msgspec.json.encode(contract, order="sorted")
    said = sha256(text + packed).hexdigest()
    made = Publication(
        publication_id=message_id(
            f"{who}/{unit.now.isoformat()}", "publication", f"{contract.partner}/{said}"
        ).hex,
        partner=contract.partner,
        contract=text,
        mappings=packed,
        base=known.contract if known else "",
        why=why.strip()[:REASON_MAX],
        state=WAITING,
        made_by=who,
        made_at=unit.now,
        decided_by="",
        decided_at=None,
        published="",
    )
    unit.shelf(Publication).add(made)
    note(unit, Noted(by=who, what="publication.proposed", on=made.partner, why=made.why))
    return made


def approve(unit: Unit, blobs: Blobs, publication_id: str, who: str) -> Publication:
    """Puts it in force. Refused to its maker, and where another was published meanwhile."""
    proposed = _waiting(unit, publication_id)
    require_another(proposed.made_by, who)
    known = unit.shelf(Partner).get(proposed.partner)
    if (known.contract if known else "") != proposed.base:
        raise Refused(
            f"another contract of {proposed.partner} was published since this was proposed; propose it again",
            cause="publication.overtaken",
        )
    hash_, _ = publish(unit, blobs, proposed.read(), proposed.sources)
    return _decide(unit, proposed, who, state=PUBLISHED, published=hash_)


def reject(unit: Unit, publication_id: str, who: str) -> Publication:
    """It is never in force; its maker may take it back like that too."""
    return _decide(unit, _waiting(unit, publication_id), who, state=REJECTED)


def changes(store: Store, proposed: Publication) -> list[Changed]:
    """What a second person looks at: every file that would change, against what was in force then."""
    before = _in_force(store, proposed.base)
    after = {"contract": _lines(proposed.contract)}
    for name, body in proposed.sources.items():
        after |= _files(name, body)
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, []), after.get(name, [])
        if old != new:
            lines = list(difflib.unified_diff(old, new, lineterm="", n=3))[2:]
            found.append(Changed(name, tuple(lines[:LINES_MAX])))
    return found


def _in_force(store: Store, hash_: str) -> dict[str, list[str]]:
    artifact = store.get(Artifact, hash_) if hash_ else None
    if artifact is None:
        return {}
    contract = msgspec.json.decode(artifact.body, type=Contract)
    found = {"contract": _lines(msgspec.json.encode(msgspec.structs.replace(contract, mappings={})))}
    for name, mapping in contract.mappings.items():
        kept = store.get(Artifact, mapping)
        found |= _files(name, kept.body) if kept else {}
    return found


def _files(name: str, body: bytes) -> dict[str, list[str]]:
    """The files that a mapping was bundled of, or its text where it is none."""
    try:
        bundled = msgspec.json.decode(body, type=_Bundled)
    except UNDECODABLE:
        return {name: body.decode(errors="replace").splitlines()}
    return {path: text.splitlines() for path, text in bundled.files.items()}


def _lines(contract: bytes) -> list[str]:
    plain = msgspec.json.encode(msgspec.json.decode(contract), order="sorted")
    return msgspec.json.format(plain, indent=2).decode().splitlines()


def _waiting(unit: Unit, publication_id: str) -> Publication:
    proposed = unit.shelf(Publication).get(publication_id)
    if proposed is None:
        raise Refused(f"there is no publication {publication_id}", cause="publication.unknown")
    if proposed.state != WAITING:
        raise Refused(f"it is {proposed.state} already, by {proposed.decided_by}", cause="publication.state")
    return proposed


def _decide(unit: Unit, proposed: Publication, who: str, **changed: str) -> Publication:
    decided = msgspec.structs.replace(proposed, decided_by=who, decided_at=unit.now, **changed)
    unit.shelf(Publication).put(decided)
    note(unit, Noted(by=who, what=f"publication.{decided.state}", on=decided.partner))
    return decided
