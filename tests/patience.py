"""Waiting in tests: as long as those live who must do it, and never in vain without their last words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

# So long only what is broken takes, also on two slow cores that do many other things. No test asks how fast.
PATIENCE_S = 120.0
LOOK_S = 0.05

Found = TypeVar("Found")


class Watched(Protocol):
    """Somebody by whose work a wait can end, and who may die of it."""

    def check(self) -> None:
        """Fails the test, with the last words, if this one is dead."""
        ...

    def last_words(self) -> str:
        """What it said last, for who waited in vain."""
        ...


_watched: list[Watched] = []


def watch(one: Watched) -> None:
    """From now on every wait of this process ends at once if this one dies."""
    if one not in _watched:
        _watched.append(one)


def let_go(one: Watched) -> None:
    """It may end now; a wait does not mind."""
    if one in _watched:
        _watched.remove(one)


@contextmanager
def watching(*those: Watched) -> Iterator[None]:
    """Until the end of the block."""
    for one in those:
        watch(one)
    try:
        yield
    finally:
        for one in those:
            let_go(one)


class Patience:
    """One wait: asked to look again and again, it fails when there is nothing left to wait for."""

    def __init__(self, what: str | Callable[[], str], *, limit_s: float = PATIENCE_S) -> None:
        self._what = what
        self._limit_s = limit_s
        self._end = time.monotonic() + limit_s

    def look(self) -> None:
        """Fails if somebody watched has died or the time is over; else there is reason to go on."""
        for one in list(_watched):
            one.check()
        if time.monotonic() > self._end:
            what = self._what if isinstance(self._what, str) else self._what()
            words = "".join(f"\n{one.last_words()}" for one in _watched)
            raise AssertionError(f"waited {self._limit_s:.0f} s for {what}{words}")


def until(
    there: Callable[[], Found | None], what: str | Callable[[], str], *, limit_s: float = PATIENCE_S
) -> Found:
    """What is there, as soon as it is."""
    patience = Patience(what, limit_s=limit_s)
    while not (found := there()):
        patience.look()
        time.sleep(LOOK_S)
    return found
