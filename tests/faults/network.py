"""The harness's hand on the proxy: where each link is reached, and how well it carries."""

from __future__ import annotations

import json
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.patience import until
from tests.programs import Program

ANSWER_S = 30.0


class Network:
    """The proxy program and its links."""

    def __init__(self, log: Path, links: Mapping[str, str]) -> None:
        words = [f"{name}={place}" for name, place in links.items()]
        self.program = Program([sys.executable, "-m", "tests.faults.proxy", *words], log)
        said = until(lambda: re.search(r"^control (\d+)$", self.program.said, re.M), "the proxy")
        self._control = int(said[1])
        found = re.findall(r"^listening (\S+) (\d+)$", self.program.said, re.M)
        self.ports = {name: int(port) for name, port in found}

    def set_mode(self, link: str, mode: str) -> None:
        """See tests/faults/proxy.py for the modes."""
        with socket.create_connection(("127.0.0.1", self._control), ANSWER_S) as control:
            control.sendall(json.dumps({"link": link, "mode": mode}).encode() + b"\n")
            assert control.recv(64) == b"done\n"

    def heal(self) -> None:
        for link in self.ports:
            self.set_mode(link, "ok")
