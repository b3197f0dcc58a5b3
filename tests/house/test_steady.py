"""A test says the same on any machine: no sleep, no stop-watch, and one way to start a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import Source, sources

CLOCK = {"time.sleep", "time.monotonic", "time.perf_counter", "time.process_time", "asyncio.sleep"}
STARTS = {f"subprocess.{name}" for name in ("Popen", "run", "call", "check_call", "check_output")}
# Where waiting and starting are made, and the real servers, which the demo and the bench start too.
MAKERS = ("tests/patience.py", "tests/programs.py", "tests/servers/")
ALLOWED = {
    # A connection must be seen to outlive the time after which a silent one is given up.
    ("tests/adapters/bus/test_consumer.py", "time.sleep"),
    # Work that takes longer than a lease is what the test is about.
    ("tests/gateway/test_long_work.py", "time.sleep"),
    # A file system of its own is mounted and taken away again.
    ("tests/front_end_agent/test_faults.py", "subprocess.run"),
    # Faults come at drawn moments, and how soon all is well again is what a run finds out.
    ("tests/faults/pace.py", "time.monotonic"),
    # A fuzzer runs for the time it is given.
    ("tests/fuzz/loop.py", "time.monotonic"),
    # The network is a program that may be slow.
    ("tests/faults/proxy.py", "asyncio.sleep"),
    # Programs of the outside are late on purpose, and try again after a while.
    ("tests/outside/program.py", "time.sleep"),
    ("tests/outside/hub_door.py", "time.sleep"),
    # The openssl of this machine packs and unpacks once a call, and ends.
    ("tests/adapters/as2/test_packing.py", "subprocess.run"),
    # A partner's gpg seals or opens once a call, and ends; its agent is ended with its keyring.
    ("tests/adapters/pgp/gpg_partner.py", "subprocess.run"),
    # What git knows is asked once, before any test of the house.
    ("tests/house/tree.py", "subprocess.run"),
}


def test_no_test_sleeps_or_measures_time() -> None:
    assert uses(CLOCK) == []


def test_programs_are_started_where_their_death_and_their_log_are_minded() -> None:
    assert uses(STARTS) == []


def test_no_port_is_given_back_before_it_is_used() -> None:
    """A port that was free a moment ago may be anybody's: it is claimed, or chosen by who serves at it."""
    bound = [
        f"{each.name}:{line}"
        for each in sources("tests", "bench")
        for line, called in calls(each)
        if called.endswith(".bind")
    ]

    assert bound == []


def uses(names: set[str]) -> list[str]:
    """Where tests call one of these though nothing allows it."""
    return [
        f"{each.name}:{line} {called}"
        for each in sources("tests")
        if not each.name.startswith(MAKERS)
        for line, called in calls(each)
        if called in names and (each.name, called) not in ALLOWED
    ]


def calls(source: Source) -> Iterator[tuple[int, str]]:
    """Every call of a module's function, by line."""
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func)
