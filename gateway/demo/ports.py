"""A port for each process of the demo and of the tests: free, and promised to nobody else on this machine."""

from __future__ import annotations

import socket
from collections.abc import Sequence

_claims: list[socket.socket] = []


def claim_port(candidates: Sequence[int]) -> int:
    """The first of these ports that nobody listens on and nobody else has claimed; ours until we end.

    To look and to give the port away leaves a while in which another process looks too. So the claim is held
    by the UDP port of the same number: nothing of ours speaks UDP, no two can hold it, and it is given back
    however its holder ends. Raises OSError if none of them is to be had.
    """
    for port in candidates:
        claim = _bound(port, socket.SOCK_DGRAM)
        if claim is None:
            continue
        trial = _bound(port, socket.SOCK_STREAM)
        if trial is None:
            claim.close()
            continue
        trial.close()
        _claims.append(claim)
        return port
    raise OSError(f"none of {len(candidates)} ports is free on 127.0.0.1; end what uses them")


def _bound(port: int, kind: socket.SocketKind) -> socket.socket | None:
    """A socket at the port, or None if somebody has it."""
    trial = socket.socket(type=kind)
    if kind == socket.SOCK_STREAM:
        # What is left of connections that are over does not keep a server from its port.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        trial.bind(("127.0.0.1", port))
    except OSError:
        trial.close()
        return None
    return trial
