"""A local door for devices and servers at the site: answered when the spool has it, not before."""

import socket
import threading
import tomllib
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from front_end_agent.errors import SourceFailed
from front_end_agent.machine import is_loopback
from front_end_agent.push_door import PushDoor, PushHandler
from front_end_agent.sources import Context, SourceSettings

STOP_TIMEOUT_S = 5.0
BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Settings(SourceSettings, frozen=True, kw_only=True):
    """`[[source]] kind = "push"`."""

    host: str = "127.0.0.1"
    port: int = 8787
    tokens_file: Path | None = None
    size_bytes_max: int = 16 * 1024 * 1024
    connections_max: int = 64

    def check(self, *, home: Path) -> None:
        super().check(home=home)
        if not 0 <= self.port <= 65_535:
            raise ValueError("`port` must be 0 to 65535 - at `$.port`")
        if not is_loopback(self.host) and self.tokens_file is None:
            raise ValueError(f"`host` {self.host} is not loopback and needs `tokens_file` - at `$.host`")


class Push:
    """The door's server and its threads."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self.settings, self.context = settings, context
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Where it listens, also when the settings left that to the system."""
        return int(self._server.server_address[1]) if self._server else self.settings.port

    def start(self) -> None:
        door = PushDoor(
            self.settings.name, self.settings.site, context=self.context,
            tokens=self._tokens(), size_bytes_max=self.settings.size_bytes_max,
        )  # fmt: skip
        try:
            self._server = _Server(
                (self.settings.host, self.settings.port), door, connections_max=self.settings.connections_max
            )
        except OSError as error:
            raise SourceFailed(f"{self._address()} cannot be listened on: {error.strerror}") from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join(STOP_TIMEOUT_S)
            self._server.server_close()

    def look(self) -> list[str]:
        self._tokens()
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((self.settings.host, self.settings.port))
            except OSError as error:
                return [f"{self._address()} is in use, by the running agent or another ({error.strerror})"]
        return [f"{self._address()} is free to listen on"]

    def _address(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    def _tokens(self) -> dict[str, str]:
        """Device to token, from a TOML file of its own."""
        if self.settings.tokens_file is None:
            return {}
        path = self.context.home / self.settings.tokens_file
        try:
            tokens = tomllib.loads(path.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SourceFailed(f"{path} cannot be read: {error}") from error
        if not tokens or not all(isinstance(token, str) and len(token) >= 16 for token in tokens.values()):
            raise SourceFailed(f'{path} must hold lines like device = "token", each token of 16 or more')
        return tokens


class _Server(ThreadingHTTPServer):
    """No more connections than stated: one more is turned away at once, not left waiting."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], door: PushDoor, *, connections_max: int) -> None:
        self.door = door
        self._places = threading.BoundedSemaphore(connections_max)
        super().__init__(address, PushHandler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            request.sendall(BUSY)
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


def open_source(settings: Settings, context: Context) -> Push:
    return Push(settings, context)
