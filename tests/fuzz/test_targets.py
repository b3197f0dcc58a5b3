"""Whatever reads what comes from outside has a target: a reader or a route without one fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.formats import formats
from tests.fuzz.targets import every
from tests.gateway.routes import CONSOLE, DOORS, STATIC

# tests/gateway/test_routes.py sees to it that these two tables have every route of the applications.
ROUTES = {
    *(f"{method} {path}" for (method, path), known in CONSOLE.items() if known.asks != STATIC),
    *(f"{method} {path}" for method, path in DOORS if method != "MOUNT"),
}
DOOR_TARGETS = ["door.agents", "door.forms", "door.pages", "door.partners", "door.soap"]


def test_every_reader_has_a_target() -> None:
    covered = {path for target in every().values() for path in target.covers}

    read = {f"adapters/formats/{name}.py" for name, ways in formats().items() if "reads" in ways}
    assert read - covered == set()


def test_every_route_has_a_target() -> None:
    covered = {route for name in DOOR_TARGETS for route in every()[name].covers}

    assert ROUTES - covered == set()


@pytest.mark.parametrize("name", DOOR_TARGETS)
def test_the_seeds_of_a_door_come_to_each_of_its_routes(name: str, tmp_path: Path) -> None:
    target = every()[name]
    call = target.open(tmp_path)

    came = {call(seed).rpartition(" ")[0] for seed in target.seeds()}

    assert set(target.covers) - came == set()
