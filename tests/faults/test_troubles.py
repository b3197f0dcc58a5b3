"""Troubles with a certain end: nothing is lost, nothing happens twice, and all goes on by itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.faults import troubles
from tests.faults.columns import Column, embedded
from tests.faults.schedules import Schedule, judged
from tests.faults.world import World

# A world is started and many of its processes die: on a busy machine that takes its time.
pytestmark = [pytest.mark.timeout(1200), pytest.mark.long]

EVERYWHERE: tuple[Schedule, ...] = (
    troubles.disk_of_the_hub_is_full,
    troubles.disk_of_an_agent_is_full,
    troubles.clocks_are_set,
    troubles.frames_come_again_in_another_order,
)


def test_in_production_full_disks_set_clocks_doubled_frames_and_a_broker_that_blocks(
    production_column: Column, tmp_path: Path
) -> None:
    world = World(tmp_path, production_column, partner_faults=0)

    assert judged(world, *EVERYWHERE, troubles.broker_blocks_publishers) == ""


@pytest.mark.servers
def test_embedded_full_disks_set_clocks_and_doubled_frames(tmp_path: Path) -> None:
    assert judged(World(tmp_path, embedded(), partner_faults=0), *EVERYWHERE) == ""


@pytest.mark.servers
def test_a_cancel_waits_behind_an_order_whose_sender_died_between_renaming_and_marking(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, embedded(), partner_faults=0)

    assert judged(world, troubles.dies_behind_a_renamed_file) == ""

    assert [said["status"] for said in files(world)] == ["open", "cancelled"], "each once, in their order"


def test_a_frame_of_which_thirty_workers_die_is_taken_by_the_next(
    production_column: Column, tmp_path: Path
) -> None:
    world = World(tmp_path, production_column, partner_faults=0)

    assert judged(world, troubles.one_frame_and_many_kills) == ""


def files(world: World) -> list[dict[str, str]]:
    """What the warehouse's own machine took, in its order."""
    lines = [json.loads(line) for line in (world.partner / "partner.jsonl").open()]
    return [json.loads(base64.b64decode(line["body"]))["body"] for line in lines if line["what"] == "file"]
