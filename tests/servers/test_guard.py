"""However the one who started servers ends, nothing of them is left: no process, no folder."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S, until
from tests.programs import Program
from tests.servers.processes import family, is_alive
from tests.servers.redis_server import RedisServer
from tests.servers.servers import Servers

STARTER = """
import signal, time
from tests.servers.servers import Servers
# A shell that runs the tests in the background has it ignored by all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
with Servers() as servers:
    print('STARTED', servers.folder, servers.redis.daemon.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.servers
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_servers_end_with_their_starter(redis_server: object, tmp_path: Path, sent: signal.Signals) -> None:
    starter = Program([sys.executable, "-c", STARTER], tmp_path / "log")
    folder, pid = until(lambda: re.findall(r"^STARTED (\S+) (\d+)$", starter.said, re.M), "its server")[0]
    assert is_alive(int(pid))

    starter.stop(sent)

    until(
        lambda: not is_alive(int(pid)) and not Path(folder).exists(), "the end of the server and its folder"
    )


def test_a_server_that_ends_by_itself_is_told_to_who_waits_and_is_started_again(
    redis_server: RedisServer,
) -> None:
    before = redis_server.daemon.pid
    os.kill(before, signal.SIGKILL)

    with pytest.raises(AssertionError, match=r"(?s)redis has ended by itself; .*Ready to accept connections"):
        until(lambda: False, "an answer")

    redis_server.start()
    assert redis_server.daemon.pid != before


def test_a_folder_of_ones_own_is_kept(tmp_path: Path) -> None:
    with Servers(tmp_path / "kept") as servers:
        (servers.folder / "lots").write_text("L-1")

    assert (tmp_path / "kept" / "lots").read_text() == "L-1"


def test_the_family_of_a_process_includes_its_grandchildren() -> None:
    parent = subprocess.Popen(["sh", "-c", "sh -c 'sleep 600; true'; true"])

    until(lambda: len(family(parent.pid)) == 3, "three generations")

    for pid in family(parent.pid):
        subprocess.run(["kill", "-9", str(pid)], check=True)
    parent.wait(PATIENCE_S)
    assert family(parent.pid) == []
