"""Four eyes: a mass replay and every re-read wait for a person who did not make them."""

from __future__ import annotations

import pytest

from core.hub.four_eyes import FourEyes
from core.hub.plan_records import Selection
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, fail, plans_of
from tests.hub_world import HubWorld, slip


def test_a_mass_replay_waits_for_a_second_person_who_is_not_its_maker(world: HubWorld) -> None:
    fail(world, 3)
    careful = plans_of(world, four_eyes=FourEyes(on=True, mass_over=2))
    plan = careful.create(ALL, kind="retry", who="li", reason="mended")

    assert careful.waits(plan)
    for who in ("li", "wang"):
        with pytest.raises(Refused, match="waits for a second person"):
            careful.start(plan.plan_id, who)
    with pytest.raises(Refused, match="li made this"):
        careful.approve(plan.plan_id, "li")
    approved = careful.approve(plan.plan_id, "wang")

    assert (approved.state, approved.approved_by) == ("ready", "wang")
    assert careful.start(plan.plan_id, "li").state == "running"


def test_a_few_that_never_had_an_effect_need_one_person_and_a_rereading_always_two(world: HubWorld) -> None:
    fail(world, 2)
    world.deliver(slip("in", "GOOD", ("L9", "10")), "good")
    world.work()
    careful = plans_of(world, four_eyes=FourEyes(on=True, mass_over=2))

    retry = careful.create(ALL, kind="retry", who="li", reason="mended")
    reread = careful.create(Selection(partner="wms"), kind="reread", who="li", reason="mended")

    assert (careful.waits(retry), careful.waits(reread)) == (False, True)
    assert not plans_of(world).waits(reread), "a house of one person has them off"


def test_a_plan_that_ended_waits_for_nobody(world: HubWorld) -> None:
    fail(world, 3)
    careful = plans_of(world, four_eyes=FourEyes(on=True, mass_over=2))
    plan = careful.create(ALL, kind="retry", who="li", reason="mended")

    ended = careful.cancel(plan.plan_id, "li")

    assert not careful.waits(ended)
    with pytest.raises(Refused, match="the plan is cancelled"):
        careful.approve(plan.plan_id, "wang")
