"""All servers of one test run, bench or demo: each starts when first asked for, none outlives the asker."""

import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeVar

from tests.servers.certificates import make_certificates
from tests.servers.cluster import RabbitCluster
from tests.servers.dovecot import Dovecot
from tests.servers.guard import Guard
from tests.servers.openssh import OpenSSH
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.redis_server import RedisServer


class Servers:
    """`with Servers() as servers:` in a temporary folder, or in a folder that is kept with its data.

    postgres_settings: what its PostgreSQL is told beside the tests' own.
    """

    def __init__(
        self, folder: Path | None = None, *, postgres_settings: Mapping[str, str] | None = None
    ) -> None:
        self._postgres_settings = postgres_settings
        self._keeps = folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="lianqiao-servers-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        if folder is None:
            self.folder.chmod(0o711)  # PostgreSQL's own user passes through here.
        self._guard = Guard(folder_to_remove=None if folder else self.folder)

    @cached_property
    def rabbitmq(self) -> RabbitMQ:
        """The broker, started."""
        return _started(RabbitMQ.in_folder(self.folder / "rabbitmq", self._guard))

    @cached_property
    def tls_rabbitmq(self) -> RabbitMQ:
        """A broker that takes TLS alone and knows nobody but by a certificate of a hub's authority."""
        folder = self.folder / "rabbitmq-tls"
        folder.mkdir(exist_ok=True, mode=0o700)
        certificates = make_certificates(folder / "certs")
        return _started(RabbitMQ.in_folder(folder, self._guard, certificates=certificates))

    @cached_property
    def rabbit_cluster(self) -> RabbitCluster:
        """A broker of three nodes, started."""
        return _started(RabbitCluster.in_folder(self.folder / "rabbitmq-cluster", self._guard))

    @cached_property
    def postgres(self) -> Postgres:
        """The database server, started."""
        return _started(
            Postgres.in_folder(self.folder / "postgres", self._guard, settings=self._postgres_settings)
        )

    @cached_property
    def redis(self) -> RedisServer:
        """The cache, started."""
        return _started(RedisServer.in_folder(self.folder / "redis", self._guard))

    @cached_property
    def openssh(self) -> OpenSSH:
        """A partner's SFTP server, started."""
        return _started(OpenSSH.in_folder(self.folder / "openssh", self._guard))

    @cached_property
    def dovecot(self) -> Dovecot:
        """A mail server, started."""
        return _started(Dovecot.in_folder(self.folder / "dovecot", self._guard))

    def close(self) -> None:
        """Stop in order what keeps its data; the guard ends the rest and removes a temporary folder."""
        names = ("rabbitmq", "tls_rabbitmq", "rabbit_cluster", "postgres", "redis", "openssh", "dovecot")
        started = [self.__dict__[name] for name in names if name in self.__dict__]
        try:
            for server in started if self._keeps else []:
                server.stop()
        finally:
            self._guard.dismiss()

    def __enter__(self) -> "Servers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Startable(Protocol):
    def start(self) -> None: ...


_Server = TypeVar("_Server", bound=_Startable)


def _started(server: _Server) -> _Server:
    server.start()
    return server
