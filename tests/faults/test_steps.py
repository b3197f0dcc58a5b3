"""Every declared step has a kill run: who passes it dies there, and nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.again import make_plans
from adapters.wiring.hub import make_hub
from core.hub.plan_records import Selection
from core.kernel.errors import Refused
from tests.faults.columns import Column, embedded
from tests.faults.flow import Flow
from tests.faults.pace import now_s
from tests.faults.partners import WAREHOUSE
from tests.faults.run import end
from tests.faults.steps import STEPS_BY_ROLE, declared_steps
from tests.faults.world import World
from tests.patience import until

# A world is started and many of its processes die: on a busy machine that takes its time.
pytestmark = pytest.mark.timeout(1200)

# So much brings every process by every step of its own.
PORTION = ("in_there", "in_here", "large", "by_door", "large_by_door", "pulled", "release")
PRODUCTION_ROLES = {"worker-1": "worker", "web": "web", "clock": "clock", "wh-1": "wh"}
EMBEDDED_ROLES = {"hub": "hub", "clock": "clock", "wh-1": "wh"}


def test_every_declared_step_has_a_kill_run_in_each_column_that_has_it() -> None:
    declared = declared_steps()

    assert len(declared) > 15
    assert killed_at(PRODUCTION_ROLES) == declared
    assert killed_at(EMBEDDED_ROLES) == declared - {"bus.before_acknowledge"}


@pytest.mark.long
def test_in_production_a_kill_at_any_declared_step_loses_and_doubles_nothing(
    production_column: Column, tmp_path: Path
) -> None:
    assert killed_everywhere(World(tmp_path, production_column, workers=1), PRODUCTION_ROLES) == ""


@pytest.mark.long
@pytest.mark.servers
def test_embedded_a_kill_at_any_declared_step_loses_and_doubles_nothing(tmp_path: Path) -> None:
    assert killed_everywhere(World(tmp_path, embedded()), EMBEDDED_ROLES) == ""


def killed_at(roles: dict[str, str]) -> set[str]:
    return {step for role in roles.values() for step in STEPS_BY_ROLE[role]}


def killed_everywhere(world: World, roles: dict[str, str]) -> str:
    """One process after another, step after step; what the auditor says in the end."""
    flow = Flow(world, seed=0, count=0, seconds=0)
    try:
        for name, role in roles.items():
            for step in STEPS_BY_ROLE[role]:
                kill_at(world, flow, name, step)
            world.start(name)
        _, said = end(world, flow, since_s=now_s())
        return said
    finally:
        flow.give_up()
        world.close()


def kill_at(world: World, flow: Flow, name: str, step: str) -> None:
    """Starts it so that it dies there, and gives everybody something to do until it has."""
    world.kill(name)
    program = world.begin(name, f"die={step}:1")
    for kind in PORTION:
        flow.one(kind)
    if step == "plan.moved":
        flow.one("unreadable")
        retry_what_failed(world)
    until(lambda: not program.is_alive, lambda: f"{name} to die at {step}; {program.last_words()}")
    assert f"at the step {step} " in program.said, program.last_words()


def retry_what_failed(world: World) -> None:
    """A person plans to try again what failed; it will fail again, step by step."""
    hub = make_hub(name="hub", home=world.home, database_url=world.database_url)
    plans = make_plans(hub)

    def planned() -> bool:
        try:
            plan = plans.create(Selection(partner=WAREHOUSE), kind="retry", who="Li", reason="is it mended?")
        except Refused:
            return False  # Nothing has failed yet.
        return bool(plans.start(plan.plan_id, "Li"))

    until(planned, "something that failed")
    hub.store.engine.dispose()
