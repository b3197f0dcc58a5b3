"""A process ends when it is told to, whatever it does at that moment and however often it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.programs import Program

HOUSES = ("adapters.wiring.stopping", "front_end_agent.machine")
# An event has a lock of its own, and a signal may come while the main thread holds it; here it always does.
TOLD_AT_THE_WORST_MOMENT = """
import signal
import threading

from {house} import stop_on_signals


class Stop(threading.Event):
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def set(self):
        with self.lock:
            super().set()


stop = Stop()
stop_on_signals(stop)
for number in (signal.SIGINT, signal.SIGTERM):
    with stop.lock:
        signal.raise_signal(number)
        signal.raise_signal(number)
assert stop.wait(60)
"""


@pytest.mark.parametrize("house", HOUSES)
def test_told_twice_while_the_lock_of_its_event_is_held_it_stops(house: str, tmp_path: Path) -> None:
    code = TOLD_AT_THE_WORST_MOMENT.format(house=house)
    program = Program([sys.executable, "-c", code], tmp_path / "log", may_die=True)
    try:
        assert program.end() == 0, program.said
    finally:
        program.kill()
