"""A port is given to one process only, until that process has ended, however it did."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.demo.ports import claim_port
from tests.patience import until
from tests.programs import Program
from tests.servers.ports import free_port, quiet_ports

CLAIMING = """
import sys, time
from gateway.demo.ports import claim_port
print(claim_port(range(int(sys.argv[1]), int(sys.argv[1]) + 20)), flush=True)
time.sleep(600)
"""

Claims = Callable[[int], Program]


@pytest.fixture
def claims(tmp_path: Path) -> Iterator[Claims]:
    """Another process that claims the first it gets of twenty ports."""
    started: list[Program] = []

    def claim(first: int) -> Program:
        command = [sys.executable, "-c", CLAIMING, str(first)]
        started.append(Program(command, tmp_path / f"{len(started)}.log"))
        return started[-1]

    yield claim
    for program in started:
        program.kill()


def claimed(program: Program) -> int:
    def port() -> str:
        return program.said.strip()

    return int(until(port, "a claim"))


def test_a_port_that_somebody_listens_on_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="none of 1 ports"):
            claim_port([port])


def test_a_port_is_not_given_twice_though_nobody_listens_on_it_yet() -> None:
    port = free_port()

    with pytest.raises(OSError, match="none of 1 ports"):
        claim_port([port])


def test_processes_that_ask_at_the_same_time_get_different_ports(claims: Claims) -> None:
    first = free_port() + 1

    programs = [claims(first) for _ in range(4)]

    assert len({claimed(program) for program in programs}) == 4


def test_the_port_of_a_process_that_was_killed_can_be_claimed_again(claims: Claims) -> None:
    program = claims(free_port() + 1)
    port = claimed(program)
    with pytest.raises(OSError, match="none of 1 ports"):
        claim_port([port])

    program.kill()

    assert claim_port([port]) == port


@pytest.mark.parametrize(
    ("outgoing", "quiet"),
    [
        ("32768\t60999\n", range(15_000, 32_768)),
        ("16000\t40000\n", range(40_001, 65_536)),
        ("1024\t65535\n", range(15_000, 65_536)),
    ],
)
def test_no_port_is_one_that_a_connection_may_come_from(tmp_path: Path, outgoing: str, quiet: range) -> None:
    (tmp_path / "range").write_text(outgoing)

    assert quiet_ports(tmp_path / "range") == quiet
    assert free_port() in quiet_ports()
