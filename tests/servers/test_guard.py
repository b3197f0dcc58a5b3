"""However the one who started servers ends, nothing of them is left: no process, no folder."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.guard import TREE
from tests.servers.processes import family, is_alive
from tests.servers.servers import Servers

STARTER = """
import time
from tests.servers.servers import Servers
with Servers() as servers:
    print(servers.folder, servers.redis.daemon.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.servers
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_servers_end_with_their_starter(redis_server: object, sent: signal.Signals) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=TREE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout is not None
    folder, pid = starter.stdout.readline().split()
    assert is_alive(int(pid))

    starter.send_signal(sent)
    starter.wait(10)
    starter.stdout.close()

    wait_until(lambda: not is_alive(int(pid)) and not Path(folder).exists())


def test_a_folder_of_ones_own_is_kept(tmp_path: Path) -> None:
    with Servers(tmp_path / "kept") as servers:
        (servers.folder / "lots").write_text("L-1")

    assert (tmp_path / "kept" / "lots").read_text() == "L-1"


def test_the_family_of_a_process_includes_its_grandchildren() -> None:
    parent = subprocess.Popen(["sh", "-c", "sh -c 'sleep 30; true'; true"])

    wait_until(lambda: len(family(parent.pid)) == 3)

    for pid in family(parent.pid):
        subprocess.run(["kill", "-9", str(pid)], check=True)
    parent.wait(5)
    assert family(parent.pid) == []


def wait_until(holds: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Fail unless it becomes true in time."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
