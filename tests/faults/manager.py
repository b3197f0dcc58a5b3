"""The service manager of a run: what ended by itself is started again, and it is written down why."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tests.faults.pace import pause
from tests.programs import Program

LOOK_S = 0.3
# A process that finds its store away when it starts says so and ends: its manager tries again.
AWAY = 2


class Manager:
    """Knows which processes are to run; `broken` is what one said that ended for no such reason."""

    def __init__(self, begin: Callable[[str], Program]) -> None:
        self._begin = begin
        self._wanted: dict[str, Program] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.broken = ""
        threading.Thread(target=self._tend, name="manager", daemon=True).start()

    def tends(self, name: str, program: Program) -> None:
        """From now on."""
        with self._lock:
            self._wanted[name] = program

    def leaves(self, name: str) -> Program | None:
        """Somebody else has it now."""
        with self._lock:
            return self._wanted.pop(name, None)

    def end(self) -> None:
        self._stop.set()
        with self._lock:
            self._wanted.clear()

    def _tend(self) -> None:
        while not pause(LOOK_S, self._stop):
            with self._lock:
                for name, program in self._wanted.items():
                    if not program.is_alive:
                        self._again(name, program)

    def _again(self, name: str, program: Program) -> None:
        words = program.last_words()
        if program.end() != AWAY:
            self.broken = self.broken or words
        print(f"  {name} ended by itself, it is started again: {words.splitlines()[-1][:200]}", flush=True)
        self._wanted[name] = self._begin(name)
