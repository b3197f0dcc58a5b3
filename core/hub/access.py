"""Partners' machines at the REST door: bearer tokens, kept as hashes."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from core.hub.clients import access_of
from core.hub.contracts import Partner
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

TOKEN_BYTES = 32


class PartnerToken(Record, frozen=True, kw_only=True):
    """A partner's token by its SHA-256; revoked tokens stay, so that who used what can be told."""

    TABLE: ClassVar[str] = "hub_partner_token"
    KEY: ClassVar[tuple[str, ...]] = ("sha256",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner",),)

    sha256: str
    partner: str
    given_at: datetime
    revoked_at: datetime | None


def give_token(unit: Unit, partner: str) -> str:
    """A new token for a partner that has a contract, shown once. Refused for an unknown partner."""
    if unit.shelf(Partner).get(partner) is None:
        raise Refused(f"no contract of {partner!r} was published; publish one first", cause="access.partner")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = PartnerToken(sha256=_hash(token), partner=partner, given_at=unit.now, revoked_at=None)
    unit.shelf(PartnerToken).add(row)
    return token


def partner_of(store: Store, token: str, now: datetime) -> str | None:
    """Whose token this is, given by hand or by the token door; None if it is nobody's, ended or revoked."""
    row = store.get(PartnerToken, _hash(token))
    if row is not None:
        return row.partner if row.revoked_at is None else None
    access = access_of(store, token, now)
    return access.partner if access is not None else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
