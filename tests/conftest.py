"""What every test may ask for: the real servers, started when first asked for."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.in_memory import stand_in_memory
from tests.servers.fixtures import (
    broker_url,
    database_url,
    dovecot,
    mark_users_of_servers,
    openssh,
    postgres,
    rabbitmq,
    redis_server,
    redis_url,
    servers,
    tables_url,
    tls_broker_url,
    tls_rabbitmq,
)

__all__ = [
    "broker_url",
    "database_url",
    "dovecot",
    "openssh",
    "postgres",
    "rabbitmq",
    "redis_server",
    "redis_url",
    "servers",
    "tables_url",
    "tls_broker_url",
    "tls_rabbitmq",
]


HOUSE = Path(__file__).parent / "house"

stand_in_memory()

# How long an example takes, or making one, says something of the machine and nothing of the house.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before `-m` selects and before xdist shares out."""
    mark_users_of_servers(items)
    for item in items:
        if HOUSE in item.path.parents:
            # They read every file of the tree: one worker does it once for all of them.
            item.add_marker(pytest.mark.xdist_group("house"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: Python's collector would look through it again in every test."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes have no name: what is packed or drawn differs in every process, and names of tests may not."""
    return "bytes" if isinstance(val, bytes) else None
