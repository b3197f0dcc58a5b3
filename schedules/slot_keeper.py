"""Keeps the slots of a process while their jobs run, so that a killed clock's slots are soon another's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.hub.timetable import HOLD_S, Job, Slot, Timetable
from core.kernel.errors import HubError

LOG = logging.getLogger("lianqiao.schedules")
EVERY_S = HOLD_S / 3


class SlotKeeper:
    """One thread a process, begun with the first slot; a short job never meets it."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._held: dict[tuple[str, int], tuple[Job, Slot]] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @contextmanager
    def holding(self, job: Job, slot: Slot) -> Iterator[None]:
        """The job runs for this slot until the end of the block."""
        self._begin()
        self._held[slot.job, slot.number] = (job, slot)
        try:
            yield
        finally:
            self._held.pop((slot.job, slot.number), None)

    def renew(self) -> None:
        """Lengthens what runs; nothing that ran for its limit."""
        for job, slot in list(self._held.values()):
            try:
                self._timetable.hold(job, slot)
            except HubError as error:
                # The job itself meets the same trouble, and says so.
                LOG.debug("the slot %s of %s was not lengthened: %s", slot.number, slot.job, error)

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="slot keeper", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(EVERY_S)
            self.renew()
