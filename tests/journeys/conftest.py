"""The house of every journey, once in each column; after it the books are rebuilt and compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House
from tests.rebuild import assert_rebuilds

COLUMNS = ("embedded", pytest.param("production", marks=pytest.mark.servers))


@pytest.fixture(params=COLUMNS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    urls = {}
    if request.param == "production":
        urls = {
            "database_url": str(request.getfixturevalue("tables_url")),
            "broker_url": str(request.getfixturevalue("broker_url")),
        }
    made = House(tmp_path, **urls)
    try:
        yield made
    finally:
        made.close()
    assert_rebuilds(made.hub)
