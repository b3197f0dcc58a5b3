"""The demo on a page until Ctrl-C: it leaves nothing running nor in the tree, and goes on next time."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.patience import until
from tests.programs import ROOT, Program, done

DEMO_S = 300


class Demo:
    """One home of the demo, run as often as the test says."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._log = folder / "demo.log"
        self._runs: list[Program] = []

    def start(self) -> Program:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LIANQIAO_")}
        command = [sys.executable, "-m", "gateway", "demo"]
        self._runs.append(
            Program(command, self._log, environment={**own, "LIANQIAO_HOME": str(self.home)}, folder=ROOT)
        )
        return self._runs[-1]

    def welcome(self, run: Program) -> tuple[str, int]:
        """(address, steps of the story still to come), once it says so."""
        shown = re.compile(r"(http://127\.0\.0\.1:\d+) .*?(\d+) steps of the story to come", re.DOTALL)
        found = until(lambda: shown.search(run.said), "the demo to be up", limit_s=DEMO_S)
        return found[1], int(found[2])

    def handled(self) -> int:
        """Documents in its hub's books."""
        with sqlite3.connect(self.home / "demo" / "hub" / "hub.db", timeout=10) as books:
            return int(books.execute("SELECT count(*) FROM hub_document").fetchone()[0])

    def end(self) -> None:
        for run in self._runs:
            run.kill()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    made = Demo(tmp_path)
    yield made
    made.end()


def _tree() -> str:
    """What git sees changed or new in the tree."""
    return done(["git", "status", "--porcelain"])


@pytest.mark.timeout(2 * DEMO_S)
def test_after_ctrl_c_nothing_is_left_and_a_second_run_goes_on_where_it_was(demo: Demo) -> None:
    tree = _tree()
    first = demo.start()
    url, to_come = demo.welcome(first)
    assert httpx.get(url, follow_redirects=True, trust_env=False, timeout=30).status_code == 200
    until(lambda: demo.handled() > 0, "the first documents", limit_s=DEMO_S)
    children = psutil.Process(first.pid).children(recursive=True)
    assert len(children) >= 4

    assert first.stop(signal.SIGINT) == 0

    assert "it goes on from here next time" in first.said
    assert [
        child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    ] == []
    assert _tree() == tree
    before = demo.handled()
    second = demo.start()
    _, still_to_come = demo.welcome(second)
    assert still_to_come < to_come
    until(lambda: demo.handled() > before, "the story to go on", limit_s=DEMO_S)
    assert second.stop(signal.SIGINT) == 0
