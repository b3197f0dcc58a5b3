"""The sender: sealed frames leave in number order, by one uplink at a time, until they are receipted."""

import logging
import queue
import random
import threading
from collections.abc import Callable

from front_end_agent.clock import Clock
from front_end_agent.downlink import Receipt
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.lanes import Lanes
from front_end_agent.pacing import Pacing
from front_end_agent.route import Route
from front_end_agent.spool import Spool
from front_end_agent.steps import step
from front_end_agent.uplinks import Confirmed, Down, Event, Failed

log = logging.getLogger(__name__)
IDLE_S = 1.0
BACK_OFF_S_FIRST, BACK_OFF_S_MAX = 0.5, 30.0
MISSING_WAIT_S = 5.0
STALL_S_FIRST, STALL_S_MAX = 60.0, 600.0
CHUNKS_AHEAD = 2
FATAL = frozenset({"fork", "revoked", "unknown_agent"})


class Sender:
    """Decides which frames to send when; all its decisions are made in `step`, by one thread."""

    def __init__(self, spool: Spool, route: Route, *, clock: Clock) -> None:
        self.spool, self.route, self.clock = spool, route, clock
        self.wakeup = threading.Event()
        self.receipts: queue.SimpleQueue[Receipt] = queue.SimpleQueue()
        self.texts: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.on_text: Callable[[bytes], None] = self.texts.put
        self.wanted: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.stopped = ""
        self.trouble = ""
        self.pacing = Pacing(spool, clock=clock)
        self._lanes = Lanes()
        self._next = spool.receipted + 1
        self._outstanding: dict[int, float] = {}
        self._missing: dict[int, float] = {}
        self._failures = 0
        self._not_before = 0.0
        self._progress_at = clock.monotonic()
        self._stall_s = STALL_S_FIRST

    def step(self) -> float:
        """What can be done now; says after how many seconds to look again at the latest."""
        now = self.clock.monotonic()
        for event in self.route.events(now):
            self._happened(event, now)
            if isinstance(event, Failed):
                break  # What else this connection said was about frames that go again.
        while not self.receipts.empty():
            self._receipt(self.receipts.get(), now)
        while not self.wanted.empty():
            self._resend_from(self.wanted.get(), now)
        self.route.waits_for_confirm(now, outstanding=bool(self._outstanding))
        if self.route.changed():
            self._rewind(self.spool.receipted + 1, now)
        if self.stopped:
            return IDLE_S
        if now < self._not_before:
            return min(IDLE_S, self._not_before - now)
        self._look_for_silence(now)
        return self._send(now)

    def _send(self, now: float) -> float:
        frames_max, bytes_max = self.route.link.room()
        pace = self.pacing.frames_per_s
        if pace:
            frames_max = min(frames_max, max(1, int(pace)))
        if frames_max < 1 or bytes_max < 1:
            return IDLE_S
        self._seal_chunk()
        frames = self._due_missing(now) or self.spool.frames(
            self._next, count_max=frames_max, bytes_max=bytes_max
        )
        if not frames:
            return IDLE_S
        express = False
        if self.route.link.name == "amqp":
            frames, express = self._lanes.split(frames, receipted=self.spool.receipted)
        if self._next == self.spool.receipted + 1:
            self._progress_at = now
        for number, _sealed in frames:
            self._outstanding[number] = now
        self._next = max(self._next, frames[-1][0] + 1)
        self.route.link.send(frames, express=express)
        step("sender.sent")
        if pace:
            self._not_before = now + len(frames) / pace
        return 0.0

    def _happened(self, event: Event, now: float) -> None:
        if isinstance(event, Down):
            self.on_text(event.text)
        elif isinstance(event, Confirmed):
            for number in event.numbers:
                self._outstanding.pop(number, None)
            self._worked(now)
        else:
            self._failed(event, now)

    def _worked(self, now: float) -> None:
        self._failures, self.trouble = 0, ""
        if not self.pacing.frames_per_s:
            self._not_before = min(self._not_before, now)
        self.route.worked(now)

    def _failed(self, event: Failed, now: float) -> None:
        self._failures += 1
        if event.reason != self.trouble:
            log.warning("%s: %s", self.route.link.name, event.reason)
        self.trouble = event.reason
        # What was never confirmed goes again; what the broker confirmed waits for its receipt.
        self._rewind(min(self._outstanding, default=self._next), now)
        back_off = min(BACK_OFF_S_FIRST * 2 ** (self._failures - 1), BACK_OFF_S_MAX)
        wait = max(back_off * random.uniform(0.5, 1.0), event.retry_after_s or 0.0)
        if not self.route.failed(now, again_at=now + wait):
            self._not_before = now + wait

    def _receipt(self, receipt: Receipt, now: float) -> None:
        self._refused(receipt)
        known = self.spool.meta("incarnation")
        # A receipt from before the restore still lay in a queue: what it says was lost with that hub.
        if known and int(receipt.incarnation) < int(known):
            return
        if self._is_older_copy(receipt):
            return
        restored = bool(known) and known != str(receipt.incarnation)
        before = self.spool.receipted
        try:
            # In this order: ended between the two, we see again that the hub was restored.
            self.spool.receipt(receipt.contiguous, restored=restored)
            if known != str(receipt.incarnation):
                self.spool.note(incarnation=receipt.incarnation)
        except SpoolFull as error:
            self.trouble = str(error)  # The next receipt says the same again.
            return
        if restored:
            log.warning("the hub was restored; sending again from %d", receipt.contiguous + 1)
            self._rewind(receipt.contiguous + 1, now)
        self._advance(receipt, now, moved=self.spool.receipted > before)

    def _advance(self, receipt: Receipt, now: float, *, moved: bool) -> None:
        had = set(receipt.held)
        for number in [n for n in self._outstanding if n <= receipt.contiguous or n in had]:
            del self._outstanding[number]
        wait = MISSING_WAIT_S if self.route.link.name == "amqp" else 0.0
        wanted = [number for number in receipt.missing if self.spool.receipted < number < self._next]
        self._missing = {number: self._missing.get(number, now + wait) for number in wanted}
        if moved:
            self._progress_at, self._stall_s = now, STALL_S_FIRST
        if self.route.link.name == "https":
            self._outstanding.clear()
            self._worked(now)
        self._next = max(self._next, self.spool.receipted + 1)

    def _is_older_copy(self, receipt: Receipt) -> bool:
        """An older copy of the spool was put back: it would believe frames kept that it seals only now."""
        ended_at = self.spool.meta("doubted")
        ours = self.spool.hash_of(receipt.contiguous)
        beyond = receipt.contiguous > self.spool.sealed
        if not ended_at and (beyond or (receipt.hash and ours and receipt.hash != ours)):
            ended_at = str(self.spool.receipted)
            self.spool.note(doubted=ended_at)
            log.error("the hub has another frame %d than this spool", receipt.contiguous)
        if ended_at:
            self.trouble = (
                f"this spool is an older copy, the hub had more than its {ended_at} frames; "
                "stop the agent and start it with `agent run --new-epoch`"
            )
        return bool(ended_at)

    def _refused(self, receipt: Receipt) -> None:
        for refused in receipt.refused:
            text = f"frame {refused.number} was refused ({refused.code}): {refused.text}"
            if refused.code in FATAL and not self.stopped:
                self.stopped = text
                log.error("sending stops: %s; a person decides (docs/agent.md, Fork)", text)
            elif refused.code not in FATAL:
                log.error("%s", text)
                self.trouble = text

    def _due_missing(self, now: float) -> list[tuple[int, bytes]]:
        """One run of frames the hub has found missing, each at most once in a while."""
        for number, due in sorted(self._missing.items()):
            if due <= now:
                self._missing[number] = now + MISSING_WAIT_S
                return self.spool.frames(number, count_max=1, bytes_max=1)
        return []

    def _seal_chunk(self) -> None:
        """A piece of a large file is made only when all that was sealed is on its way."""
        if self._next <= self.spool.sealed or len(self._outstanding) >= CHUNKS_AHEAD:
            return
        # Asked beside the writer: what is small and comes now would wait while we find nothing.
        if not self.spool.files.waiting():
            return
        try:
            self.spool.seal_chunk()
        except SpoolFull as error:
            self.trouble = str(error)

    def _look_for_silence(self, now: float) -> None:
        """Sent, perhaps confirmed, and yet no receipt: a queue may have been lost with what it held."""
        if self._next <= self.spool.receipted + 1 or now - self._progress_at < self._stall_s:
            return
        log.warning("no receipt beyond %d for %.0f s", self.spool.receipted, self._stall_s)
        self._stall_s = min(self._stall_s * 2, STALL_S_MAX)
        self._rewind(self.spool.receipted + 1, now)

    def _resend_from(self, number: int, now: float) -> None:
        self.stopped = ""
        self._rewind(min(number, self._next), now)

    def _rewind(self, number: int, now: float) -> None:
        self._next = number
        self._outstanding.clear()
        self._missing.clear()
        self._progress_at = now


class SenderThread:
    """Runs a sender until it is stopped."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self.sender.wakeup.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping:
            self.sender.wakeup.clear()
            try:
                delay = self.sender.step()
            except AgentError as error:
                log.error("%s", error)
                self.sender.trouble, delay = str(error), IDLE_S
            except Exception:  # The one loop that must go on whatever happens.
                log.exception("sender")
                delay = IDLE_S
            if delay > 0:
                self.sender.clock.wait(self.sender.wakeup, delay)
