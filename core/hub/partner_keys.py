"""Keys by which partners' machines sign in at the SFTP door: public ones, by their fingerprints."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from core.hub.contracts import Partner
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

NOTE_MAX = 100


class PartnerKey(Record, frozen=True, kw_only=True):
    """One public key of a partner; revoked ones stay, so that who used what can be told.

    fingerprint: `SHA256:…` as ssh-keygen -l prints it. public: the key as OpenSSH writes it, without a note.
    """

    TABLE: ClassVar[str] = "hub_partner_key"
    KEY: ClassVar[tuple[str, ...]] = ("fingerprint",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner",),)

    fingerprint: str
    partner: str
    public: str
    note: str
    made_at: datetime
    revoked_at: datetime | None


def add_key(unit: Unit, partner: str, public: str, *, fingerprint: str, note: str) -> PartnerKey:
    """Lets this key in for the partner. Refused for an unknown partner, and for a key that is known."""
    if unit.shelf(Partner).get(partner) is None:
        raise Refused(f"no contract of {partner!r} was published; publish one first", cause="access.partner")
    known = unit.shelf(PartnerKey).get(fingerprint)
    if known is not None:
        how = f"revoked {known.revoked_at:%Y-%m-%d}" if known.revoked_at else "let in already"
        raise Refused(
            f"{fingerprint} is a key of {known.partner}, {how}; a key is of one partner and comes back never:"
            " have a new one made",
            cause="access.key_known",
        )
    key = PartnerKey(
        fingerprint=fingerprint, partner=partner, public=public, note=note[:NOTE_MAX], made_at=unit.now,
        revoked_at=None,
    )  # fmt: skip
    unit.shelf(PartnerKey).add(key)
    return key


def revoke_key(unit: Unit, fingerprint: str) -> PartnerKey:
    """It opens nothing any more. Refused if there is no such key."""
    known = unit.shelf(PartnerKey).get(fingerprint)
    if known is None:
        raise Refused(f"there is no key {fingerprint}; `hub partner key list` shows them", cause="access.key")
    revoked = msgspec.structs.replace(known, revoked_at=known.revoked_at or unit.now)
    unit.shelf(PartnerKey).put(revoked)
    return revoked


def lets_in(store: Store, partner: str, fingerprint: str) -> bool:
    """Whether this key is the partner's and was not revoked, as of now. Unavailable where that is unknown."""
    row = store.get(PartnerKey, fingerprint)
    return row is not None and row.partner == partner and row.revoked_at is None
