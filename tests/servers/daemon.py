"""One server program: start and wait until it is ready, stop kindly, kill like a power cut."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import let_go, watch
from tests.servers.errors import ServerFailed
from tests.servers.guard import Guard
from tests.servers.processes import POLL_S, end_now, family, wait_until_gone

LAST_WORDS_BYTES = 2_000
GONE_S = 60.0


@dataclass(kw_only=True, eq=False)
class Daemon:
    """A program in the foreground of a session of its own, so that the terminal's Ctrl-C passes it by."""

    name: str
    command: Sequence[str]
    folder: Path
    guard: Guard
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    start_timeout_s: float = 120.0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the program runs at this moment."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it and return when it is ready to serve; nothing happens if it runs."""
        if self.is_running:
            return
        if self._process is not None:
            self.guard.forget(self._process.pid)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.guard.watch(self._process.pid)
        self._wait_until_ready()
        watch(self)

    def check(self) -> None:
        """Fails who waits for its work if it has ended and nobody wanted that."""
        if not self.is_running and not self.guard.is_dismissed:
            let_go(self)
            raise AssertionError(f"{self.name} has ended by itself; {self.last_words()}")

    def stop(self, timeout_s: float = GONE_S) -> None:
        """Ask it to end and wait; raises ServerFailed if it will not."""
        if self._process is None or not self.is_running:
            return
        let_go(self)
        members = family(self._process.pid)
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ServerFailed(
                f"{self.name} did not stop within {timeout_s} s; {self.last_words()}"
            ) from error
        for left in members:
            end_now(left)
        self.guard.forget(self._process.pid)

    def kill(self) -> None:
        """End it and all it started with SIGKILL: what it had not written is lost."""
        if self._process is None or not self.is_running:
            return
        let_go(self)
        members = family(self._process.pid)
        end_now(self._process.pid)
        self._process.wait(GONE_S)
        wait_until_gone(members, GONE_S)
        self.guard.forget(self._process.pid)

    def last_words(self) -> str:
        """The end of its log."""
        words = self.log.read_bytes()[-LAST_WORDS_BYTES:].decode(errors="replace")
        return f"the log of {self.name}, {self.log}, ends with:\n{words}"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.start_timeout_s
        while not self.ready():
            if not self.is_running:
                raise ServerFailed(f"{self.name} ended while starting; {self.last_words()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(
                    f"{self.name} was not ready within {self.start_timeout_s} s; {self.last_words()}"
                )
            time.sleep(POLL_S)
