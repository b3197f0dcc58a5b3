"""Papers of a partner that its endpoints work by, such as a WSDL: kept for ever, the newest in force."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from core.hub.contracts import Artifact, Partner
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

NAME_MAX = 64


class Registered(Record, frozen=True, kw_only=True):
    """Which paper of this kind and name is in force; `name` is "partner/name"."""

    TABLE: ClassVar[str] = "hub_registered"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "name")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    kind: str
    name: str
    hash: str
    registered_at: datetime


def register(unit: Unit, kind: str, partner: str, name: str, body: bytes) -> tuple[str, bool]:
    """(its hash, whether it is another than was in force). Refused for a partner without a contract."""
    if unit.shelf(Partner).get(partner) is None:
        raise Refused(
            f"no contract of {partner!r} was published; publish one first", cause="registered.partner"
        )
    if not (name.replace("-", "").replace("_", "").isalnum() and len(name) <= NAME_MAX):
        raise Refused(f"{name[:100]!r} is no name; use letters, digits, - and _", cause="registered.name")
    whole = f"{partner}/{name}"
    hash_ = sha256(kind.encode() + b"\n" + whole.encode() + b"\n" + body).hexdigest()
    if unit.shelf(Artifact).get(hash_) is None:
        kept = Artifact(hash=hash_, kind=kind, name=whole, body=body, published_at=unit.now)
        unit.shelf(Artifact).put(kept)
    shelf = unit.shelf(Registered)
    before = shelf.get(kind, whole)
    fresh = before is None or before.hash != hash_
    if fresh:
        shelf.put(Registered(kind=kind, name=whole, hash=hash_, registered_at=unit.now))
    return hash_, fresh


def in_force(store: Store, kind: str, partner: str, name: str) -> str:
    """The hash of the paper in force. Raises Refused, with what to do, where there is none."""
    row = store.get(Registered, kind, f"{partner}/{name}")
    if row is None:
        raise Refused(
            f"{partner} has no {kind} {name!r}; register one, `hub soap register` does it for a WSDL",
            cause=f"registered.none@{partner}/{name}"[:200],
        )
    return row.hash


def paper(store: Store, hash_: str) -> bytes:
    """Its bytes."""
    found = store.get(Artifact, hash_)
    if found is None:
        raise Refused(f"no paper {hash_} is kept here", cause="registered.missing")
    return found.body
