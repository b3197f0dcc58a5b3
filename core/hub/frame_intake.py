"""Frames from any uplink become arrivals: verified, chained, stored and answered with receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from core.hub import agents
from core.hub.agents import Agent, AgentKey, Epoch, Gap, HeldFrame, Watermark
from core.hub.arrivals import Arrival, Arriving
from core.hub.chain import ChainRun
from core.hub.collisions import again_on_collision
from core.hub.files import FileStaging
from core.hub.frames import NUMBER_MAX, Frame, parse_frame
from core.hub.gaps import contiguous, missing
from core.hub.intake import store_arrivals
from core.hub.ports import Blobs, Signatures, Store, Unit
from core.hub.quarantine import FrameRefused
from core.hub.records import Key, Record
from core.hub.reopening import Reopened, mended, reopen, standing_aside
from core.hub.run_spans import taken
from core.hub.sealed_bodies import Bodies, Told
from core.hub.shelf import Scan
from core.hub.spans import UNTOLD, Spans
from core.hub.suites import Suite, suite_named
from core.kernel.errors import Unreadable
from core.kernel.steps import step

KEYS_MAX = 10_000
# What was handed to intake, and what became of it.
_Stored = list[tuple[Arriving, Arrival]]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub has of an agent's epoch (docs/wire.md §3).

    suite: of the agent's keys, by which the receipt itself is signed too.
    hash: of frame `contiguous`, so that an older copy of a spool does not take it for its own; "" where
    there is none, or behind a gap.
    """

    agent: str
    suite: Suite
    hub: str
    incarnation: int
    epoch: str
    contiguous: int
    hash: str
    held: list[int]
    missing: list[int]
    refused: list[FrameRefused]
    watermarks: dict[str, str]
    encrypt: Told
    at: datetime


class FrameIntake:
    """Takes runs of frames, one commit a run."""

    def __init__(
        self, store: Store, blobs: Blobs, signatures: Signatures, *, hub: str, incarnation: int
    ) -> None:
        self.spans: Spans = UNTOLD
        self._store = store
        self._blobs = blobs
        self._signatures = signatures
        self._hub = hub
        self._incarnation = incarnation
        self._keys: dict[tuple[str, str], AgentKey] = {}
        self.bodies = Bodies()

    def take(self, raws: Sequence[bytes]) -> list[Receipt]:
        """Takes these frames; a receipt for every agent that spoke. Raises Unavailable if the store is away.

        Frames that do not parse are left out: who sent them cannot be known, the door answers for them.
        """
        began = self.spans.moment()
        frames = _in_order([frame for frame in map(_parsed, raws) if frame is not None])
        verified = self._verify_ahead(frames)
        receipts, stored = again_on_collision(lambda: self._take(frames, verified), what="a run of frames")
        step("intake.committed")
        taken(self.spans, began, stored, frames)
        return receipts

    def _take(
        self, frames: Sequence[Frame], verified: dict[tuple[str, str], bool]
    ) -> tuple[list[Receipt], _Stored]:
        with self._store.unit() as unit:
            unit.warm(_rows_of(frames), _scans_of(frames))
            run = self._run(unit, verified)
            for frame in frames:
                run.take(frame)
            told = self._finish(unit, run)
            step("intake.stored")
        return told

    def go_on_without(self, *, waited_s: Callable[[str], float]) -> int:
        """Lets every stream go on whose oldest held frame waited as long as its partner's contract says.

        waited_s: of a partner. How many streams went on.
        """
        return sum(self._go_on(epoch, waited_s) for epoch in self._epochs_with_held())

    def _go_on(self, epoch: Epoch, waited_s: Callable[[str], float]) -> bool:
        with self._store.unit() as unit:
            agent = unit.shelf(Agent).get(epoch.agent)
            current = unit.shelf(Epoch).get(epoch.agent, epoch.epoch)
            if agent is None or current is None:
                return False
            run = self._run(unit, {})
            waited_since = unit.now - timedelta(seconds=waited_s(agent.partner))
            if not run.go_on_without(current, waited_since=waited_since):
                return False
            self._finish(unit, run)
        return True

    def reopen(self, agent: str) -> Reopened:
        """Takes what stood aside because of its encryption, as far as it can be read now."""
        parts = list(standing_aside(self._store, agent))
        whole = Reopened()
        for names in parts:
            with self._store.unit() as unit:
                files = FileStaging(unit, self._blobs, self._signatures)
                one = reopen(unit, agent, names, self.bodies, files)
                whole = Reopened(frames=whole.frames + one.frames, left=whole.left + one.left)
                # With the last of them, so that it is told also by whoever goes on after a crash.
                told = mended(unit, agent, files, whole) if names is parts[-1] else []
                store_arrivals(unit, self._blobs, one.arriving + told)
        return whole

    def receipt(self, agent: str) -> Receipt | None:
        """The present receipt of an agent, for its heartbeat; None before it has spoken."""
        with self._store.unit() as unit:
            known = unit.shelf(Agent).get(agent)
            if known is None or not known.epoch:
                return None
            return self._receipt(unit, self._run(unit, {}), agent, known.epoch)

    def _epochs_with_held(self) -> list[Epoch]:
        """Looks at one frame of each epoch: what one agent has held must not hide another's."""
        found: list[Epoch] = []
        after: Key | None = None
        while rows := self._store.rows(HeldFrame, limit=1, after=after):
            epoch = self._store.get(Epoch, rows[0].agent, rows[0].epoch)
            if epoch is not None and epoch.state == agents.OPEN:
                found.append(epoch)
            after = (rows[0].agent, rows[0].epoch, NUMBER_MAX)
        return found

    def _run(self, unit: Unit, verified: dict[tuple[str, str], bool]) -> ChainRun:
        def verify(key: AgentKey, frame: Frame) -> bool:
            known = verified.get((key.key_id, frame.hash))
            return self._check(key, frame) if known is None else known

        files = FileStaging(unit, self._blobs, self._signatures)
        return ChainRun(unit, verify, files, self.bodies)

    def _finish(self, unit: Unit, run: ChainRun) -> tuple[list[Receipt], _Stored]:
        stored = store_arrivals(unit, self._blobs, run.arriving)
        receipts = [self._receipt(unit, run, agent, epoch) for agent, epoch in sorted(run.spoken.items())]
        return receipts, list(zip(run.arriving, stored, strict=True))

    def _receipt(self, unit: Unit, run: ChainRun, agent: str, epoch_id: str) -> Receipt:
        epoch = unit.shelf(Epoch).get(agent, epoch_id)
        known = unit.shelf(Agent).get(agent)
        marks = unit.shelf(Watermark).find(agent=agent)
        up_to = contiguous(unit, epoch) if epoch else 0
        return Receipt(
            agent=agent,
            suite=suite_named(known.suite if known else None),
            hub=self._hub,
            incarnation=self._incarnation,
            epoch=epoch_id,
            contiguous=up_to,
            hash=epoch.head if epoch and up_to and up_to == epoch.booked else "",
            held=run.held(epoch) if epoch else [],
            missing=missing(unit, epoch, run.held(epoch)) if epoch else [],
            refused=run.refused.get(agent, []),
            watermarks={mark.source: mark.watermark for mark in marks if mark.watermark},
            encrypt=self.bodies.told(unit, known) if known else Told(),
            at=unit.now,
        )

    def _verify_ahead(self, frames: Sequence[Frame]) -> dict[tuple[str, str], bool]:
        """Checks signatures before the transaction begins; keys it cannot know yet are checked inside."""
        named = {(frame.header.agent, frame.header.key) for frame in frames}
        keys = {name: self._known_key(*name) for name in named}
        verified: dict[tuple[str, str], bool] = {}
        for frame in frames:
            key = keys[frame.header.agent, frame.header.key]
            if key is not None:
                verified[key.key_id, frame.hash] = self._check(key, frame)
        return verified

    def _known_key(self, agent: str, key_id: str) -> AgentKey | None:
        """Kept from run to run, for an id is its key's hash; whether it still counts is asked in the unit."""
        if (agent, key_id) not in self._keys:
            found = self._store.get(AgentKey, agent, key_id)
            if found is None:
                return None
            if len(self._keys) >= KEYS_MAX:
                self._keys.clear()
            self._keys[agent, key_id] = found
        return self._keys[agent, key_id]

    def _check(self, key: AgentKey, frame: Frame) -> bool:
        return self._signatures.verify(key.public_key, frame.signature, frame.signed)


def _rows_of(frames: Sequence[Frame]) -> dict[type[Record], list[Key]]:
    """What every frame asks for: its agent, its epoch, its key."""
    headers = [frame.header for frame in frames]
    return {
        Agent: [(header.agent,) for header in headers],
        AgentKey: [(header.agent, header.key) for header in headers],
        Epoch: [(header.agent, header.epoch) for header in headers],
    }


def _scans_of(frames: Sequence[Frame]) -> list[Scan]:
    """What each chain asks for: what is held of it, what it misses, how far its sources are read."""
    epochs = sorted({(frame.header.agent, frame.header.epoch) for frame in frames})
    scans: list[Scan] = [
        (kind, {"agent": agent, "epoch": epoch}) for kind in (Gap, HeldFrame) for agent, epoch in epochs
    ]
    return scans + [(Watermark, {"agent": agent}) for agent in sorted({agent for agent, _ in epochs})]


def _in_order(frames: list[Frame]) -> list[Frame]:
    """Each epoch's frames by number, epochs as they first appear: a key frame comes before what it signs."""
    places: dict[tuple[str, str], int] = {}
    for frame in frames:
        places.setdefault((frame.header.agent, frame.header.epoch), len(places))
    return sorted(
        frames, key=lambda frame: (places[frame.header.agent, frame.header.epoch], frame.header.number)
    )


def _parsed(raw: bytes) -> Frame | None:
    try:
        return parse_frame(raw)
    except Unreadable:
        return None
