"""Partners' machines as OAuth2 clients: a secret that they rotate themselves, and short-lived tokens."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

import msgspec

from core.hub.contracts import Partner
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

SECRET_BYTES = 32
TOKEN_LASTS = timedelta(minutes=15)
# So long the old secret holds beside the new one: a partner's machines are not all changed in one moment.
OVERLAP = timedelta(hours=24)
TOKENS_MAX = 100
NOTE_MAX = 100


class MachineClient(Record, frozen=True, kw_only=True):
    """One machine (or program) of a partner; revoked ones stay, so that who used what can be told."""

    TABLE: ClassVar[str] = "hub_client"
    KEY: ClassVar[tuple[str, ...]] = ("client_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner",),)

    client_id: str
    partner: str
    note: str
    made_at: datetime
    revoked_at: datetime | None


class ClientSecret(Record, frozen=True, kw_only=True):
    """A secret by its SHA-256; until: when it ends, None = not yet replaced."""

    TABLE: ClassVar[str] = "hub_client_secret"
    KEY: ClassVar[tuple[str, ...]] = ("client_id", "sha256")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("client_id",),)

    client_id: str
    sha256: str
    given_at: datetime
    until: datetime | None


class AccessToken(Record, frozen=True, kw_only=True):
    """A token of a client by its SHA-256; it says nothing itself, so that revoking it ends it at once."""

    TABLE: ClassVar[str] = "hub_access_token"
    KEY: ClassVar[tuple[str, ...]] = ("sha256",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("client_id",),)

    sha256: str
    client_id: str
    partner: str
    until: datetime


def add_client(unit: Unit, partner: str, note: str) -> tuple[str, str]:
    """(client id, secret) of a new machine; the secret is shown once. Refused for an unknown partner."""
    if unit.shelf(Partner).get(partner) is None:
        raise Refused(f"no contract of {partner!r} was published; publish one first", cause="access.partner")
    client_id = f"{partner}-{secrets.token_hex(6)}"
    unit.shelf(MachineClient).add(
        MachineClient(
            client_id=client_id, partner=partner, note=note[:NOTE_MAX], made_at=unit.now, revoked_at=None
        )
    )
    return client_id, _give_secret(unit, client_id)


def revoke_client(unit: Unit, client_id: str) -> None:
    """Its secrets and tokens hold no longer. Refused if there is no such client."""
    known = unit.shelf(MachineClient).get(client_id)
    if known is None:
        raise Refused(f"there is no client {client_id}; `hub partner client list` shows them")
    unit.shelf(MachineClient).put(msgspec.structs.replace(known, revoked_at=known.revoked_at or unit.now))
    for token in unit.shelf(AccessToken).find(client_id=client_id):
        unit.shelf(AccessToken).remove(token.sha256)
    for kept in unit.shelf(ClientSecret).find(client_id=client_id):
        unit.shelf(ClientSecret).remove(client_id, kept.sha256)


def client_with(store: Store, client_id: str, secret: str, now: datetime) -> MachineClient | None:
    """The client that this secret is of, or None. What is compared are hashes, so no time tells anything."""
    kept = store.get(ClientSecret, client_id, hash_of(secret))
    client = store.get(MachineClient, client_id)
    live = kept is not None and (kept.until is None or kept.until > now)
    return client if live and client is not None and client.revoked_at is None else None


def give_access(unit: Unit, client: MachineClient) -> tuple[str, int]:
    """(a token, seconds it lasts); tokens that ended are cleared, and a client holds so many at once."""
    tokens = unit.shelf(AccessToken)
    held = sorted(tokens.find(client_id=client.client_id), key=lambda one: one.until)
    ended = [one for one in held if one.until <= unit.now]
    for old in ended or held[: max(0, len(held) - TOKENS_MAX + 1)]:
        tokens.remove(old.sha256)
    token = secrets.token_urlsafe(SECRET_BYTES)
    until = unit.now + TOKEN_LASTS
    tokens.add(
        AccessToken(sha256=hash_of(token), client_id=client.client_id, partner=client.partner, until=until)
    )
    return token, int(TOKEN_LASTS.total_seconds())


def access_of(store: Store, token: str, now: datetime) -> AccessToken | None:
    """What this token opens, while it lasts."""
    found = store.get(AccessToken, hash_of(token))
    return found if found is not None and found.until > now else None


def rotate_secret(unit: Unit, client_id: str) -> tuple[str, datetime]:
    """(a new secret, until when the one before holds). Of older ones none holds any longer."""
    shelf = unit.shelf(ClientSecret)
    held = sorted(shelf.find(client_id=client_id), key=lambda one: one.given_at)
    until = unit.now + OVERLAP
    for old in held[:-1]:
        shelf.remove(client_id, old.sha256)
    for last in held[-1:]:
        shelf.put(msgspec.structs.replace(last, until=min(last.until or until, until)))
    return _give_secret(unit, client_id), until


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _give_secret(unit: Unit, client_id: str) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = ClientSecret(client_id=client_id, sha256=hash_of(secret), given_at=unit.now, until=None)
    unit.shelf(ClientSecret).add(row)
    return secret
