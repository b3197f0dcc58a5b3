"""A test that waits hears at once when who it waits for has died, and always with the last words."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import until, watching
from tests.programs import Program, done, run

SPEAKS = "print('the port is taken', flush=True); "


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


@pytest.fixture
def waiting(log: Path) -> Iterator[Program]:
    """A program that says something and then does nothing."""
    program = Program(python(SPEAKS + "import time; time.sleep(600)"), log)
    until(lambda: program.said, "its words")
    yield program
    program.kill()


def test_a_program_that_dies_ends_the_wait_with_its_exit_code_and_log(log: Path) -> None:
    Program(python(SPEAKS + "raise SystemExit(3)"), log)

    with pytest.raises(AssertionError, match=r"(?s)ended with 3.*the port is taken"):
        until(lambda: False, "the door")


def test_a_wait_in_vain_names_what_for_and_shows_what_was_said(waiting: Program) -> None:
    with pytest.raises(AssertionError, match=r"(?s)waited 0 s for the door.* runs.*the port is taken"):
        until(lambda: False, "the door", limit_s=0.0)


def test_a_program_that_was_stopped_or_killed_disturbs_no_later_wait(waiting: Program, log: Path) -> None:
    assert waiting.stop() == -signal.SIGTERM
    other = Program(python(""), log, may_die=True)
    assert other.end() == 0

    assert until(lambda: "there", "it") == "there"
    with pytest.raises(AssertionError, match=r"waited 0 s for the door") as failed:
        until(lambda: False, "the door", limit_s=0.0)
    # Servers of other tests may run beside it; what was stopped is not among those that are shown.
    assert str(log) not in str(failed.value)


def test_of_a_log_that_goes_on_each_program_has_its_own_words(waiting: Program, log: Path) -> None:
    later = Program(python("print('later')"), log, may_die=True)
    later.end()

    assert later.said == "later\n"
    assert waiting.said.startswith("the port is taken")


def test_whoever_is_watched_ends_a_wait_only_while_it_is_watched() -> None:
    class Thread:
        def check(self) -> None:
            raise AssertionError("the loop died")

        def last_words(self) -> str:
            return ""

    with watching(Thread()), pytest.raises(AssertionError, match="the loop died"):
        until(lambda: False, "its work")
    assert until(lambda: True, "it")


def test_a_command_that_fails_or_does_not_end_shows_what_it_said() -> None:
    with pytest.raises(AssertionError, match="the port is taken"):
        done(python(SPEAKS + "raise SystemExit(1)"))
    # So long until it has said its words; that it sleeps for ten minutes is what is cut short.
    with pytest.raises(AssertionError, match=r"did not end in"):
        run(python(SPEAKS + "import time; time.sleep(600)"), limit_s=1.0)
