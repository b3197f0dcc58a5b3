"""The harness can fail: a rule of the house taken back makes the auditor speak; in force, it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.columns import Column, embedded
from tests.faults.reverts import REVERTS
from tests.faults.schedules import SCHEDULES, judged
from tests.faults.world import World

# A world is started and many of its processes die: on a busy machine that takes its time.
pytestmark = [pytest.mark.timeout(1200), pytest.mark.long]

# What the auditor must say at least where the rule is taken back.
SAYS = {
    "unit_of_work": "",
    "body_hash": "doubled: ('wms.inbound.v1', 'RK-B2', '1') was booked, and may not have been",
    "confirm_window": "lost: wh-1's RK-C1.csv never came in",
    "epoch": "lost: wh-2's RK-E1.csv never came in",
    "fence": "doubled: ",
}
EMBEDDED = tuple(name for name in SCHEDULES if name != "fence")


def test_every_revert_has_its_schedule() -> None:
    assert set(REVERTS) == set(SCHEDULES) == set(SAYS)


@pytest.mark.servers
def test_with_every_rule_in_force_the_auditor_finds_nothing(tmp_path: Path) -> None:
    assert judged(World(tmp_path, embedded(), partner_faults=0), *map(SCHEDULES.__getitem__, EMBEDDED)) == ""


@pytest.mark.servers
@pytest.mark.parametrize("name", EMBEDDED)
def test_without_its_rule_the_auditor_finds_what_it_is_for(name: str, tmp_path: Path) -> None:
    said = judged(World(tmp_path, embedded(), partner_faults=0, revert=name), SCHEDULES[name])

    assert SAYS[name] in said
    assert said


@pytest.mark.parametrize("revert", ["", "fence"])
def test_a_worker_that_slept_longer_than_its_lease_moves_nothing_but_without_the_fence_it_would(
    revert: str, production_column: Column, tmp_path: Path
) -> None:
    said = judged(World(tmp_path, production_column, partner_faults=0, revert=revert), SCHEDULES["fence"])

    if revert:
        assert SAYS["fence"] in said
    else:
        assert said == ""
