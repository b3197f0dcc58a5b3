"""A source's own loop: read, keep, then move on; wait while the spool is full; tell when it fails."""

import contextlib
import logging
import threading

from front_end_agent.batch import Batch, discard, notice
from front_end_agent.clock import Clock
from front_end_agent.errors import AgentError, SourceFailed, SpoolFull
from front_end_agent.pressure import LOOK_AGAIN_S, Pressure
from front_end_agent.sources import Source, SourceSettings
from front_end_agent.spool import Spool

log = logging.getLogger(__name__)
BACK_OFF_S_MAX = 300.0


class Runner:
    """One polled source and its thread."""

    def __init__(self, settings: SourceSettings, source: Source, *, spool: Spool, pressure: Pressure) -> None:
        self.settings, self.source, self.spool, self.pressure = settings, source, spool, pressure
        self.wakeup = threading.Event()
        self._failures = 0
        self._failed_with = self._known_failure()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"source-{settings.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self.wakeup.set()
        self._thread.join(timeout=10)

    def step(self) -> float:
        """One round; says how long to wait before the next."""
        if self.pressure.waiting():
            return LOOK_AGAIN_S
        try:
            for batch in self.source.batches():
                if not self._keep(batch):
                    return LOOK_AGAIN_S
                if self._stopping:
                    return 0.0
        except SpoolFull as error:
            self.pressure.hit(self.settings, error)
            return LOOK_AGAIN_S
        except SourceFailed as error:
            return max(self._failed(str(error)), error.retry_after_s)
        self._mended()
        self.pressure.eased(self.settings)
        return self.settings.every_s

    def _keep(self, batch: Batch) -> bool:
        try:
            self.spool.put(batch)
        except SpoolFull as error:
            discard(batch)
            self.pressure.hit(self.settings, error)
            return False
        except AgentError:
            discard(batch)
            raise
        self.source.kept(batch)
        return True

    def _failed(self, text: str) -> float:
        self._failures += 1
        if text != self._failed_with:
            log.warning("source %s failed: %s", self.settings.name, text)
            self._tell("source_failed", text, error=text)
            self._failed_with = text
        longest = max(BACK_OFF_S_MAX, self.settings.every_s)
        return min(self.settings.every_s * 2.0 ** min(self._failures, 20), longest)

    def _mended(self) -> None:
        self._failures = 0
        if self._failed_with:
            log.info("source %s is mended", self.settings.name)
            self._tell("source_mended", "reads again", error="")
            self._failed_with = ""

    def _tell(self, what: str, text: str, *, error: str) -> None:
        now = self.spool.clock.now()
        said = notice(source=self.settings.name, site=self.settings.site, what=what, text=text, now=now)
        try:
            self.spool.put(Batch(source=self.settings.name, items=(said,), error=error))
        except SpoolFull as full:
            self.pressure.hit(self.settings, full)

    def _known_failure(self) -> str:
        states = {state.source: state.error for state in self.spool.book.states()}
        return states.get(self.settings.name, "")

    def _run(self) -> None:
        clock: Clock = self.spool.clock
        while not self._stopping:
            try:
                delay = self.step()
            except Exception as error:  # A fault of ours in one source must not stop the others.
                log.exception("source %s", self.settings.name)
                delay = BACK_OFF_S_MAX
                with contextlib.suppress(AgentError):
                    delay = self._failed(f"{type(error).__name__}: {error}")
            clock.wait(self.wakeup, delay)
            self.wakeup.clear()
