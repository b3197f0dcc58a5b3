"""Plans over every kind of store: what they keep between two processes must hold in all of them."""

from __future__ import annotations

from core.hub.plans import Plans
from tests.core.hub.planning import ALL, MENDED, fail, finish, plans_of, stock, turn
from tests.core.hub.planning import plans as plans  # noqa: PLC0414
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds


def test_a_preview_says_what_would_be_booked_and_books_nothing(world: HubWorld, plans: Plans) -> None:
    fail(world, 2)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")

    looks = plans.preview(plan.plan_id)

    assert [look.trial.would for look in looks] == ["books", "books"]
    [effect] = looks[0].trial.effects
    assert "L0" in effect
    [side] = looks[0].trial.documents
    assert (side.seen, side.before) == ("new", "")
    assert stock(world) == {}
    assert world.effects() == []


def test_one_goes_first_then_ten_then_a_hundred(world: HubWorld, plans: Plans) -> None:
    fail(world, 115)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")

    mended = [turn(world, plan).mended for _ in range(4)]

    assert mended == [1, 11, 111, 115]
    assert plans.status(plan.plan_id).state == "done"
    assert len(stock(world)) == 115


def test_a_canary_that_fails_with_the_same_cause_stops_the_plan_and_spares_the_rest(
    world: HubWorld, plans: Plans
) -> None:
    fail(world, 30)
    plan = plans.create(ALL, kind="retry", who="li", reason="hope")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert (ended.state, ended.failed, ended.mended) == ("stopped", 1, 0)
    assert "1 of 1 failed in step 1" in ended.text
    assert world.failures()[0].cause in ended.text
    assert "the cause it was made for" in ended.text
    assert sorted(row.tries for row in world.failures()) == [1] * 29 + [2]


def test_a_plan_survives_every_process_that_runs_it(world: HubWorld, plans: Plans) -> None:
    fail(world, 25)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans_of(world).start(plan.plan_id, "li")

    for _ in range(30):
        plans_of(world).run_due()
        world.work()
        world.clock.move(1)

    ended = plans_of(world).status(plan.plan_id)
    assert (ended.state, ended.mended) == ("done", 25)
    assert len(world.effects()) == 25
    assert_rebuilds(world)
