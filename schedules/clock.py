"""The clock of a process without celery: it asks every job what is due, each in its own thread."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from adapters.file.pulses import Turned, no_pulse
from core.kernel.errors import Unavailable
from schedules.runner import Runner

LOG = logging.getLogger("lianqiao.schedules")
TICK_S = 0.5
THREADS = 4
AWAY_S = 2.0
AWAY_MAX_S = 30.0


class ClockLoop:
    """A slow job holds up only itself; one that fails is due again by the timetable, not by this loop.

    turned: told at each tick what is wrong; it went well where a job came back and the store was there.
    """

    def __init__(self, runner: Runner, *, tick_s: float = TICK_S, turned: Turned = no_pulse) -> None:
        self._runner = runner
        self._tick_s = tick_s
        self._turned = turned
        self._busy: dict[str, Future[int]] = {}

    def run(self, stop: threading.Event) -> None:
        """Until stopped; what has begun then comes to its end."""
        wait_s, away_s = self._tick_s, AWAY_S
        with ThreadPoolExecutor(THREADS, thread_name_prefix="job") as pool:
            while not stop.is_set():
                away, back = self._reap()
                if back:
                    self._turned(away)
                elif self._busy:
                    self._turned(f"{len(self._busy)} jobs are under way and none comes back")
                wait_s, away_s = (away_s, min(away_s * 2, AWAY_MAX_S)) if away else (self._tick_s, AWAY_S)
                for name in self._runner.names:
                    if name not in self._busy:
                        self._busy[name] = pool.submit(self._runner.run_job, name)
                stop.wait(wait_s)

    def _reap(self) -> tuple[str, int]:
        """Takes note of what ended: (what the store said that was away, "" = it was there; how many)."""
        away, back = "", 0
        for name, future in [*self._busy.items()]:
            if not future.done():
                continue
            del self._busy[name]
            back += 1
            error = future.exception()
            if isinstance(error, Unavailable):
                away = error.text
                LOG.warning("the store is away, the clock asks again: %s", error.text)
            elif error is not None:
                LOG.error("job %s broke: %s", name, error, exc_info=error)
        return away, back
