"""Free ports, below the range of outgoing connections, so that nobody takes one before we use it."""

import random
import socket

LOWEST, HIGHEST = 15_000, 32_000
TRIES_MAX = 200

_given: set[int] = set()


def free_port() -> int:
    """A port on which nobody listens, and which this process has not given away before."""
    for _ in range(TRIES_MAX):
        port = random.randint(LOWEST, HIGHEST)
        if port not in _given and _can_bind(port):
            _given.add(port)
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST} in {TRIES_MAX} tries")


def answers(port: int) -> bool:
    """Whether something on this machine accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
