"""Back-pressure: while the spool is full no source is read, and the hub is told once that it is so."""

import logging
import threading

from front_end_agent.batch import Batch, notice
from front_end_agent.clock import Clock
from front_end_agent.errors import SpoolFull
from front_end_agent.record import DOCUMENT_BYTES_MAX
from front_end_agent.sources import SourceSettings
from front_end_agent.spool import Spool

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 5.0


class Pressure:
    """Whether the spool is full, why, and the two notices at its edges."""

    def __init__(self, spool: Spool, *, clock: Clock) -> None:
        self._spool, self._clock = spool, clock
        self._lock = threading.Lock()
        self.full = ""

    def put(self, source: SourceSettings, batch: Batch) -> None:
        """For sources that are spoken to: they cannot wait, so they are told at once. Raises SpoolFull."""
        try:
            self._spool.put(batch)
        except SpoolFull as error:
            self.hit(source, error)
            raise
        self.eased(source)

    def hit(self, source: SourceSettings, error: SpoolFull) -> None:
        """A batch found no room."""
        with self._lock:
            first, self.full = not self.full, str(error)
        if first:
            log.warning("full: %s", error)
            self._tell(source, "spool_full", str(error))

    def waiting(self) -> bool:
        """Whether sources have to wait; looks for room on the way."""
        if not self.full:
            return False
        try:
            self._spool.room_for(2 * DOCUMENT_BYTES_MAX)
        except SpoolFull as error:
            self.full = str(error)
            return True
        return False

    def eased(self, source: SourceSettings) -> None:
        """A source was read to its end, and all it had found room: only now is it believed."""
        with self._lock:
            freed, self.full = bool(self.full), ""
        if freed:
            self._spool.store.lay_ballast()
            log.info("the spool has room again")
            self._tell(source, "spool_free", "the spool has room again")

    def _tell(self, source: SourceSettings, what: str, text: str) -> None:
        said = notice(source=source.name, site=source.site, what=what, text=text, now=self._clock.now())
        try:
            self._spool.put(Batch(source=source.name, items=(said,)))
        except SpoolFull:
            log.warning("not even the notice %s has room; the heartbeat tells the state", what)
