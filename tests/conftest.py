"""What every test may ask for: the real servers, started when first asked for."""

import pytest

from tests.servers.fixtures import (
    broker_url,
    database_url,
    mark_users_of_servers,
    openssh,
    postgres,
    rabbitmq,
    redis_server,
    redis_url,
    servers,
)

__all__ = [
    "broker_url",
    "database_url",
    "openssh",
    "postgres",
    "rabbitmq",
    "redis_server",
    "redis_url",
    "servers",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before `-m` selects and before xdist shares out."""
    mark_users_of_servers(items)
