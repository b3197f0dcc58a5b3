"""Keeps the lease of a partition while its worker is at something long, so that nobody begins it again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.hub.ports import Lease, Store
from core.kernel.errors import HubError

LOG = logging.getLogger("lianqiao.worker")
# Whoever has been at one run for so long hangs: another worker may try.
HELD_S_MAX = 600.0


class LeaseKeeper:
    """A thread beside one worker's loop; short work never meets it."""

    def __init__(self, store: Store, *, ttl_s: float) -> None:
        self._store = store
        self._ttl_s = ttl_s
        self._held: tuple[Lease, float] | None = None

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """The worker is at this partition until the end of the block."""
        self._held = (lease, time.monotonic())
        try:
            yield
        finally:
            self._held = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """The thread runs until the end of the block."""
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(stop,), name="lease keeper", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(self._ttl_s / 3):
            held = self._held
            if held is None or not self._ttl_s / 3 <= time.monotonic() - held[1] <= HELD_S_MAX:
                continue
            try:
                self._store.renew(held[0], ttl_s=self._ttl_s)
            except HubError as error:
                # The run itself meets the same trouble, and says so.
                LOG.debug("the lease of partition %d was not lengthened: %s", held[0].partition, error)
