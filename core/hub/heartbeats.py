"""Heartbeats: how each agent is, as it says itself; only a change of its state becomes a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core.hub import recovery
from core.hub.agents import Agent, AgentKey
from core.hub.arrivals import Arriving
from core.hub.bodies import internal_body
from core.hub.commands import settle
from core.hub.frames import NUMBER_MAX
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Blobs, Signatures, Store, Unit
from core.hub.signed_text import open_text
from core.hub.skew import skew_notice
from core.kernel.errors import HubError, Refused

KEYS_MAX = 1000
SOURCES_MAX = 1000
_COUNTS = ("beat", "sealed", "receipted", "depth", "bytes", "bytes_max", "command", "incarnation")


class SourceBeat(msgspec.Struct, frozen=True, kw_only=True):
    """How one source of an agent is."""

    source: str
    state: str
    watermark: str | None = None
    seen_at: str | None = None
    error: str | None = None


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent says of itself (docs/wire.md §3); unknown fields are ignored.

    incarnation: the hub's, as its receipts said last; 0 from an agent that does not tell.
    """

    agent: str
    epoch: str
    beat: int
    at: datetime
    version: str
    sealed: int
    receipted: int
    depth: int
    bytes: int
    bytes_max: int
    state: Literal["starting", "running", "full", "paused", "stopped"]
    sources: list[SourceBeat]
    command: int
    oldest_at: str | None = None
    command_error: str | None = None
    error: str | None = None
    incarnation: int = 0

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("`at` has no zone; times are UTC and end with Z")
        if len(self.sources) > SOURCES_MAX:
            raise ValueError(f"`sources` has {len(self.sources)} entries, at most {SOURCES_MAX}")
        # What is above fits no column of the store, and would fail there as if the fault were the hub's.
        for name in _COUNTS:
            if not 0 <= getattr(self, name) <= NUMBER_MAX:
                raise ValueError(f"`{name}` is 0 to {NUMBER_MAX}")
        if "\x00" in f"{self.agent}{self.epoch}{self.command_error}":
            raise ValueError("`agent`, `epoch` and `command_error` are text without NUL")


@internal_body("agent.state_changed.v1")
class AgentStateChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An agent, or some of its sources, is not as it was at its last heartbeat.

    before, after: how the agent runs ("" before its first heartbeat). sources: those that changed, as they
    are now. beat: the heartbeat that said so; at: the agent's clock.
    """

    agent: str
    beat: int
    at: datetime
    before: str
    after: str
    error: str
    sources: tuple[SourceBeat, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """One text: the beat it was, or why it counts for nothing."""

    beat: Beat | None = None
    error: HubError | None = None


class _Said(msgspec.Struct, frozen=True):
    """What of the last heartbeat shows a change; anything else may be missing in it."""

    state: str = ""
    sources: list[SourceBeat] = []


class Heartbeats:
    """Hears signed heartbeats, one commit for all that came together."""

    def __init__(self, store: Store, blobs: Blobs, signatures: Signatures) -> None:
        self._store = store
        self._blobs = blobs
        self._signatures = signatures

    def hear(self, texts: Sequence[bytes]) -> list[Heard]:
        """What each text was, in this order. Raises Unavailable if the store is away: nothing was kept."""
        heard = [self._open(text) for text in texts]
        with self._store.unit() as unit:
            agents = unit.shelf(Agent)
            agents.warm((one.beat.agent,) for one in heard if one.beat is not None)
            changes: list[Arriving] = []
            for place, one in enumerate(heard):
                if one.beat is not None:
                    heard[place] = self._keep(unit, one.beat, changes)
            store_arrivals(unit, self._blobs, changes)
        return heard

    def hear_one(self, text: bytes) -> Beat:
        """The same for a door that answers each: Unreadable, or Refused if it is ill-signed or old."""
        [heard] = self.hear([text])
        if heard.beat is None:
            raise heard.error or Refused("this heartbeat counts for nothing")
        return heard.beat

    def _open(self, text: bytes) -> Heard:
        try:
            verify = self._signatures.verify
            return Heard(beat=open_text(text, Beat, purpose="beat", key=self._key, verify=verify))
        except HubError as error:
            return Heard(error=_not_away(error))

    def _key(self, beat: Beat, name: str) -> bytes | None:
        for key in self._store.rows(AgentKey, limit=KEYS_MAX, agent=beat.agent):
            if key.key_id == name and not key.revoked:
                return key.public_key
        return None

    def _keep(self, unit: Unit, beat: Beat, changes: list[Arriving]) -> Heard:
        agent = unit.shelf(Agent).get(beat.agent)
        if agent is None:
            return Heard(error=Refused(f"no agent {beat.agent!r} is enrolled here", cause="beat.no_agent"))
        if beat.beat <= agent.beat:
            text = f"beat {beat.beat} of {beat.agent} is not above {agent.beat}, the last one heard"
            return Heard(error=Refused(text, cause="beat.old"))
        change = _change(agent, beat)
        if change is not None:
            key = f"{beat.agent}/{beat.beat}"
            changes.append(
                internal("agent.state_changed.v1", change, partner=agent.partner, site="", key=key)
            )
        skew_ms = (beat.at - unit.now) // timedelta(milliseconds=1)
        noticed = skew_notice(agent, beat.beat, skew_ms)
        changes.extend([noticed] if noticed is not None else [])
        said = msgspec.json.encode(beat)
        unit.shelf(Agent).put(
            msgspec.structs.replace(agent, beat=beat.beat, beat_at=unit.now, skew_ms=skew_ms, status=said)
        )
        recovery.hear_agent(unit, self._blobs, _said(beat))
        settle(unit, beat.agent, done=beat.command, error=beat.command_error or "")
        return Heard(beat=beat)


def _said(beat: Beat) -> recovery.SaidByAgent:
    return recovery.SaidByAgent(
        agent=beat.agent, epoch=beat.epoch, sealed=beat.sealed, incarnation=beat.incarnation
    )


def _not_away(error: HubError) -> HubError:
    """A text can be wrong; a store that is away is nobody's text's fault."""
    if error.cause.startswith("signed."):
        return error
    raise error


def _change(agent: Agent, beat: Beat) -> AgentStateChanged | None:
    """What is not as it was; a watermark that moved is no change."""
    last = msgspec.json.decode(agent.status, type=_Said) if agent.status else _Said()
    before = {one.source: (one.state, one.error) for one in last.sources}
    changed = tuple(one for one in beat.sources if before.get(one.source) != (one.state, one.error))
    if last.state == beat.state and not (changed and last.state):
        return None
    return AgentStateChanged(
        agent=beat.agent, beat=beat.beat, at=beat.at, before=last.state, after=beat.state,
        error=beat.error or "", sources=changed,
    )  # fmt: skip
