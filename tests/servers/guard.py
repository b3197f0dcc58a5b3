"""The starter's side of the guard, which ends the servers when whoever started them is gone."""

import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]


class Guard:
    """A small process that listens to us on a pipe; the pipe closes however we end."""

    def __init__(self, folder_to_remove: Path | None) -> None:
        self._is_dismissed = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.stand_guard", str(folder_to_remove or "")],
            cwd=TREE,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the terminal must not reach it.
            text=True,
        )

    def watch(self, pid: int) -> None:
        """From now on this process ends with us."""
        self._say(f"+{pid}")

    def forget(self, pid: int) -> None:
        """The process has ended; its number may soon be somebody else's."""
        self._say(f"-{pid}")

    @property
    def is_dismissed(self) -> bool:
        """Whether everything it watched was to end."""
        return self._is_dismissed

    def dismiss(self, timeout_s: float = 120.0) -> None:
        """End what is left and remove the folder, now."""
        self._is_dismissed = True
        self._process.communicate(timeout=timeout_s)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
