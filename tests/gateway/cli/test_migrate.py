"""`hub migrate` brings the database to the newest version and says which that is."""

from __future__ import annotations

from adapters.database.migrations import revisions
from tests.gateway.cli.conftest import Office


def test_a_database_is_brought_forward_by_a_command_of_its_own(office: Office) -> None:
    assert f"version {revisions()[-1]}, the newest" in office.done("migrate")
