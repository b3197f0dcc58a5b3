"""The same table in two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.front_end_agent.erp_table import Erp


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def erp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Erp]:
    """The same table in SQLite and in a real PostgreSQL."""
    if request.param == "sqlite":
        made = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    else:
        made = Erp(request.getfixturevalue("database_url"))
    yield made
    made.engine.dispose()
