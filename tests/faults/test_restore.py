"""A backup is put back while agents and partners live: nothing is lost, no money call is made twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.columns import Column, embedded
from tests.faults.flow import Flow
from tests.faults.restoring import Restoring
from tests.faults.world import World
from tests.servers.postgres import Postgres

# A world is started, dies and comes back: on a busy machine that takes its time.
pytestmark = pytest.mark.timeout(1200)

SEED, BEFORE = 11, 60
SHORT, LONG = 200, 5_000
SIZES = [SHORT, pytest.param(LONG, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]
PER_S = 20
# The flow ends when it is told to, long before this.
COUNT_MAX = 60_000


@pytest.mark.servers
@pytest.mark.parametrize("after", SIZES)
def test_embedded_a_backup_is_restored_while_all_others_live(tmp_path: Path, after: int) -> None:
    """It needs no server, but the cores to itself: with those that do it runs one after another."""

    def loses() -> None:
        for path in (tmp_path / "home").glob("hub.db*"):
            path.unlink()

    judged(World(tmp_path, embedded(), seed=SEED), loses, after=after)


@pytest.mark.parametrize("after", SIZES)
def test_in_production_a_backup_is_restored_while_all_others_live(
    production_column: Column, postgres: Postgres, tmp_path: Path, after: int
) -> None:
    name = production_column.database_url.rpartition("/")[2]

    def loses() -> None:
        postgres.drop_database(name)
        postgres.add_database(name)

    judged(World(tmp_path, production_column, seed=SEED), loses, after=after)


def judged(world: World, loses: Callable[[], None], *, after: int) -> None:
    """`after` records are younger than the backup; the auditor and the hub's own words are looked at."""
    flow = Flow(world, seed=SEED, count=COUNT_MAX, seconds=COUNT_MAX / PER_S)
    story = Restoring(world, loses)
    try:
        assert story.story(flow, before=BEFORE, after=after) == ""
    finally:
        flow.give_up()
        world.close()
    for partner in ("demo-bank", "demo-warehouse"):
        assert f"doors {partner}: ask the partner to hand in again" in story.printed
    assert "NOT PROVEN" in story.printed
