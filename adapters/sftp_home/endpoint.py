"""The way out to partners who fetch at the hub's own SFTP door: a file appears in the `out` of their home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from adapters.sftp_home.layout import FETCHED, OUT, home_of, place_file
from core.hub.contracts import Send
from core.hub.endpoints import SEND_ID, InDoubt, Sent
from core.kernel.errors import Refused, Unavailable

ADAPTER = "sftp-home"
# A file that is fetched twice is two files to its partner: it is not `safe`.
REPEATS = ("ask", "never")
ADDRESS = "home:out"
Place = Callable[[Path, bytes], None]


class HomeEndpoint:
    """The partner fetches and removes; what it removed is kept apart for a while, so that asking finds it."""

    def __init__(self, home: Path, partner: str, *, place: Place = place_file) -> None:
        self._home = home
        self._partner = partner
        self._place = place

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """The name appears whole or not at all. Raises Unavailable while the disk refuses."""
        path = home_of(self._home, self._partner) / OUT / name
        try:
            self._place(path, payload)
        except OSError as error:
            kind = InDoubt if path.exists() else Unavailable
            raise kind(f"{path}: {error.strerror}", cause="home.disk") from error
        return Sent(text=f"{OUT}/{name}, {len(payload)} bytes")

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """Where a file of this name lies, or one of this send that a restored hub had numbered otherwise."""
        ending = name.partition("-")[2]
        by_ending = ending.startswith(headers[SEND_ID])
        home = home_of(self._home, self._partner)
        for folder in (OUT, FETCHED):
            for path in (home / folder).iterdir():
                if path.name == name or (by_ending and path.name.endswith(f"-{ending}")):
                    return Sent(text=f"{folder}/{path.name}")
        return None


def make_home_endpoint(send: Send, home: Path, partner: str) -> HomeEndpoint:
    """Of the partner itself: nobody's contract puts files into another's home."""
    if send.address != ADDRESS or send.secret_file:
        raise Refused(
            f"send {send.name}: the address of {ADAPTER} is {ADDRESS}, and it needs no secret",
            cause="home.address",
        )
    return HomeEndpoint(home, partner)
