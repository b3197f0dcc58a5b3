"""Agents and their frame chains: keys, epochs, gaps and frames held behind a gap."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.frames import ZERO_HASH
from core.hub.records import Record

OPEN = "open"
CLOSED = "closed"
FORKED = "forked"


class Agent(Record, frozen=True, kw_only=True):
    """A front-end agent and what its last heartbeat said.

    state: invited, enrolled or stopped (nothing more is taken until a person decides).
    token_hash: SHA-256 of the one-time enrolment token; it answers its own key again, no other.
    beat: number of the last heartbeat; skew_ms: its clock minus ours; status: the heartbeat's JSON.
    command: number of the last command given. suite: of its keys, chosen when it enrolled; None is `intl`.
    """

    TABLE: ClassVar[str] = "hub_agent"
    KEY: ClassVar[tuple[str, ...]] = ("agent",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner",),)

    agent: str
    partner: str
    state: str
    shard: int
    token_hash: str
    token_until: datetime | None
    epoch: str
    beat: int
    beat_at: datetime | None
    skew_ms: int
    status: bytes
    command: int
    suite: str | None = None


class AgentKey(Record, frozen=True, kw_only=True):
    """A public key of an agent, kept for ever; `first` is the frame number it signs from, in `epoch`."""

    TABLE: ClassVar[str] = "hub_agent_key"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "key_id")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent",),)

    agent: str
    key_id: str
    public_key: bytes
    epoch: str
    first: int
    revoked: bool


class Epoch(Record, frozen=True, kw_only=True):
    """One spool's chain: every frame up to `booked` is taken or stands in a gap; head is the last one's hash.

    opened_after: number the epoch it names before it was at, for the record.
    """

    TABLE: ClassVar[str] = "hub_epoch"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "epoch")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent",),)

    agent: str
    epoch: str
    state: str
    booked: int
    head: str
    opened_at: datetime
    closed_at: datetime | None
    text: str


class Gap(Record, frozen=True, kw_only=True):
    """Frames first..last did not come in time; the stream went on without them (C15)."""

    TABLE: ClassVar[str] = "hub_gap"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "epoch", "first")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent", "epoch"),)

    agent: str
    epoch: str
    first: int
    last: int
    since: datetime


class TakenFrame(Record, frozen=True, kw_only=True):
    """A frame that was taken: its hash answers a resend and finds a fork."""

    TABLE: ClassVar[str] = "hub_taken_frame"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "epoch", "number")

    agent: str
    epoch: str
    number: int
    hash: str
    previous: str
    received_at: datetime


class HeldFrame(Record, frozen=True, kw_only=True):
    """A frame beyond a gap, waiting at most gap_wait_s."""

    TABLE: ClassVar[str] = "hub_held_frame"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "epoch", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent", "epoch"),)

    agent: str
    epoch: str
    number: int
    hash: str
    frame: bytes
    received_at: datetime


class Quarantined(Record, frozen=True, kw_only=True):
    """A frame that could not be verified, kept as what it is."""

    TABLE: ClassVar[str] = "hub_quarantined"
    KEY: ClassVar[tuple[str, ...]] = ("sha256",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent",),)

    sha256: str
    agent: str
    code: str
    text: str
    frame: bytes
    received_at: datetime


class Watermark(Record, frozen=True, kw_only=True):
    """How far the hub has all that a source of an agent told: what a new epoch re-reads from.

    watermark: "" where it has nothing for sure. rereading: the epoch that was asked to read the source again
    and has not said yet that it did: until then what it tells of its own reading promises nothing.
    """

    TABLE: ClassVar[str] = "hub_watermark"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "source")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent",),)

    agent: str
    source: str
    watermark: str
    at: datetime
    rereading: str | None = None


class StagedChunk(Record, frozen=True, kw_only=True):
    """A part of a large file, waiting for its manifest."""

    TABLE: ClassVar[str] = "hub_staged_chunk"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "file", "index")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("agent", "file"),)

    agent: str
    file: str
    index: int
    blob: str
    size: int
    received_at: datetime


def new_epoch(agent: str, epoch: str, now: datetime) -> Epoch:
    """An epoch as its first frame opens it: nothing is booked yet."""
    return Epoch(
        agent=agent,
        epoch=epoch,
        state=OPEN,
        booked=0,
        head=ZERO_HASH,
        opened_at=now,
        closed_at=None,
        text="",
    )
