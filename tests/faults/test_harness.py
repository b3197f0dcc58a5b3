"""The harness itself: one seed is one run, every fault has its act, the network breaks as it says."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.acts import Acts
from tests.faults.columns import EMBEDDED, PRODUCTION
from tests.faults.draw import KINDS, MODES, draw
from tests.faults.network import Network
from tests.faults.page import PAGE, row
from tests.faults.proxy import MODES as PROXY_MODES
from tests.faults.run import Result

SHORT_S, LONG_S = 0.5, 60.0


@pytest.mark.parametrize("column", [PRODUCTION, EMBEDDED])
def test_one_seed_draws_the_same_faults_again_and_another_draws_others(column: str) -> None:
    first = draw(7, column=column, count=20, pause_s=5)

    assert draw(7, column=column, count=20, pause_s=5) == first
    assert draw(8, column=column, count=20, pause_s=5) != first


@pytest.mark.parametrize("column", [PRODUCTION, EMBEDDED])
def test_every_fault_is_drawn_by_some_seed_and_can_be_done(column: str) -> None:
    drawn = {fault.kind for seed in range(30) for fault in draw(seed, column=column, count=30, pause_s=1)}

    assert drawn == set(KINDS[column])
    assert [kind for kind in drawn if not hasattr(Acts, f"_{kind}")] == []
    assert set(MODES) < set(PROXY_MODES)


def test_a_run_is_a_row_of_the_page() -> None:
    faults = tuple(draw(7, column=EMBEDDED, count=3, pause_s=1))
    said = "lost: wh-1's RK-1.csv never came in\nbooks: lot RK-1\n"
    result = Result(records=400, faults=faults, ready_s=2.04, said=said)

    written = row(7, EMBEDDED, result, on=datetime(2026, 11, 28, tzinfo=UTC))

    assert written.startswith("| 2026-11-28 | 7 | embedded | ")
    assert written.endswith(" | 400 | 1 | 0 | 1 | 2.0 |\n")
    head = [line for line in PAGE.read_text().splitlines() if line.startswith("| date")]
    assert len(head[0].split("|")) == len(written.split("|"))


class Echo(socketserver.BaseRequestHandler):
    """Says what it hears."""

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            while said := self.request.recv(1024):
                self.server.heard.append(said)  # type: ignore[attr-defined]
                self.request.sendall(said)


@pytest.fixture
def echo() -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        server.heard = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def network(echo: socketserver.ThreadingTCPServer, tmp_path: Path) -> Iterator[Network]:
    made = Network(tmp_path / "proxy.log", {"echo": f"127.0.0.1:{echo.server_address[1]}"})
    yield made
    made.program.kill()


@pytest.mark.parametrize("mode", ["ok", "slow"])
def test_a_link_carries_what_is_said(network: Network, mode: str) -> None:
    network.set_mode("echo", mode)

    with connected(network) as there:
        there.sendall(b"a lot")
        assert there.recv(64) == b"a lot"


@pytest.mark.parametrize("mode", ["cut", "reset"])
def test_a_link_that_is_cut_or_reset_breaks_its_connections(network: Network, mode: str) -> None:
    with connected(network) as there:
        there.sendall(b"a lot")
        assert there.recv(64) == b"a lot"
        network.set_mode("echo", mode)
        with pytest.raises(ConnectionError):
            there.recv(64)


def test_a_stalled_link_carries_later_what_was_said(network: Network) -> None:
    with connected(network) as there:
        network.set_mode("echo", "stall")
        there.sendall(b"a lot")
        assert hears_nothing(there)
        network.set_mode("echo", "ok")
        assert there.recv(64) == b"a lot"


@pytest.mark.parametrize(("mode", "arrives"), [("half_open", False), ("deaf", True)])
def test_what_was_lost_on_a_link_breaks_it_when_all_is_well_again(
    network: Network, echo: socketserver.ThreadingTCPServer, mode: str, arrives: bool
) -> None:
    with connected(network) as there:
        network.set_mode("echo", mode)
        there.sendall(b"a lot")
        assert hears_nothing(there)
        assert bool(echo.heard) == arrives  # type: ignore[attr-defined]
        network.set_mode("echo", "ok")
        with pytest.raises(ConnectionError):
            there.recv(64)


def connected(network: Network) -> socket.socket:
    return socket.create_connection(("127.0.0.1", network.ports["echo"]), LONG_S)


def hears_nothing(there: socket.socket) -> bool:
    there.settimeout(SHORT_S)
    try:
        return not there.recv(64)
    except TimeoutError:
        return True
    finally:
        there.settimeout(LONG_S)
