"""How long machines run: few examples and always the same ones, unless the environment says longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.front_end_agent.hub_door import HubDoor
from tests.properties.spooling import Homes
from tests.properties.worlds import TIMES, Worlds

EXAMPLES, STEPS = 8, 20

settings.register_profile(
    "machines",
    deadline=None,
    derandomize=TIMES == 1,
    database=None,
    max_examples=EXAMPLES * TIMES,
    stateful_step_count=STEPS if TIMES == 1 else 2 * STEPS,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
# Steps that cost little, so that more of them are looked at.
settings.register_profile(
    "light machines",
    settings.get_profile("machines"),
    max_examples=6 * EXAMPLES * TIMES,
    stateful_step_count=30,
)
# What few steps come upon, as days of a past plan: twice as many.
settings.register_profile(
    "many light machines", settings.get_profile("light machines"), max_examples=12 * EXAMPLES * TIMES
)
# Where a rule was taken away the first finding is enough, and more examples are looked at to have one.
settings.register_profile(
    "without a rule",
    settings.get_profile("machines"),
    max_examples=40 * EXAMPLES,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
)
settings.register_profile("without a rule, again", settings.get_profile("without a rule"), derandomize=False)


@pytest.fixture
def worlds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    """A place for new hubs, in memory unless the test says on which store."""
    made = Worlds(getattr(request, "param", "memory"), tmp_path)
    yield made
    made.end()


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    """A place for new homes of an agent that has enrolled."""
    door = HubDoor()
    made = Homes(tmp_path, door)
    yield made
    made.end()
    door.close()
