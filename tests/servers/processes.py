"""Finding and ending a program together with everything that it started, read from /proc."""

import contextlib
import os
import signal
import time
from collections import defaultdict
from pathlib import Path

POLL_S = 0.02


def family(pid: int) -> list[int]:
    """The process and all its living descendants, parents first."""
    children = _children_by_parent()
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop(0)
        found.append(each)
        waiting.extend(children[each])
    return [each for each in found if is_alive(each)]


def end_now(pid: int, timeout_s: float = 60.0) -> None:
    """Kill the process and its descendants as a power cut would, and wait until none is left."""
    members = family(pid)
    for each in members:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    wait_until_gone(members, timeout_s)


def wait_until_gone(pids: list[int], timeout_s: float) -> bool:
    """Whether all of them ended within the time."""
    deadline = time.monotonic() + timeout_s
    while any(is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    return _parent_and_state(pid)[1] not in {"Z", "X", ""}


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            pid = int(entry.name)
            children[_parent_and_state(pid)[0]].append(pid)
    return children


def _parent_and_state(pid: int) -> tuple[int, str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return 0, ""
    # The program's name stands in brackets and may contain blanks.
    state, parent = stat.rpartition(")")[2].split()[:2]
    return int(parent), state
