"""Taking a certificate back: nothing is taken on it any more, and what comes late is kept, not believed."""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent, AgentKey
from core.hub.certificates import AGENT, AUTHORITY, ROWS_MAX, Certificate
from core.hub.ports import Unit
from core.kernel.errors import Refused

REVOKED = "revoked"
KEYS_MAX = 1000
WHY_MAX = 500


def revoke_agent(unit: Unit, name: str, *, why: str) -> list[Certificate]:
    """Everything of the agent: its certificates, its signing keys, its token. Again changes nothing."""
    agent = unit.shelf(Agent).get(name)
    if agent is None:
        raise Refused(f"there is no agent {name!r}; `hub agent list` shows them", cause="revoke.no_agent")
    unit.shelf(Agent).put(msgspec.structs.replace(agent, state=REVOKED, token_hash="", token_until=None))
    keys = unit.shelf(AgentKey)
    for key in keys.find(agent=name, limit=KEYS_MAX):
        if not key.revoked:
            keys.put(msgspec.structs.replace(key, revoked=True))
    return take_back_all(unit, name, why=why)


def revoke_certificate(unit: Unit, row: Certificate, *, why: str) -> list[Certificate]:
    """This certificate; one of an agent takes the agent with it, for the broker knows it by name alone."""
    if row.kind == AGENT:
        return revoke_agent(unit, row.name, why=why)
    if row.kind == AUTHORITY:
        raise Refused(
            "the authority's own certificate cannot be revoked by itself; docs/trust.md says what to do",
            cause="revoke.authority",
        )
    return [] if row.revoked_at is not None else [take_back(unit, row, why)]


def take_back_all(unit: Unit, agent: str, *, why: str) -> list[Certificate]:
    """Every certificate of the agent that was not taken back yet."""
    rows = unit.shelf(Certificate).find(kind=AGENT, name=agent, limit=ROWS_MAX)
    return [take_back(unit, row, why) for row in rows if row.revoked_at is None]


def take_back(unit: Unit, row: Certificate, why: str) -> Certificate:
    gone = msgspec.structs.replace(row, revoked_at=unit.now, why=why[:WHY_MAX])
    unit.shelf(Certificate).put(gone)
    return gone
