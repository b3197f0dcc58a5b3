"""Notices: what the hub itself noticed about a stream, told as a message so that it is booked and rebuilt."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec

from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arriving
from core.hub.bodies import internal_body

What = Literal[
    "gap_opened",
    "gap_closed",
    "epoch_changed",
    "forked",
    "signature_wrong",
    "revoked_speaks",
    "body_unread",
    "body_altered",
    "foreign_site",
    "body_read",
    "delivery_conflict",
    "agent_notice",
    "clock_off",
    "clock_right",
]
HUB_DOOR = "hub"


@internal_body("hub.noticed.v1")
class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """Something the hub saw on a stream; object names what it is about ("agent-1/epoch/7-9")."""

    what: What
    object: str
    text: str
    site: str = ""
    detail: dict[str, str] = {}


def notice(partner: str, noticed: Noticed) -> Arriving:
    """The notice as an arrival of the partner's stream at that site."""
    key = f"{noticed.what}/{noticed.object}"
    return internal("hub.noticed.v1", noticed, partner=partner, site=noticed.site, key=key)


def alarm(alert: AlertRaised | AlertCleared, at: datetime) -> Arriving:
    """An alarm of the hub about itself, begun or ended at that moment, as an arrival."""
    what = "alert.raised.v1" if isinstance(alert, AlertRaised) else "alert.cleared.v1"
    key = f"{alert.code}:{alert.object}:{at.isoformat()}"
    return internal(what, alert, partner="hub", site="", key=key)


def internal(type_name: str, body: msgspec.Struct, *, partner: str, site: str, key: str) -> Arriving:
    """A message of our own making as an arrival: it is stored, numbered and handled like any other.

    The same body under the same key is the same message, however often it is told.
    """
    payload = msgspec.json.encode(body)
    return Arriving(
        partner=partner,
        source=HUB_DOOR,
        site=site,
        door=HUB_DOOR,
        delivery=f"{partner}/{HUB_DOOR}/{type_name}/{key}/{sha256(payload).hexdigest()[:16]}",
        name=key,
        media="application/json",
        kind="internal",
        facts={"type": type_name},
        payload=payload,
    )
