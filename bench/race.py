"""Races: processes at work, watched from outside until all that was asked of them is committed."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOOK_EVERY_S = 0.02
RACE_S_MAX = 120.0
WORDS_MAX = 4_000


def processes(commands: Sequence[Sequence[str]], environment: dict[str, str], log: Path) -> list[Any]:
    """Starts each command; what they say goes to the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        return [
            subprocess.Popen(command, env={**os.environ, **environment}, stdout=said, stderr=said)
            for command in commands
        ]


class Running:
    """The processes of a race; called, it raises if one has died."""

    def __init__(self, commands: Sequence[Sequence[str]], started: Sequence[Any], log: Path) -> None:
        self._commands, self._started, self._log = commands, started, log

    def __call__(self) -> None:
        for command, one in zip(self._commands, self._started, strict=True):
            if one.poll() is not None:
                words = self._log.read_bytes()[-WORDS_MAX:].decode(errors="replace")
                raise RuntimeError(f"{' '.join(command)} ended with {one.returncode}; it said last:\n{words}")

    @property
    def pids(self) -> list[int]:
        return [int(one.pid) for one in self._started]


@contextmanager
def at_work(commands: Sequence[Sequence[str]], environment: dict[str, str], log: Path) -> Iterator[Running]:
    """The commands run during the block and are stopped after it."""
    started = processes(commands, environment, log)
    try:
        yield Running(commands, started, log)
    finally:
        for one in started:
            one.send_signal(signal.SIGTERM)
        for one in started:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait(5)


def rate(done: Callable[[], int], total: int, *, what: str, alive: Callable[[], None]) -> float:
    """Units a second from the first that were committed to the last, whatever the start took."""
    began = time.monotonic()
    first = 0
    while first == 0:
        alive()
        first = _look(done, began, what)
    since = time.monotonic()
    now = first
    while now < total:
        alive()
        now = _look(done, began, what)
    if now == first:
        raise RuntimeError(f"{what}: all {total} were done at the first look; ask for more")
    return (now - first) / (time.monotonic() - since)


def _look(done: Callable[[], int], began: float, what: str) -> int:
    if time.monotonic() - began > RACE_S_MAX:
        raise TimeoutError(f"{what}: only {done()} done after {RACE_S_MAX} s")
    time.sleep(LOOK_EVERY_S)
    return done()


def median(rounds: Sequence[float]) -> float:
    return statistics.median(rounds)


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
