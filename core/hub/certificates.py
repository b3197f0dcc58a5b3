"""Certificates: who has one, until when, and whether it was taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import msgspec

from core.hub.ports import Unit
from core.hub.records import Record
from core.kernel.errors import Refused

AGENT, SERVER, PARTNER, WORKER = "agent", "server", "partner", "worker"
AUTHORITY = "authority"
KINDS = (AGENT, SERVER, PARTNER, WORKER)
LIFE_S_MAX = 30 * 86_400
# For clients whose clock is a little behind; never more than a tenth of a life.
BACKDATED_S_MAX = 600.0
# Moments that two machines have said differ by so much at most.
CLOCKS_APART = timedelta(minutes=10)
# Answers get lost and are asked for again, but nobody needs more keys than this at once.
VALID_MAX = 8
ROWS_MAX = 1000


class Certificate(Record, frozen=True, kw_only=True):
    """A certificate that the hub issued, kept for ever.

    serial: hexadecimal. name: the agent, server, partner or worker; an authority's own certificate stands
    here too, for its end must be told. public_key, fingerprint: SHA-256 of its key and of itself. chain: PEM,
    itself first.
    """

    TABLE: ClassVar[str] = "hub_certificate"
    KEY: ClassVar[tuple[str, ...]] = ("serial",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "name"),)

    serial: str
    kind: str
    name: str
    public_key: str
    fingerprint: str
    chain: bytes
    issued_at: datetime
    not_after: datetime
    revoked_at: datetime | None
    why: str

    def state(self, now: datetime) -> str:
        """valid, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.not_after <= now else "valid"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that is asked for; csr: a signing request in PEM, hosts: of a server.

    user: the common name, by which a broker knows who speaks; "" = as its kind and name say.
    """

    kind: str
    name: str
    csr: bytes
    hosts: tuple[str, ...] = ()
    user: str = ""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as its authority made it."""

    serial: str
    public_key: str
    fingerprint: str
    chain: bytes
    not_after: datetime


class Issuer(Protocol):
    """The authority that signs certificates."""

    def public_key_of(self, csr: bytes) -> str:
        """SHA-256 of the key in this request; Unreadable if it is none or does not prove that key."""
        ...

    def issue(self, wanted: Wanted, *, since: datetime, until: datetime) -> Issued:
        """Raises Refused if the authority cannot be opened or ends before."""
        ...


def certify(unit: Unit, issuer: Issuer, wanted: Wanted, *, life_s: float) -> Certificate:
    """A certificate from now on, by the database's clock; the same key again gets the same certificate."""
    if not 0 < life_s <= LIFE_S_MAX:
        raise Refused(f"a certificate lives {life_s} s; more than 0 and at most {LIFE_S_MAX} s")
    public_key = issuer.public_key_of(wanted.csr)
    held = [row for row in certificates_of(unit, wanted) if row.state(unit.now) == "valid"]
    for row in held:
        if row.public_key == public_key:
            return row
    if len(held) >= VALID_MAX:
        raise Refused(
            f"{wanted.kind} {wanted.name} has {len(held)} certificates in force, at most {VALID_MAX};"
            " use one of them, or revoke them",
            cause="certificate.too_many",
        )
    since = unit.now - timedelta(seconds=min(BACKDATED_S_MAX, life_s / 10))
    issued = issuer.issue(wanted, since=since, until=unit.now + timedelta(seconds=life_s))
    row = recorded(issued, wanted.kind, wanted.name, unit.now)
    unit.shelf(Certificate).add(row)
    return row


def certificates_of(unit: Unit, wanted: Wanted) -> list[Certificate]:
    return unit.shelf(Certificate).find(kind=wanted.kind, name=wanted.name, limit=ROWS_MAX)


def recorded(issued: Issued, kind: str, name: str, now: datetime) -> Certificate:
    """The row of a certificate that was just made."""
    return Certificate(
        serial=issued.serial, kind=kind, name=name, public_key=issued.public_key,
        fingerprint=issued.fingerprint, chain=issued.chain, issued_at=now, not_after=issued.not_after,
        revoked_at=None, why="",
    )  # fmt: skip
