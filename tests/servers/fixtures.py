"""The servers as fixtures: one of each for a worker's whole run, and in it a place of its own for every test.

A test that uses one is marked `servers`. Each xdist worker has servers of its own, started when one of its
tests first asks: it may kill a server without asking anybody. Those of one folder run in one worker, for
they ask for the same servers; a group is no more than a folder, for a run lasts as long as its longest.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.errors import ServerMissing
from tests.servers.openssh import OpenSSH
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.redis_server import DATABASES, RedisServer
from tests.servers.servers import Servers

NAMES = {
    "servers",
    "rabbitmq",
    "tls_rabbitmq",
    "tls_broker_url",
    "postgres",
    "redis_server",
    "openssh",
    "dovecot",
    "broker_url",
    "database_url",
    "tables_url",
    "redis_url",
}

TESTS = Path(__file__).parents[1]

_numbers = itertools.count(1)


def mark_users_of_servers(items: list[pytest.Item]) -> None:
    """Give every test that needs a server its mark and its group."""
    for item in items:
        if NAMES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)
        if item.get_closest_marker("servers"):
            folder = item.path.parent.relative_to(TESTS)
            item.add_marker(pytest.mark.xdist_group(f"servers of {'/'.join(folder.parts[:2])}"))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """All servers of this run; each starts when it is first asked for."""
    with Servers() as these:
        yield these


@pytest.fixture
def rabbitmq(servers: Servers, request: pytest.FixtureRequest) -> RabbitMQ:
    """The broker, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.rabbitmq.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.rabbitmq


@pytest.fixture
def tls_rabbitmq(servers: Servers, request: pytest.FixtureRequest) -> RabbitMQ:
    """The broker that takes TLS alone, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.tls_rabbitmq.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.tls_rabbitmq


@pytest.fixture
def tls_broker_url(tls_rabbitmq: RabbitMQ) -> Iterator[str]:
    """A virtual host of the test's own on it, empty."""
    name = f"test-{next(_numbers)}"
    yield tls_rabbitmq.add_vhost(name)
    if tls_rabbitmq.daemon.is_running:
        tls_rabbitmq.drop_vhost(name)


@pytest.fixture
def postgres(servers: Servers, request: pytest.FixtureRequest) -> Postgres:
    """The database server, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.postgres.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.postgres


@pytest.fixture
def redis_server(servers: Servers, request: pytest.FixtureRequest) -> RedisServer:
    """The cache, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.redis.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.redis


@pytest.fixture
def openssh(servers: Servers, request: pytest.FixtureRequest) -> OpenSSH:
    """A partner's SFTP server, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.openssh.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.openssh


@pytest.fixture
def dovecot(servers: Servers, request: pytest.FixtureRequest) -> Dovecot:
    """A mail server, running, whatever the test before did to it."""
    _check_marked(request)
    try:
        servers.dovecot.start()
    except ServerMissing as missing:
        do_without(missing)
    return servers.dovecot


@pytest.fixture
def broker_url(rabbitmq: RabbitMQ) -> Iterator[str]:
    """A virtual host of the test's own, empty."""
    name = f"test-{next(_numbers)}"
    yield rabbitmq.add_vhost(name)
    if rabbitmq.daemon.is_running:
        rabbitmq.drop_vhost(name)


@pytest.fixture
def database_url(postgres: Postgres) -> Iterator[str]:
    """A database of the test's own, empty."""
    name = f"test_{next(_numbers)}"
    yield postgres.add_database(name)
    drop_if_running(postgres, name)


@pytest.fixture
def tables_url(postgres: Postgres) -> Iterator[str]:
    """A database of the test's own that has every table, at the newest version."""
    # Most tests that need a server know nothing of the hub's tables.
    from tests.prepared import postgres_with_tables

    name = f"test_{next(_numbers)}"
    yield postgres_with_tables(postgres, name)
    drop_if_running(postgres, name)


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """A Redis database of the test's own, empty."""
    number = next(_numbers) % DATABASES
    redis_server.empty(number)
    return redis_server.url(number)


def drop_if_running(postgres: Postgres, name: str) -> None:
    """Takes a test's database away, unless the test took the server away."""
    if postgres.daemon.is_running:
        postgres.drop_database(name)


def _check_marked(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("servers") is None:
        pytest.fail(
            "a test that asks for a server by getfixturevalue must be marked `servers`", pytrace=False
        )


def do_without(missing: ServerMissing) -> None:
    """At home the test is skipped, and says so; in CI a missing server is a failure."""
    if os.environ.get("LIANQIAO_CI"):
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))
