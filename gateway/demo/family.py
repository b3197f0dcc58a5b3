"""The demo's processes: started together, told when one dies, and none of them left behind."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from core.kernel.errors import Unavailable
from gateway.demo.home import TREE

STOP_S = 60.0
LOG_TAIL = 15
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Family:
    """Child processes of this one, each with a log file of its own."""

    def __init__(self, logs: Path, environment: dict[str, str]) -> None:
        self.logs = logs
        self._environment = environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Starts `python -m arguments`, in the tree, in a session of its own so that Ctrl-C is ours alone."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self._children[name] = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=TREE,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    def children(self) -> list[subprocess.Popen[bytes]]:
        return list(self._children.values())

    def check(self) -> None:
        """Unavailable if one has ended by itself, with the end of its log."""
        for name, child in self._children.items():
            if child.poll() is not None:
                raise Unavailable(f"{name} ended with {child.returncode}:\n{self.tail(name)}")

    def last_words(self) -> str:
        """The end of every log."""
        return "\n".join(f"{name} said last:\n{self.tail(name)}" for name in self._children)

    def tail(self, name: str) -> str:
        lines = (self.logs / f"{name}.log").read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-LOG_TAIL:])

    def stop(self) -> None:
        """Asks all of them to end, the last started first, and ends those that do not in time."""
        for child in reversed(self._children.values()):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for child in self._children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(STOP_S)
        self._children.clear()


def _die_with_parent() -> None:
    """A demo that is killed hard takes its processes along (Linux)."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def run_once(arguments: Sequence[str], environment: dict[str, str], *, timeout_s: float) -> None:
    """Runs one command to its end; Unavailable with what it said if it fails or takes too long."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=TREE,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = _text(late.stderr or late.stdout)
        raise Unavailable(f"{' '.join(arguments[:3])} did not end in {timeout_s:.0f} s: {said}") from late
    if done.returncode:
        said = _text(done.stderr or done.stdout)
        raise Unavailable(f"{' '.join(arguments[:3])} ended with {done.returncode}: {said}")


def _text(said: bytes | None) -> str:
    return (said or b"").decode("utf-8", "replace").strip()
