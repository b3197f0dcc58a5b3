"""The loops of a process, each in its thread; they live and stop together, and one that dies ends all."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from adapters.wiring.structs import complete_structs

Loop = Callable[[threading.Event], None]
LOG = logging.getLogger("lianqiao.loops")
JOIN_S = 30.0


class Loops:
    """Runs named loops until `stop` is set; if one ends before that, all are stopped."""

    def __init__(self, loops: Sequence[tuple[str, Loop]]) -> None:
        self.stop = threading.Event()
        self.failed = ""
        self._threads = [
            threading.Thread(target=self._run, args=(name, loop), name=name, daemon=True)
            for name, loop in loops
        ]

    def start(self) -> None:
        # Pages and doors were imported since the hub was made.
        complete_structs()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stops every loop and waits for it, at most 30 seconds."""
        self.stop.set()
        for thread in self._threads:
            thread.join(timeout=JOIN_S)

    def _run(self, name: str, loop: Loop) -> None:
        try:
            loop(self.stop)
        finally:
            if not self.stop.is_set():
                self.failed = name
                LOG.critical("the loop %s ended by itself; this process stops", name)
                self.stop.set()
