"""A process that is told to stop: by Ctrl-C, by the one who runs it, by both at once."""

from __future__ import annotations

import signal
import threading
from queue import SimpleQueue


def stop_on_signals(stop: threading.Event) -> None:
    """SIGINT and SIGTERM set the event, however many come; to be called in the main thread."""
    told: SimpleQueue[int] = SimpleQueue()

    def pass_on() -> None:
        told.get()
        stop.set()

    threading.Thread(target=pass_on, name="stop", daemon=True).start()
    # A handler interrupts the main thread anywhere, also inside `stop.wait` or another handler's `stop.set`,
    # where the event's lock is held: set here, it would wait for itself for ever. A put never waits.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: told.put(number))
