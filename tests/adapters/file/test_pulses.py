"""Pulses on disk: the loops write them, whoever is on the machine reads them, and the dead leave no lie."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from adapters.file import pulses
from adapters.file.pulses import FOLDER, STRANGE_S, PulseFile, look
from core.hub.pulse import Pulse
from tests.patience import until
from tests.programs import done


@pytest.fixture(autouse=True)
def written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulses, "WRITE_EVERY_S", 0.0)


def kept(home: Path) -> list[str]:
    return sorted(path.name for path in (home / FOLDER).iterdir())


def a_dead_process() -> int:
    """The number of a process that was and is no more."""
    return int(done([sys.executable, "-c", "import os; print(os.getpid())"]))


def test_nothing_is_well_where_nothing_runs(tmp_path: Path) -> None:
    [finding] = look(tmp_path, "worker", within_s=45)

    assert not finding.well
    assert "none runs" in finding.text


def test_each_loop_of_each_process_has_its_line_and_roles_do_not_mix(tmp_path: Path) -> None:
    worker, clock = PulseFile(tmp_path, "worker"), PulseFile(tmp_path, "clock")
    worker.begin(["worker", "sending"])
    clock.begin(["clock"])

    assert [finding.well for finding in look(tmp_path, "worker", within_s=45)] == [True, True]
    assert [finding.well for finding in look(tmp_path, "clock", within_s=45)] == [True]


def test_a_thread_that_hangs_is_seen_though_the_others_go_on_writing(tmp_path: Path) -> None:
    pulse = PulseFile(tmp_path, "worker")
    pulse.begin(["worker", "sending"])
    stop = threading.Event()

    def goes_on() -> None:
        while not stop.wait(0.02):
            pulse.turned("sending", "")

    thread = threading.Thread(target=goes_on)
    thread.start()

    def seen() -> bool:
        found = look(tmp_path, "worker", within_s=0.5)
        told = [(finding.well, "it has not come round" in finding.text) for finding in found]
        return told == [(False, True), (True, False)]

    try:
        until(seen, "the thread that hangs told beside the one that goes on")
    finally:
        stop.set()
        thread.join(10)


def test_a_process_that_stops_as_it_should_says_goodbye(tmp_path: Path) -> None:
    pulse = PulseFile(tmp_path, "worker")
    pulse.begin(["worker"])

    pulse.end()

    assert kept(tmp_path) == []


def test_a_killed_process_is_missed_until_another_takes_its_place(tmp_path: Path) -> None:
    PulseFile(tmp_path, "worker", pid=a_dead_process()).begin(["worker"])
    [finding] = look(tmp_path, "worker", within_s=45)
    assert not finding.well
    assert "gone without a goodbye" in finding.text

    PulseFile(tmp_path, "worker").begin(["worker"])

    assert [finding.well for finding in look(tmp_path, "worker", within_s=45)] == [True]


def test_processes_of_another_machine_are_not_judged_here_and_forgotten_after_a_day(tmp_path: Path) -> None:
    mine = PulseFile(tmp_path, "worker")
    mine.begin(["worker"])
    stranger = tmp_path / FOLDER / "worker-container1-7.json"
    stranger.write_bytes(
        msgspec.json.encode(Pulse(role="worker", host="container1", pid=7, began="", loops={}))
    )
    mine.begin(["worker"])
    assert stranger.exists()
    assert len(look(tmp_path, "worker", within_s=45)) == 1

    long_ago = time.time() - STRANGE_S - 60
    os.utime(stranger, (long_ago, long_ago))
    mine.begin(["worker"])

    assert not stranger.exists()


def test_a_home_that_cannot_be_written_stops_no_loop_and_the_pulse_grows_old(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")

    pulse = PulseFile(home, "worker")
    pulse.begin(["worker"])
    pulse.turned("worker", "")

    assert [finding.well for finding in look(home, "worker", within_s=45)] == [False]
