"""What comes up from the agents over the bus: runs of frames and of heartbeats, answered with texts down."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from core.hub.bus import Delivery
from core.hub.downlink import Down, Downlink
from core.hub.frame_intake import FrameIntake
from core.hub.frames import parse_frame
from core.hub.heartbeats import Heartbeats
from core.hub.intake import store_arrivals
from core.hub.ports import Blobs, Store
from core.hub.renewal import PURPOSE, Proof, Renewals
from core.hub.set_aside import BROKEN, alarm_broken, alarm_dead, alarm_unreadable, keep_unreadable
from core.hub.signed_text import purpose_of
from core.kernel.errors import Refused, Unavailable, Unreadable

LOG = logging.getLogger("lianqiao.uplink")


class FrameRuns:
    """Takes runs of frames: one commit a run, and nothing rejected that can be kept."""

    def __init__(self, store: Store, blobs: Blobs, frames: FrameIntake, downlink: Downlink) -> None:
        self._store = store
        self._blobs = blobs
        self._frames = frames
        self._downlink = downlink

    def take(self, run: Sequence[Delivery]) -> list[Down]:
        """Commits the run; what its agents are told. Raises Unavailable if the store is away."""
        try:
            return self._take(run)
        except Unavailable:
            raise
        except Exception as error:
            # The intake worker's loop: one frame that breaks it must not stop every agent of its queue.
            if len(run) > 1:
                return [down for one in run for down in self.take([one])]
            LOG.exception("a frame breaks the intake and is set aside")
            self._set_aside(run[0], f"{type(error).__name__}: {error}")
            return []

    def _take(self, run: Sequence[Delivery]) -> list[Down]:
        readable, unreadable = _sorted(run)
        dead = [one for one in run if one.dead]
        if unreadable or dead:
            self._keep(unreadable, dead)
        return self._downlink.after(self._frames.take(readable)) if readable else []

    def _keep(self, unreadable: list[tuple[bytes, str]], dead: list[Delivery]) -> None:
        told_already = {one.body for one in dead}
        fresh = [(raw, text) for raw, text in unreadable if raw not in told_already]
        with self._store.unit() as unit:
            for raw, text in unreadable:
                keep_unreadable(unit, raw, text)
            told = [alarm_dead(unit, one.body, one.dead) for one in dead]
            told += [alarm for raw, text in fresh[:1] for alarm in alarm_unreadable(unit, raw, text)]
            store_arrivals(unit, self._blobs, told)

    def _set_aside(self, one: Delivery, text: str) -> None:
        with self._store.unit() as unit:
            keep_unreadable(unit, one.body, text, code=BROKEN)
            store_arrivals(unit, self._blobs, [alarm_broken(unit, one.body, text)])


class BeatRuns:
    """Takes runs of heartbeats; each agent heard is told its receipt and what it has still to do.

    renewals: answers who asks for the next certificate this way, because nothing but the broker is open to
    it; None where the broker knows nobody by a certificate.
    """

    def __init__(self, heartbeats: Heartbeats, downlink: Downlink, renewals: Renewals | None = None) -> None:
        self._heartbeats = heartbeats
        self._downlink = downlink
        self._renewals = renewals

    def take(self, run: Sequence[Delivery]) -> list[Down]:
        """Hears the run; raises Unavailable if the store is away."""
        beats: list[bytes] = []
        asking: list[Delivery] = []
        for one in run:
            if purpose_of(one.body) == PURPOSE:
                asking.append(one)
            else:
                beats.append(one.body)
        return [*self._hear(beats), *(down for one in asking for down in self._renewed(one))]

    def _renewed(self, one: Delivery) -> list[Down]:
        """The broker lets nobody but the agent itself, by its certificate, write under its key."""
        if self._renewals is None:
            return []
        try:
            asked = self._renewals.open(one.body)
            answer = self._renewals.answer(asked, Proof(shown=one.key == f"beat.{asked.agent}"))
        except (Refused, Unreadable) as error:
            LOG.warning("a renewal over the broker was refused: %s", error.text)
            return []
        return [Down(asked.agent, answer)]

    def _hear(self, texts: list[bytes]) -> list[Down]:
        agents: dict[str, None] = {}
        for heard in self._heartbeats.hear(texts) if texts else []:
            if heard.beat is not None:
                agents[heard.beat.agent] = None
            elif heard.error is not None:
                LOG.warning("a heartbeat counts for nothing: %s", heard.error.text)
        return [Down(agent, text) for agent in agents for text in self._downlink.present(agent)]


def _sorted(run: Sequence[Delivery]) -> tuple[list[bytes], list[tuple[bytes, str]]]:
    """(frames that parse, the others with what is wrong with them), each in the order they came."""
    readable: list[bytes] = []
    unreadable: list[tuple[bytes, str]] = []
    for one in run:
        try:
            parse_frame(one.body)
        except Unreadable as error:
            unreadable.append((one.body, error.text))
        else:
            readable.append(one.body)
    return readable, unreadable
