"""By which name an agent is known at the broker, which asks no list of what was revoked.

A broker believes a certificate until its end. So an agent whose keys were taken back comes back under another
name, and the certificate on the machine that was stolen opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.hub.agents import Agent, AgentKey
from core.hub.certificates import AGENT, Wanted
from core.hub.enrol import RESERVED
from core.hub.ports import Unit

KEYS_MAX = 1000
# Stopped after a fork it still hears what a person decided.
SPEAKING = ("enrolled", "stopped")


class Speaker(NamedTuple):
    """Who speaks under a user's name, and to which shard."""

    agent: str
    shard: int


def user_of(agent: str, keys: Iterable[AgentKey]) -> str:
    """The agent's id; behind it how many of its keys were taken back, where any was."""
    gone = sum(key.revoked for key in keys)
    return f"{agent}.{gone}" if gone else agent


def wanted_by(unit: Unit, agent: str, csr: str) -> Wanted:
    """The certificate that an agent asks for."""
    keys = unit.shelf(AgentKey).find(agent=agent, limit=KEYS_MAX)
    return Wanted(kind=AGENT, name=agent, csr=csr.encode(), user=user_of(agent, keys))


def speaking(agents: Iterable[Agent], keys: Iterable[AgentKey]) -> dict[str, Speaker]:
    """Every user that the broker should have for an agent."""
    of: dict[str, list[AgentKey]] = {}
    for key in keys:
        of.setdefault(key.agent, []).append(key)
    return {
        user_of(row.agent, of.get(row.agent, [])): Speaker(row.agent, row.shard)
        for row in agents
        if row.state in SPEAKING and row.agent not in RESERVED
    }
