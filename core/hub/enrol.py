"""Enrolment: a one-time token invites an agent, which then names the public key it will sign with."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import timedelta
from hashlib import sha256

import msgspec

from core.hub.agents import Agent, AgentKey
from core.hub.audit_desk import Noted, note
from core.hub.ports import Unit
from core.hub.revocation import take_back_all
from core.hub.suites import ED25519_BYTES, SM2_BYTES, Suite, key_id, suite_of
from core.kernel.errors import Refused, Unreadable

INVITED = "invited"
ENROLLED = "enrolled"
TTL_S_MAX = 30 * 86_400
# Names that a broker's own people bear: an agent of such a name would speak there with their power.
RESERVED = frozenset(
    {"guest", "admin", "administrator", "lianqiao", "rabbitmq", "root", "server", "partner", "worker"}
)
_AGENT = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to invite.

    shard: the intake queue its frames go to; agents of one partner share one, so that its streams have one
    writer. replace: the agent is enrolled and gets a new key (reinstalled, key lost): its old keys are
    revoked when the new one is named.
    """

    agent: str
    partner: str
    shard: int
    replace: bool = False


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """Who the token was for."""

    agent: str
    partner: str
    shard: int
    key_id: str
    suite: Suite


def shard_of(partner: str, shards: int) -> int:
    """The intake queue of a partner's agents."""
    return int.from_bytes(sha256(partner.encode()).digest()[:8], "big") % shards


def invite(unit: Unit, invitation: Invitation, *, ttl_s: float) -> str:
    """The token to hand to the agent's operator; only its hash is kept, an earlier one no longer holds."""
    agent = invitation.agent
    if not _AGENT.fullmatch(agent):
        raise Refused(
            f"{agent[:80]!r} is no agent id: 2 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
            cause="enrol.agent_id",
        )
    if agent in RESERVED:
        raise Refused(f"{agent} is a name of the broker's own; choose another id", cause="enrol.reserved")
    if not 0 < ttl_s <= TTL_S_MAX:
        raise Refused(f"a token lives {ttl_s} s; more than 0 and at most {TTL_S_MAX} s", cause="enrol.ttl")
    known = unit.shelf(Agent).get(agent)
    _require_free(known, invitation)
    secret = secrets.token_urlsafe(32)
    invited = msgspec.structs.replace(
        known or _unknown(invitation), state=INVITED, shard=invitation.shard,
        token_hash=sha256(secret.encode()).hexdigest(), token_until=unit.now + timedelta(seconds=ttl_s),
    )  # fmt: skip
    unit.shelf(Agent).put(invited)
    return f"{agent}.{secret}"


def enrol(unit: Unit, token: str, public_key: bytes, version: str) -> Enrolled:
    """Binds the key to the agent the token was made for; the same key again gets the same answer.

    Refused if the token is unknown, used or expired; Unreadable if the key is none.
    """
    suite = _suite(public_key)
    name, _, secret = token.partition(".")
    agent = unit.shelf(Agent).get(name)
    given = sha256(secret.encode()).hexdigest()
    if agent is None or agent.token_until is None or not hmac.compare_digest(given, agent.token_hash):
        raise Refused(
            "this token is unknown or was used; ask the operator for a new one", cause="enrol.token"
        )
    if agent.token_until <= unit.now:
        raise Refused(
            f"this token expired at {agent.token_until:%Y-%m-%d %H:%M}Z; ask the operator for a new one",
            cause="enrol.expired",
        )
    if agent.state == ENROLLED and _bound(unit, name, public_key):
        return _enrolled(agent, public_key)
    if agent.state == ENROLLED:
        raise Refused(
            "this token was used with another key; ask the operator for a new one", cause="enrol.token"
        )
    if agent.state != INVITED:
        raise Refused(f"{name} is {agent.state}; a person decides about it first", cause="enrol.stopped")
    _bind(unit, agent.agent, public_key)
    unit.shelf(Agent).put(
        msgspec.structs.replace(
            agent, state=ENROLLED, suite=suite,
            status=msgspec.json.encode({"version": version[:64]}),
        )
    )  # fmt: skip
    change = f"{agent.state} -> {ENROLLED}, key {key_id(public_key)} of suite {suite}; all others are revoked"
    note(unit, Noted(by=f"agent {name}", what="agent.enrolled", on=name, change=change))
    return _enrolled(agent, public_key)


def _suite(public_key: bytes) -> Suite:
    suite = suite_of(public_key)
    if suite is None:
        raise Unreadable(
            f"public_key has {len(public_key)} bytes, an Ed25519 key has {ED25519_BYTES}, one of SM2"
            f" {SM2_BYTES} beginning with 04; send it in hex",
            cause="enrol.public_key",
        )
    return suite


def _bound(unit: Unit, agent: str, public_key: bytes) -> bool:
    """The answer was lost on its way and is asked for again: the key is the one that was named."""
    key = unit.shelf(AgentKey).get(agent, key_id(public_key))
    return key is not None and not key.revoked


def _enrolled(agent: Agent, public_key: bytes) -> Enrolled:
    return Enrolled(
        agent=agent.agent, partner=agent.partner, shard=agent.shard, key_id=key_id(public_key),
        suite=_suite(public_key),
    )  # fmt: skip


def _require_free(known: Agent | None, invitation: Invitation) -> None:
    if known is None:
        return
    if known.partner != invitation.partner:
        raise Refused(
            f"{known.agent} is an agent of {known.partner}, not of {invitation.partner}; choose another id",
            cause="enrol.other_partner",
        )
    if known.state == "stopped":
        raise Refused(f"{known.agent} is stopped; decide about its fork first", cause="enrol.stopped")
    if known.state == ENROLLED and not invitation.replace:
        raise Refused(
            f"{known.agent} is enrolled; invite it with replace to give it a new key and revoke the old one",
            cause="enrol.live",
        )


def _bind(unit: Unit, agent: str, public_key: bytes) -> None:
    keys = unit.shelf(AgentKey)
    name = key_id(public_key)
    known = keys.get(agent, name)
    if known is not None and known.revoked:
        raise Refused(
            f"key {name} of {agent} was revoked and may be in other hands: enrol from an empty home, which"
            " makes a new one",
            cause="enrol.revoked_key",
        )
    for old in keys.find(agent=agent):
        if old.key_id != name and not old.revoked:
            keys.put(msgspec.structs.replace(old, revoked=True))
    if known is None:
        # Whoever held the place before is somebody else by now.
        take_back_all(unit, agent, why="replaced by an enrolment")
    keys.put(AgentKey(agent=agent, key_id=name, public_key=public_key, epoch="", first=1, revoked=False))


def _unknown(invitation: Invitation) -> Agent:
    return Agent(
        agent=invitation.agent, partner=invitation.partner, state=INVITED, shard=invitation.shard,
        token_hash="", token_until=None, epoch="", beat=0, beat_at=None, skew_ms=0, status=b"", command=0,
    )  # fmt: skip
