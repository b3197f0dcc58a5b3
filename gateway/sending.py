"""The way out of a worker: every endpoint that has something due gets a thread of its own for a while."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from adapters.file.pulses import Turned, no_pulse
from adapters.wiring.hub import Hub
from core.kernel.errors import HubError

LOG = logging.getLogger("lianqiao.sending")
LANES_AT_ONCE = 4
SENDS_A_TURN = 100
IDLE_WAIT_S = 0.25
AWAY_WAIT_S = 2.0


class Sending:
    """Sends what is due until stopped; a slow partner holds up nobody but itself.

    turned: told at each turn what is wrong.
    """

    def __init__(self, hub: Hub, *, turned: Turned = no_pulse) -> None:
        self._hub = hub
        self._turned = turned
        self._busy: dict[str, Future[int]] = {}

    def run(self, stop: threading.Event) -> None:
        with ThreadPoolExecutor(LANES_AT_ONCE, thread_name_prefix="lane") as pool:
            while not stop.is_set():
                try:
                    started = self._start_lanes(pool)
                except HubError as error:
                    self._turned(error.text)
                    LOG.warning("nothing can be sent now: %s", error.text)
                    stop.wait(AWAY_WAIT_S)
                    continue
                self._turned("")
                stop.wait(0.01 if started else IDLE_WAIT_S)

    def _start_lanes(self, pool: ThreadPoolExecutor) -> int:
        """Starts the lanes that have something due and are not under way; how many."""
        self._reap()
        free = [name for name in self._hub.deliverer.lanes() if name not in self._busy]
        for name in free:
            self._busy[name] = pool.submit(self._hub.deliverer.run_lane, name, limit=SENDS_A_TURN)
        return len(free)

    def _reap(self) -> None:
        for name, future in [*self._busy.items()]:
            if future.done():
                del self._busy[name]
                error = future.exception()
                if error is not None:
                    said = {"partner": name.partition("/")[0]}
                    LOG.error("sending to %s failed: %s", name, error, extra=said)
