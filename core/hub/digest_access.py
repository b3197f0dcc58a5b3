"""Machines that prove themselves inside a message: their password for digests, and what is good only once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from core.hub.clients import MachineClient
from core.hub.collisions import again_on_collision
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

PASSWORD_BYTES = 24
# A message says when it was made; the two clocks may differ by so much, and so long its nonce is remembered.
FRESH = timedelta(minutes=5)
# Uses are kept, found and forgotten by the slot of time that they say they are of.
SLOT_S = 600
FORGOTTEN_MAX = 20_000


class DigestPassword(Record, frozen=True, kw_only=True):
    """A client's password for digests, sealed: its holder and the hub must both have it as it is."""

    TABLE: ClassVar[str] = "hub_digest_password"
    KEY: ClassVar[tuple[str, ...]] = ("client_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    client_id: str
    sealed: bytes
    given_at: datetime


class UsedOnce(Record, frozen=True, kw_only=True):
    """A nonce or a signature that was taken, by its SHA-256, until it is too old to be taken anyway."""

    TABLE: ClassVar[str] = "hub_used_once"
    KEY: ClassVar[tuple[str, ...]] = ("slot", "used")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    slot: int
    used: str


def give_digest_password(unit: Unit, client_id: str, seal: Callable[[str, bytes], bytes]) -> str:
    """A new password in place of the one before, shown once. Refused for a client that is not or no more."""
    client = unit.shelf(MachineClient).get(client_id)
    if client is None or client.revoked_at is not None:
        raise Refused(f"there is no client {client_id} in force; `hub partner client list` shows them")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    sealed = seal(owner_of(client_id), password.encode())
    unit.shelf(DigestPassword).put(DigestPassword(client_id=client_id, sealed=sealed, given_at=unit.now))
    return password


def digest_client(store: Store, client_id: str) -> tuple[MachineClient, DigestPassword] | None:
    """The client in force and its sealed password, or None where it has none."""
    client = store.get(MachineClient, client_id)
    kept = store.get(DigestPassword, client_id)
    if client is None or kept is None or client.revoked_at is not None:
        return None
    return client, kept


def owner_of(client_id: str) -> str:
    """Whose seal it is: what is sealed for one client opens for no other."""
    return f"digest/{client_id}"


def use_once(store: Store, what: str, moment: datetime) -> bool:
    """Whether this was never used before; from now on it was, everywhere. moment: what it says of itself."""
    used, slot = sha256(what.encode()).hexdigest(), _slot(moment)

    def once() -> bool:
        with store.unit() as unit:
            shelf = unit.shelf(UsedOnce)
            if shelf.get(slot, used) is not None:
                return False
            shelf.add(UsedOnce(slot=slot, used=used))
        return True

    return again_on_collision(once, what="a nonce")


def forget_used(store: Store, now: datetime) -> int:
    """Forgets what is too old to be taken again, so many a turn; how many."""
    oldest = _slot(now - 2 * FRESH)
    gone = [row for row in store.rows(UsedOnce, limit=FORGOTTEN_MAX) if row.slot < oldest]
    if gone:
        with store.unit() as unit:
            for row in gone:
                unit.shelf(UsedOnce).remove(row.slot, row.used)
    return len(gone)


def _slot(moment: datetime) -> int:
    return int(moment.timestamp()) // SLOT_S
