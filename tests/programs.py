"""Programs that tests start: what they say goes to a log, and one that dies fails whoever waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.patience import PATIENCE_S, let_go, watch

ROOT = Path(__file__).parents[1]
WORDS_MAX = 4_000


class Program:
    """One process, in a session of its own; killed at the latest by `kill`, which its fixture calls."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
        may_die: bool = False,
    ) -> None:
        """may_die: the test wants it to end by itself, so its end disturbs no wait."""
        self._command = " ".join(command)
        self._log = log
        self._said_before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=os.environ if environment is None else environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if not may_die:
            watch(self)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def said(self) -> str:
        """Everything it has said so far, on either way out."""
        with self._log.open("rb") as file:
            file.seek(self._said_before)
            return file.read().decode("utf-8", "replace")

    def last_words(self) -> str:
        state = "runs" if self._process.poll() is None else f"ended with {self._process.returncode}"
        return f"`{self._command}` {state}; it said last:\n{self.said[-WORDS_MAX:]}"

    def check(self) -> None:
        """Fails with its last words if it is not alive."""
        if self._process.poll() is not None:
            let_go(self)
            raise AssertionError(self.last_words())

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal that it outlives."""
        self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, *, limit_s: float = PATIENCE_S) -> int:
        """Asks it to end; its exit code."""
        let_go(self)
        self._process.send_signal(number)
        return self.end(limit_s=limit_s)

    def end(self, *, limit_s: float = PATIENCE_S) -> int:
        """Waits until it has ended by itself; its exit code."""
        let_go(self)
        try:
            return self._process.wait(limit_s)
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"it did not end in {limit_s:.0f} s: {self.last_words()}") from late

    def kill(self) -> None:
        """Cuts its power, and that of what it started; nothing happens if it has ended."""
        let_go(self)
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_S)


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    limit_s: float = PATIENCE_S,
    typed: str = "",
) -> subprocess.CompletedProcess[str]:
    """Runs it to its end; a test fails with what it said if that does not come.

    typed: what it is told when it asks; it has no terminal of the tests' to ask at.
    """
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=os.environ if environment is None else environment,
            input=typed,
            start_new_session=bool(typed),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = b"".join(_bytes(one) for one in (late.stdout, late.stderr)).decode("utf-8", "replace")
        raise AssertionError(
            f"`{' '.join(command)}` did not end in {limit_s:.0f} s; it said last:\n{said[-WORDS_MAX:]}"
        ) from late


def done(command: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> str:
    """Runs it to a good end; what it said on its standard output."""
    ended = run(command, environment=environment, folder=folder)
    assert ended.returncode == 0, f"`{' '.join(command)}`:\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def _bytes(said: bytes | str | None) -> bytes:
    return said.encode() if isinstance(said, str) else said or b""
