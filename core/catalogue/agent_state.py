"""How a front-end agent is: its heartbeat, which is never stored, and a change of its state, which is."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import require_moments
from core.catalogue.fields import Count, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Part

AgentId = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,62}$")]
Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
RunState = Literal["starting", "running", "full", "paused", "stopped"]


class SourceState(Part, frozen=True, kw_only=True):
    """How one source of an agent is.

    source: the agent's name for it
    state: the agent's word (ok, failed, waiting …)
    watermark: up to where it was read, "" where nothing was yet
    seen_at: when it was last read
    error: why it fails
    """

    source: Key
    state: Key
    watermark: Text = ""
    seen_at: Moment | None = None
    error: Text = ""

    def __post_init__(self) -> None:
        require_moments(seen_at=self.seen_at)


class AgentHeartbeat(Document, frozen=True, kw_only=True):
    """M39, a fact: the heartbeat of docs/wire.md §3 as the rest of the house sees it.

    agent: its id
    epoch: of its spool
    beat: only grows
    event_time: the agent's clock
    version: of the agent's program
    state: how it is
    sealed: last number sealed
    receipted: last number the hub has receipted, as the agent knows
    depth: frames waiting
    bytes_held, bytes_max: of the spool on disk, used and allowed
    oldest_at: when the oldest waiting frame was sealed
    sources: how each is
    """

    TYPE: ClassVar[str] = "agent.heartbeat.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("agent",)
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    agent: AgentId
    epoch: Epoch
    beat: Count
    event_time: Moment
    version: Text
    state: RunState
    sealed: Count
    receipted: Count
    depth: Count
    bytes_held: Count
    bytes_max: Count
    oldest_at: Moment | None = None
    sources: Annotated[tuple[SourceState, ...], Meta(max_length=1_000)] = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time, oldest_at=self.oldest_at)


class AgentState(Document, frozen=True, kw_only=True):
    """M39, a fact: something about an agent is not as it was.

    agent: its id
    change: the agent's notice (source_failed, source_mended, spool_full, spool_free, reread_started,
        reread_done), or what the hub saw (silent, heard_again, skewed, epoch_opened, epoch_closed, forked,
        gapped, revoked)
    event_time: by the clock of whoever saw it
    state: how it runs now
    epoch: of its spool
    source: where it is about one source
    site: where it is about one site
    text: for a person
    """

    TYPE: ClassVar[str] = "agent.state.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("agent", "source", "site")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    agent: AgentId
    change: Key
    event_time: Moment
    state: RunState | None = None
    epoch: Epoch | None = None
    source: OptionalKey = ""
    site: OptionalKey = ""
    text: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
