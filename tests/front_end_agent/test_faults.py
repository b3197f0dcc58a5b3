"""Real processes, disk and sockets: what is cut, filled, copied or lost, and what the hub has after."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.front_end_agent.homes import Home, drop
from tests.front_end_agent.hub_door import HubDoor
from tests.patience import until
from tests.programs import done


def names(door: HubDoor) -> list[str]:
    return [document["name"] for document in door.book.documents()]


def test_a_receipt_lost_on_the_way_makes_the_same_bytes_come_again(door: HubDoor, home: Home) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")
    door.hang_up_after_keeping = True

    with home.running():
        door.wait(lambda: door.book.came.count(2) >= 2)
        door.hang_up_after_keeping = False
        until(lambda: home.status().get("receipted") == 2, "the receipt")

    assert names(door) == ["a.csv"]
    assert all(len(raws) == 1 for raws in door.book.raws.values())


def test_killed_again_and_again_while_files_stream_in_nothing_is_lost_or_doubled(
    door: HubDoor, home: Home
) -> None:
    home.configure(home.folder())
    for kill in range(5):
        agent = home.start()
        for number in range(40):
            drop(home, f"{kill}-{number}.csv", b"%d" % number)
        door.wait(lambda kill=kill: len(names(door)) > 40 * kill + 5)  # type: ignore[misc]
        agent.kill()

    with home.running():
        door.wait(lambda: len(names(door)) >= 200)

    assert sorted(names(door)) == sorted(f"{kill}-{number}.csv" for kill in range(5) for number in range(40))
    assert all(len(raws) == 1 for raws in door.book.raws.values())
    assert len(door.book.epochs) == 1


def test_a_hub_away_and_back_finds_everything_in_order(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0")
    door.answer = (503, {"Retry-After": "1"})
    with home.running():
        for number in range(5):
            drop(home, f"{number}.csv", b"1")
            until(lambda number=number: not (home.drop / f"{number}.csv").exists(), "its spool")  # type: ignore[misc]
        assert door.book.came == []
        door.answer = None
        door.wait(lambda: len(names(door)) == 5)

    assert names(door) == [f"{number}.csv" for number in range(5)]


def test_a_full_disk_makes_the_source_wait_and_a_free_one_lets_it_go_on(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0")
    with home.running() as agent:
        door.wait(lambda: door.book.contiguous == 1)
        used = max(path.stat().st_size for path in home.path.glob("spool.db*"))
        # No file of this process may grow any more: what a quota or a full disk looks like from inside.
        resource.prlimit(agent.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))
        for number in range(3):
            drop(home, f"{number}.bin", home.noise(200 * 1024))
        door.wait(lambda: door.last_beat("state") == "full")
        assert names(door) == []
        assert len(list(home.drop.glob("*.bin"))) == 3

        resource.prlimit(agent.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        door.wait(lambda: len(names(door)) == 3)
        door.wait(lambda: "spool_free" in door.book.notices())

    assert names(door) == ["0.bin", "1.bin", "2.bin"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 16 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)


def test_on_a_full_disk_what_the_hub_has_makes_room_for_what_it_has_not(
    door: HubDoor, small_disk: Path
) -> None:
    home = Home(small_disk / "home", door=door)
    home.enrol()
    home.drop = small_disk.parent / "partner"
    home.log = small_disk.parent / "agent.log"
    home.drop.mkdir()
    home.configure(home.folder(), top="beat_s = 1.0")
    try:
        with home.running():
            for number in range(60):
                drop(home, f"{number}.bin", home.noise(200 * 1024))
                door.wait(lambda number=number: len(names(door)) > number)  # type: ignore[misc]
    finally:
        home.end()

    assert names(door) == [f"{number}.bin" for number in range(60)]
    assert len(door.book.epochs) == 1


def test_a_deleted_spool_is_told_as_a_new_epoch_that_names_the_lost_one(door: HubDoor, home: Home) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")
    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
    lost = door.book.epoch
    for path in home.path.glob("spool.db*"):
        path.unlink()
    drop(home, "b.csv", b"2")

    with home.running():
        door.wait(lambda: names(door) == ["b.csv"])

    assert door.book.epochs[1]["after"] == {"epoch": lost, "number": 2}
    numbers = [beat["beat"] for beat in door.book.beats]
    assert numbers == sorted(set(numbers)), "the beat grows over the loss"


def test_a_reread_asked_for_after_the_loss_brings_back_what_was_taken(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0")
    drop(home, "a.csv", b"1")
    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
    for path in home.path.glob("spool.db*"):
        path.unlink()
    door.book.command(1, "reread", {"source": "wms", "watermark": None})

    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
        door.wait(lambda: "reread_done" in door.book.notices())
        door.wait(lambda: door.last_beat("command") == 1)


def test_a_spool_copied_back_from_yesterday_forks_stops_and_says_so(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0")
    drop(home, "a.csv", b"1")
    with home.running():
        until(lambda: home.status().get("receipted") == 2, "the receipt")
    shutil.copy(home.path / "spool.db", home.path / "yesterday")
    drop(home, "b.csv", b"2")
    with home.running():
        door.wait(lambda: names(door) == ["a.csv", "b.csv"])
    for path in home.path.glob("spool.db*"):
        path.unlink()
    shutil.move(home.path / "yesterday", home.path / "spool.db")
    drop(home, "c.csv", b"3")

    with home.running():
        door.wait(lambda: door.last_beat("state") == "paused")
        sent = len(door.book.came)
        drop(home, "d.csv", b"4")
        until(lambda: not (home.drop / "d.csv").exists(), "its spool")
        beats = len(door.book.beats)
        door.wait(lambda: len(door.book.beats) > beats + 1)
        assert len(door.book.came) == sent, "after a fork nothing more is sent"
        assert "fork" in door.book.beats[-1]["error"]

    agent = home.start(arguments=("--new-epoch",))
    door.wait(lambda: names(door) == ["c.csv", "d.csv"])
    assert agent.stop() == 0, agent.last_words()


def test_two_agents_on_one_home_are_one_too_many(door: HubDoor, home: Home) -> None:
    home.configure(home.folder())
    with home.running() as first:
        door.wait(lambda: door.book.contiguous == 1)
        second = home.start(may_die=True)

        assert second.end() == 1
        assert f"another agent (process {first.pid})" in second.said


def test_a_broken_setting_is_said_in_one_line_and_nothing_starts(home: Home) -> None:
    home.configure(home.folder("every = 3\n"))

    agent = home.start(may_die=True)

    assert agent.end() == 1
    assert "line 11, [[source]] number 1" in agent.said
    assert "`every`" in agent.said
    assert "Traceback" not in agent.said


def test_commands_over_the_heartbeat_are_done_and_told(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0")
    drop(home, "a.csv", b"1")
    door.book.command(1, "resend", {"from": 1})
    door.book.command(2, "pace", {"frames_per_s": 50})
    door.book.command(3, "resend", {"from": 1}, expires_at="2020-01-01T00:00:00.000000Z")

    with home.running():
        door.wait(lambda: door.last_beat("command") == 2)
        door.wait(lambda: "expired" in (door.last_beat("command_error") or ""))


def test_the_key_is_changed_when_it_has_served_its_days(door: HubDoor, home: Home) -> None:
    home.configure(home.folder(), top="beat_s = 1.0\nkey_days = 1")
    old = time.time() - 2 * 86_400
    os.utime(home.path / "agent.key", (old, old))
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: len(door.book.known.keys) == 2)
        drop(home, "b.csv", b"2")
        door.wait(lambda: "b.csv" in names(door))
        beats = len(door.book.beats)
        door.wait(lambda: len(door.book.beats) > beats)

    kinds = [frame.header["kind"] for _number, frame in sorted(door.book.by_number.items())]
    assert kinds.count("key") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_at_once_and_cleanly(
    door: HubDoor, home: Home, number: signal.Signals
) -> None:
    home.configure(home.folder(), top="beat_s = 60.0")
    agent = home.start()
    door.wait(lambda: door.book.contiguous == 1)

    # It waits neither for its next heartbeat nor for anything else.
    assert agent.stop(number, limit_s=30.0) == 0

    assert "Traceback" not in agent.said
    assert door.book.beats[-1]["state"] == "stopped"


def test_a_small_machine_is_enough(door: HubDoor, home: Home) -> None:
    home.configure(home.folder())
    for number in range(50):
        drop(home, f"{number}.csv", home.noise(50_000))
    with home.running() as agent:
        door.wait(lambda: len(names(door)) == 50)
        resident = psutil.Process(agent.pid).memory_info().rss

    assert resident <= 60 * 1024 * 1024


def test_an_installation_without_any_connector_still_runs_a_folder(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "for name in ('pika', 'sqlalchemy', 'cryptography'):\n    sys.modules[name] = None\n"
        "import front_end_agent.agent, front_end_agent.sources.folder, front_end_agent.sources.push\n"
        "import front_end_agent.sources.database, front_end_agent.sources.http_poll, front_end_agent.check\n"
    )

    done([sys.executable, "-c", program])
