"""Ports for servers that must be told theirs before they start: claimed, and never given to a connection."""

import random
import socket
from pathlib import Path

from gateway.demo.ports import claim_port

LOWEST, HIGHEST = 15_000, 65_535
TRIES_MAX = 200
# The kernel takes the near end of every outgoing connection from here, so a server that starts a moment
# later than its port was chosen, or again, would find it taken by anybody's connection.
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port on which nobody listens, and which nobody else is given while this process lives."""
    ports = quiet_ports()
    return claim_port(random.sample(ports, TRIES_MAX))


def quiet_ports(outgoing: Path = OUTGOING) -> range:
    """The widest range that no outgoing connection comes from; every port where the kernel leaves none."""
    if not outgoing.exists():
        return range(LOWEST, HIGHEST + 1)
    first, last = (int(word) for word in outgoing.read_text().split())
    widest = max(range(LOWEST, first), range(max(last + 1, LOWEST), HIGHEST + 1), key=len)
    return widest if len(widest) >= TRIES_MAX else range(LOWEST, HIGHEST + 1)


def answers(port: int) -> bool:
    """Whether something on this machine accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(5.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
