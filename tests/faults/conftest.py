"""The production column for tests: places of their own on the servers that all tests share."""

from __future__ import annotations

import pytest

from tests.faults.columns import Column, production
from tests.servers.servers import Servers


@pytest.fixture
def production_column(servers: Servers, database_url: str, broker_url: str, redis_url: str) -> Column:
    return production(servers, database_url=database_url, broker_url=broker_url, redis_url=redis_url)
