"""The last one out: ends the servers and removes their folder when their starter is gone, however it went.

It reads `+pid` and `-pid` lines; the end of its input means that the starter ended.
"""

import shutil
import signal
import sys
from pathlib import Path
from typing import IO

from tests.servers.processes import end_now


def stand_guard(orders: IO[str], folder_to_remove: Path | None) -> None:
    """Keep the list until the starter is gone, then clear up."""
    watched: set[int] = set()
    for line in orders:
        pid = int(line[1:])
        if line.startswith("+"):
            watched.add(pid)
        else:
            watched.discard(pid)
    for pid in watched:
        end_now(pid)
    if folder_to_remove:
        shutil.rmtree(folder_to_remove, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stand_guard(sys.stdin, Path(sys.argv[1]) if sys.argv[1] else None)
