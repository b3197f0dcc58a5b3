"""A hub's trust for tests: its authority stands in the hub's own home."""

from __future__ import annotations

from adapters.wiring.hub import Hub
from certs.authority import Authority
from core.hub.certificates import LIFE_S_MAX
from core.hub.standing import Standing
from gateway.trust import Trust


def trust_of(hub: Hub, *, life_s: float = LIFE_S_MAX) -> Trust:
    """Opened, as a hub's doors have it."""
    authority = Authority(hub.home / "certs", clock=hub.clock)
    made = Trust(hub=hub, authority=authority, standing=Standing(hub.store, hub.clock), life_s=life_s)
    made.open()
    return made
