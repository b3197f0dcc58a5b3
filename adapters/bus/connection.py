"""Connections to the broker with every limit said aloud, and the one loop that reads them."""

from __future__ import annotations

import contextlib
import random
import select
import socket
from collections.abc import Iterator
from typing import Any

import kombu
from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

from adapters.bus.address import Address, nodes

CONNECT_TIMEOUT_S = 5.0
# Bounds the calls that wait for the broker's answer (declare, qos); reading deliveries has its own.
ANSWER_TIMEOUT_S = 15.0
HEARTBEAT_S = 20.0
READ_FRAMES_MAX = 3000
PARTIAL_FRAME_S = 0.005
BACK_OFF_S_FIRST, BACK_OFF_S_MAX = 0.2, 30.0

BROKER_ERRORS = (AMQPError, KombuError, OSError)


def connect(url: str, *, heartbeat_s: float = HEARTBEAT_S) -> Any:
    """A connected kombu connection to any member of the broker; raises one of BROKER_ERRORS.

    The members are tried in drawn order, so that many processes do not all stand at the first.
    """
    *others, last = random.sample(members := nodes(url), len(members))
    for node in others:
        with contextlib.suppress(*BROKER_ERRORS):
            return _connect(node, heartbeat_s=heartbeat_s)
    return _connect(last, heartbeat_s=heartbeat_s)


def _connect(url: str, *, heartbeat_s: float) -> Any:
    address = Address.read(url)
    connection = kombu.Connection(
        address.url,
        ssl=address.tls or False,
        login_method=address.login,
        connect_timeout=CONNECT_TIMEOUT_S,
        heartbeat=heartbeat_s,
        transport_options={"read_timeout": ANSWER_TIMEOUT_S, "write_timeout": ANSWER_TIMEOUT_S},
    )
    connection.connect()
    return connection


def read_what_is_there(connection: Any) -> None:
    """Reads whole frames until there is nothing more to read, then lets their callbacks run."""
    amqp = connection.connection
    transport = amqp.transport
    frames: list[Any] = []
    try:
        with transport.having_timeout(PARTIAL_FRAME_S):
            # Only a frame that has begun is waited for: what is there should not wait for what may come.
            while len(frames) < READ_FRAMES_MAX and (not frames or _more(transport.sock)):
                frames.append(transport.read_frame())
    except TimeoutError:
        pass
    finally:
        # Also when the socket broke: what came before says why.
        for frame in frames:
            amqp.on_inbound_frame(frame)


def _more(sock: Any) -> bool:
    """Whether something can be read at once, from the socket or out of TLS's own buffer."""
    held = sock.pending() if hasattr(sock, "pending") else 0
    return bool(held or select.select([sock], [], [], 0)[0])


def wait_readable(connection: Any, wake: Wake, timeout_s: float) -> bool:
    """Waits until the broker says something or somebody wakes us; whether there is something to read."""
    readable, _, _ = select.select([connection.connection.sock, wake], [], [], timeout_s)
    if wake in readable:
        wake.clear()
    return connection.connection.sock in readable


class Wake:
    """Wakes a thread that waits for a socket."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)

    def fileno(self) -> int:
        return self._here.fileno()

    def set(self) -> None:
        with contextlib.suppress(OSError):  # It is awake already, or gone.
            self._there.send(b"\0")

    def clear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._here.recv(4096):
                pass

    def close(self) -> None:
        self._here.close()
        self._there.close()


def back_off(longest_s: float = BACK_OFF_S_MAX) -> Iterator[float]:
    """Seconds to wait before each next try: doubling, with jitter, so that workers come back apart."""
    wait = min(BACK_OFF_S_FIRST, longest_s)
    while True:
        yield wait * random.uniform(0.5, 1.0)
        wait = min(wait * 2, longest_s)
