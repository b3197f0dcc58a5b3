"""One target in one process: inputs one after another until the time is over; what is found is kept."""

from __future__ import annotations

import faulthandler
import os
import random
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import psutil

from tests.fuzz.mutate import mutated
from tests.fuzz.target import Call, Target

# Far beyond what any input of 64 KiB may take on a slow machine: the process ends itself, with its stack.
HANG_S = 30.0
GROWTH_BYTES_MAX = 96 * 1024 * 1024
WARM_PART = 0.3
SMALLER_TRIES_MAX = 300
KEPT_MAX = 5_000
FOUND_MAX = 20


class Report(msgspec.Struct, kw_only=True):
    """What came of a run."""

    target: str
    inputs: int = 0
    kept: int = 0
    found: list[str] = []
    rss_warm: int = 0
    rss_end: int = 0

    @property
    def growth(self) -> int:
        return self.rss_end - self.rss_warm


class Run:
    """folder: kept/ (what had an outcome of its own; a later run goes on from there), found/, current."""

    def __init__(self, target: Target, folder: Path, work: Path) -> None:
        self.report = Report(target=target.name)
        self._folder, self._call = folder, target.open(work)
        for name in ("kept", "found"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._current = os.open(folder / "current", os.O_RDWR | os.O_CREAT, 0o600)
        self._outcomes: set[str] = set()
        self._failures: set[str] = set()
        self.inputs = [*target.seeds(), *_bytes_of(folder / "kept")] or [b""]
        self._chance = random.Random(f"{target.name} {len(_bytes_of(folder / 'kept'))}")

    def go(self, seconds: float) -> Report:
        """Everything there is once, then changes of it. One hang ends the process."""
        began = time.monotonic()
        warm_at, end_at = began + seconds * WARM_PART, began + seconds
        for seed in list(self.inputs):
            self.take(seed)
        while time.monotonic() < end_at and len(self._failures) < FOUND_MAX:
            if not self.report.rss_warm and time.monotonic() > warm_at:
                self.report.rss_warm = _rss()
            self.take(mutated(self._chance.choice(self.inputs), self._chance, self.inputs))
        self.report.rss_end = _rss()
        self.report.rss_warm = self.report.rss_warm or self.report.rss_end
        return self.report

    def take(self, given: bytes) -> None:
        """Tries one input."""
        self.report.inputs += 1
        where, said = self._failure_of(given, keep=True)
        if where and where not in self._failures:
            self._failures.add(where)
            small = _smaller(given, lambda one: self._failure_of(one)[0] == where)
            path = self._folder / "found" / f"{_name(small)}.bin"
            path.write_bytes(small)
            self.report.found.append(f"{path.name}: {where}: {said}: {small[:200].hex()}")

    def _failure_of(self, given: bytes, *, keep: bool = False) -> tuple[str, str]:
        """Where it failed in a way nobody declared, and what it said; ("", "") if it did not."""
        os.ftruncate(self._current, 0)
        os.pwrite(self._current, given, 0)
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        try:
            came = self._call(given)
        except Exception as error:  # The one thing that is looked for.
            return failure_of(error)
        finally:
            faulthandler.cancel_dump_traceback_later()
        if keep and came not in self._outcomes and len(self._outcomes) < KEPT_MAX:
            self._outcomes.add(came)
            self._keep(given)
        return "", ""

    def _keep(self, given: bytes) -> None:
        path = self._folder / "kept" / f"{_name(given)}.bin"
        if not path.exists() and given not in self.inputs:
            path.write_bytes(given)
            self.inputs.append(given)
            self.report.kept += 1


def failure_of(error: Exception) -> tuple[str, str]:
    """Its kind with the line of the tree nearest to where it was raised, and its first words."""
    ours = [one for one in traceback.extract_tb(error.__traceback__) if "site-packages" not in one.filename]
    where = f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
    return where, str(error)[:160].partition("\n")[0]


def once(call: Call, given: bytes) -> None:
    """One case: it must end by itself, and in no undeclared error."""
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    try:
        call(given)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _smaller(given: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Halves, quarters … are left out as long as it fails in the same place."""
    tries, size = 0, max(1, len(given) // 2)
    while size >= 1 and tries < SMALLER_TRIES_MAX:
        at = 0
        while at < len(given) and tries < SMALLER_TRIES_MAX:
            tries += 1
            shorter = given[:at] + given[at + size :]
            if fails(shorter):
                given = shorter
            else:
                at += size
        size //= 2
    return given


def _bytes_of(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.bin"))[:KEPT_MAX]]


def _name(given: bytes) -> str:
    return sha256(given).hexdigest()[:16]


def _rss() -> int:
    return int(psutil.Process().memory_info().rss)
