"""Pulses in small files: each process of a role keeps one in the hub's home, and anybody there reads it."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from core.hub.pulse import Finding, LoopPulse, Pulse, judge

LOG = logging.getLogger("lianqiao.pulse")
FOLDER = "run"
ROLES = ("web", "worker", "clock", "sftp")
WRITE_EVERY_S = 1.0
TEXT_MAX = 300
# A file of a live process that is so long silent is one whose number another program bears by now.
FORGOTTEN_S = 600.0
# Files of other machines (containers that are no more) are thrown away after so long.
STRANGE_S = 24 * 3600.0

Turned = Callable[[str], None]


def no_pulse(_trouble: str) -> None:
    """For loops whose process keeps no pulse."""


class PulseFile:
    """The file of this process; its loops write into it themselves, about once a second.

    pid: whose pulse it is, where several processes speak for one.
    """

    def __init__(self, home: Path, role: str, *, pid: int = 0) -> None:
        self._folder = home / FOLDER
        self._pulse = Pulse(
            role=role,
            host=_host(),
            pid=pid or os.getpid(),
            began=datetime.now(UTC).isoformat(timespec="seconds"),
            loops={},
        )
        self._path = self._folder / f"{role}-{self._pulse.host}-{self._pulse.pid}.json"
        self._lock = threading.Lock()
        self._written_s = float("-inf")
        self._failed = False

    def begin(self, loops: Sequence[str]) -> None:
        """Says which loops there are from now on, and throws away what processes that are gone left."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sweep(self._folder, self._pulse.role)
        for name in loops:
            self.turned(name, "")

    def loop(self, name: str) -> Turned:
        """What that loop calls at each turn, with what is wrong ("" = nothing)."""
        return partial(self.turned, name)

    def turned(self, name: str, trouble: str) -> None:
        now_s = time.monotonic()
        with self._lock:
            known = self._pulse.loops.get(name)
            well_s = now_s if not trouble or known is None else known.well_s
            turned = LoopPulse(turned_s=now_s, well_s=well_s, text=trouble[:TEXT_MAX])
            self._pulse.loops[name] = turned
            news = known is None or bool(known.text) != bool(trouble)
            if news or now_s - self._written_s >= WRITE_EVERY_S:
                self._written_s = now_s
                self._write()

    def end(self) -> None:
        """The process stops as it should: nothing is to be said of it any more."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        """A disk that is full makes the pulse old, which is true; the loop goes on."""
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        try:
            fresh.write_bytes(msgspec.json.encode(self._pulse))
            fresh.replace(self._path)
            self._failed = False
        except OSError as error:
            if not self._failed:
                LOG.warning("the pulse cannot be written to %s: %s", self._path, error)
            self._failed = True


def look(home: Path, role: str, *, within_s: float) -> list[Finding]:
    """What is well and what is not with this machine's processes of a role; none at all is not well."""
    found = [finding for pulse in _pulses(home / FOLDER, role) for finding in _look_at(pulse, within_s)]
    return found or [Finding(False, f"{role}: none runs on {_host()} with the home {home}")]


def alive(home: Path) -> list[str]:
    """The processes of this machine that have this home open now, as role and number."""
    now_s = time.monotonic()
    found = [pulse for role in ROLES for pulse in _pulses(home / FOLDER, role)]
    return [
        f"{pulse.role} {pulse.pid}"
        for pulse in found
        if not _is_gone(pulse) and now_s - pulse.turned_s < FORGOTTEN_S
    ]


def _look_at(pulse: Pulse, within_s: float) -> Iterator[Finding]:
    now_s = time.monotonic()
    if _is_gone(pulse):
        silent_s = now_s - pulse.turned_s
        yield Finding(False, f"{pulse.role} {pulse.pid}: it is gone without a goodbye, {silent_s:.0f} s ago")
    else:
        yield from judge(pulse, now_s=now_s, within_s=within_s)


def _pulses(folder: Path, role: str) -> Iterator[Pulse]:
    for path in sorted(folder.glob(f"{role}-{_host()}-*.json")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Pulse)
        except FileNotFoundError:
            continue  # It stopped as it should between the two looks.
        except (OSError, msgspec.DecodeError) as error:
            LOG.warning("%s is no pulse: %s", path, error)


def _sweep(folder: Path, role: str) -> None:
    for pulse in _pulses(folder, role):
        if _is_gone(pulse) or time.monotonic() - pulse.turned_s > FORGOTTEN_S:
            (folder / f"{role}-{pulse.host}-{pulse.pid}.json").unlink(missing_ok=True)
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > STRANGE_S:
            path.unlink(missing_ok=True)


def _is_gone(pulse: Pulse) -> bool:
    # Windows knows no harmless signal: there only the silence tells.
    if os.name == "nt":
        return False
    try:
        os.kill(pulse.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _host() -> str:
    """A container is a machine of its own: its processes' numbers mean nothing elsewhere."""
    return re.sub(r"[^A-Za-z0-9.]", "_", socket.gethostname())[:64] or "machine"
