"""A Redis server of our own, which writes every change to its file before it answers."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.servers.daemon import Daemon
from tests.servers.guard import Guard
from tests.servers.ports import free_port
from tests.servers.programs import private_folder, program

DATABASES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisServer:
    """A running server; `url(3)` is what LIANQIAO_REDIS_URL takes."""

    port: int
    password: str = field(repr=False)
    daemon: Daemon

    @classmethod
    def in_folder(cls, folder: Path, guard: Guard) -> "RedisServer":
        """Prepare a server; what the folder holds is kept."""
        private_folder(folder)
        port, password = free_port(), secrets.token_hex(16)
        (folder / "redis.conf").write_text(
            f"port {port}\nbind 127.0.0.1\nrequirepass {password}\ndatabases {DATABASES}\n"
            f'dir "{folder}"\nappendonly yes\nappendfsync always\nsave ""\n'
        )
        daemon = Daemon(
            name="redis",
            command=[program("Redis", "redis-server"), str(folder / "redis.conf")],
            folder=folder,
            guard=guard,
            ready=lambda: _is_up(port, password),
        )
        return cls(port=port, password=password, daemon=daemon)

    def url(self, database: int = 0) -> str:
        """The address of one of its numbered databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, or start it again on what it kept."""
        self.daemon.start()

    def stop(self) -> None:
        """Shut the server down in order."""
        self.daemon.stop()

    def kill(self) -> None:
        """Cut the server's power."""
        self.daemon.kill()

    def empty(self, database: int) -> None:
        """Forget everything in one database."""
        with redis.Redis.from_url(self.url(database), socket_timeout=60) as connection:
            connection.flushdb()


def _is_up(port: int, password: str) -> bool:
    try:
        with redis.Redis(port=port, password=password, socket_timeout=20) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False
