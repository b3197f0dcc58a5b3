"""The broker's tunables as policies: set through its management API, or printed for its operator."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import msgspec

from adapters.bus.management import management, part
from core.hub.bus import DEAD

DELIVERY_LIMIT = 1000
# What a shard may hold before agents are told to wait; they keep their frames in their spools.
INTAKE_BYTES_MAX = 8 * 1024**3
DEAD_LIMIT = 1_000_000_000
CONSUMER_TIMEOUT_MS = 4 * 3600 * 1000
BEAT_TTL_MS = 60_000
DOWN_TTL_MS = 3600 * 1000
TEXTS_MAX = 10_000


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy: which queues it is about, and what holds for them."""

    name: str
    pattern: str
    definition: dict[str, Any]


def policies(version: str) -> list[Policy]:
    """The policies for a broker of this version ("3.10.8")."""
    held: dict[str, Any] = {
        "delivery-limit": DELIVERY_LIMIT,
        "max-length-bytes": INTAKE_BYTES_MAX,
        "overflow": "reject-publish",
        "dead-letter-exchange": DEAD,
        "dead-letter-strategy": "at-least-once",
    }
    dead: dict[str, Any] = {"delivery-limit": DEAD_LIMIT}
    if _number(version) >= (3, 12):
        # Frames are held, not given back, while the store is away: longer than the broker's half hour.
        held["consumer-timeout"] = dead["consumer-timeout"] = CONSUMER_TIMEOUT_MS
    drop: dict[str, Any] = {"max-length": TEXTS_MAX, "overflow": "drop-head"}
    return [
        Policy(name="lianqiao-intake", pattern=r"^lianqiao\.intake\.\d+(\.express)?$", definition=held),
        Policy(name="lianqiao-dead", pattern=r"^lianqiao\.dead$", definition=dead),
        Policy(
            name="lianqiao-beat", pattern=r"^lianqiao\.beat$", definition={**drop, "message-ttl": BEAT_TTL_MS}
        ),
        Policy(
            name="lianqiao-down",
            pattern=r"^lianqiao\.down\.",
            definition={**drop, "message-ttl": DOWN_TTL_MS},
        ),
    ]


def as_commands(vhost: str, version: str) -> list[str]:
    """The same as rabbitmqctl commands, for a broker whose management API the hub may not use."""
    return [
        f"rabbitmqctl set_policy --vhost '{vhost}' --apply-to queues {one.name} '{one.pattern}'"
        f" '{json.dumps(one.definition)}'"
        for one in policies(version)
    ]


def apply_policies(api_url: str, vhost: str) -> list[Policy]:
    """Sets them through the management API. Raises Unavailable naming what the broker said."""
    with management(api_url) as api:
        wanted = policies(_version(api))
        for one in wanted:
            said = {"pattern": one.pattern, "definition": one.definition, "apply-to": "queues"}
            api.put(f"/policies/{part(vhost)}/{one.name}", json=said).raise_for_status()
    return wanted


def broker_version(api_url: str) -> str:
    """What the broker is, by its management API. Raises Unavailable."""
    with management(api_url) as api:
        return _version(api)


def _version(api: httpx.Client) -> str:
    return str(api.get("/overview").raise_for_status().json()["rabbitmq_version"])


def vhost_of(broker_url: str) -> str:
    """The virtual host an AMQP address names."""
    path = urlsplit(broker_url.split(";", maxsplit=1)[0]).path
    return unquote(path[1:]) or "/"


def _number(version: str) -> tuple[int, int]:
    parts = version.split(".")
    return int(parts[0]), int(parts[1])
