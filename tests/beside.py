"""Loops of the house that run beside a test; one that dies fails whoever waits for its work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.patience import PATIENCE_S, watching

Loop = Callable[[threading.Event], object]


class Running(threading.Thread):
    """A loop at work; what it died of is kept."""

    def __init__(self, loop: Loop, stop: threading.Event) -> None:
        super().__init__(name=getattr(loop, "__qualname__", "loop"), daemon=True)
        self._loop, self._stop_asked = loop, stop
        self.died: BaseException | None = None

    def run(self) -> None:
        try:
            self._loop(self._stop_asked)
        except BaseException as error:
            self.died = error

    def check(self) -> None:
        if self.died is not None or (not self.is_alive() and not self._stop_asked.is_set()):
            raise AssertionError(f"{self.name} ended by itself: {self.died!r}") from self.died

    def last_words(self) -> str:
        return f"{self.name} " + ("runs" if self.is_alive() else "has ended")


@contextmanager
def running(*loops: Loop) -> Iterator[threading.Event]:
    """All at work until the end of the block; what one dies of fails the test."""
    stop = threading.Event()
    threads = [Running(loop, stop) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        with watching(*threads):
            yield stop
    finally:
        end(threads, stop)
    for thread in threads:
        thread.check()


@contextmanager
def running_to_its_death(loop: Loop) -> Iterator[Running]:
    """One at work that may die of what the test does to it."""
    stop = threading.Event()
    thread = Running(loop, stop)
    thread.start()
    try:
        yield thread
    finally:
        end([thread], stop)


def end(threads: list[Running], stop: threading.Event) -> None:
    """Asks them to stop, and waits until they have."""
    stop.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    left = [thread.name for thread in threads if thread.is_alive()]
    assert left == [], f"told to stop, after {PATIENCE_S:.0f} s these still run: {left}"
