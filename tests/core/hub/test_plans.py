"""Doing things again: nobody is surprised by what a plan chose, does, or did when it was cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.hub import failures
from core.hub.plan_records import Selection
from core.hub.plans import Plans
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, MENDED, fail, finish, turn
from tests.core.hub.planning import plans as plans  # noqa: PLC0414
from tests.hub_world import SLIPS, HubWorld, slip

pytestmark = pytest.mark.parametrize("world", ["memory"], indirect=True)


# -- choosing --------------------------------------------------------------------------------------------


def test_what_fails_after_the_plan_was_made_is_not_in_it(world: HubWorld, plans: Plans) -> None:
    fail(world, 2)
    plan = plans.create(ALL, kind="retry", who="li", reason="mapping mended")
    fail(world, 3, first=10)
    world.publish(MENDED)
    world.work()

    plans.start(plan.plan_id, "li")
    ended = finish(world, plan)

    assert (ended.total, ended.mended) == (2, 2)
    assert sum(row.state == failures.OPEN for row in world.failures()) == 3


def test_a_plan_needs_who_and_why_and_something_to_do(world: HubWorld, plans: Plans) -> None:
    with pytest.raises(Refused, match="nothing fits"):
        plans.create(ALL, kind="retry", who="li", reason="why not")
    fail(world, 1)
    with pytest.raises(Refused, match="who makes it and why"):
        plans.create(ALL, kind="retry", who="li", reason="  ")
    with pytest.raises(Refused, match="no rate"):
        plans.create(ALL, kind="retry", who="li", reason="x", rate_per_s=0)


@pytest.mark.parametrize(
    ("choose", "count"),
    [
        (lambda row: Selection(cause=row.cause), 2),
        (lambda row: Selection(cause=row.cause, partner="wms", mapping=row.mapping), 2),
        (lambda row: Selection(partner="other"), 0),
        (lambda row: Selection(source="slips"), 3),
        (lambda row: Selection(places=(f"{row.partition}/{row.number}",)), 1),
        (lambda row: Selection(since=row.first_at + timedelta(seconds=1)), 1),
        (lambda row: Selection(until=row.first_at + timedelta(seconds=1)), 2),
        (lambda row: Selection(state="waiting"), 0),
    ],
)
def test_a_selection_chooses_by_what_it_names(
    world: HubWorld, plans: Plans, choose: Callable[..., Selection], count: int
) -> None:
    fail(world, 2)
    world.clock.move(60)
    world.deliver(b"no json", "k9")
    world.work()
    selection = choose(world.failures()[0])

    if count == 0:
        with pytest.raises(Refused, match="nothing fits"):
            plans.create(selection, kind="retry", who="li", reason="x")
    else:
        assert plans.create(selection, kind="retry", who="li", reason="x").total == count


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (ALL, 3),
        (Selection(type="wms.outbound.v1"), 1),
        (Selection(key="L1"), 2),
        (Selection(partner="wms", source="slips"), 3),
        (Selection(partner="wms", source="other"), 0),
        (Selection(key="L1", type="wms.inbound.v1"), 1),
    ],
)
def test_messages_that_were_handled_are_chosen_too(
    world: HubWorld, plans: Plans, selection: Selection, count: int
) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.deliver(slip("out", "OUT-1", ("L1", "1")), "k3")
    world.work()

    if count == 0:
        with pytest.raises(Refused, match="nothing fits"):
            plans.create(selection, kind="reread", who="li", reason="x")
    else:
        assert plans.create(selection, kind="reread", who="li", reason="x").total == count


def test_a_place_that_is_none_is_refused(plans: Plans) -> None:
    with pytest.raises(Refused, match="'3' is no place"):
        plans.create(Selection(places=("3",)), kind="retry", who="li", reason="x")


# -- retry -----------------------------------------------------------------------------------------------


def test_a_preview_before_the_mapping_is_mended_says_that_it_would_fail_again(
    world: HubWorld, plans: Plans
) -> None:
    fail(world, 1)
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")

    [look] = plans.preview(plan.plan_id)

    assert look.trial.would == "fails"
    assert "quantity" in look.trial.text or "qty" in look.trial.text


def test_the_rate_holds_the_next_step_back(world: HubWorld, plans: Plans) -> None:
    fail(world, 12)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended", rate_per_s=1)
    plans.start(plan.plan_id, "li")

    for _ in range(5):
        plans.run_due()
        world.work()
    assert plans.status(plan.plan_id).mended == 1

    world.clock.move(1.0)
    for _ in range(5):
        plans.run_due()
        world.work()
    assert plans.status(plan.plan_id).mended == 2


def test_a_stopped_plan_that_goes_on_begins_with_one_again(world: HubWorld, plans: Plans) -> None:
    fail(world, 30)
    plan = plans.create(ALL, kind="retry", who="li", reason="hope")
    plans.start(plan.plan_id, "li")
    finish(world, plan)
    world.publish(MENDED)
    world.work()

    plans.resume(plan.plan_id, "wang")
    first = turn(world, plan)
    ended = finish(world, plan)

    assert (first.mended, first.failed) == (1, 1)
    assert (ended.state, ended.mended, ended.failed) == ("done", 29, 1)


def test_some_that_fail_for_good_do_not_stop_the_others(world: HubWorld, plans: Plans) -> None:
    fail(world, 30)
    world.deliver(slip("in", "BAD-99", ("L99", "zehn")), "hopeless")
    world.work()
    fail(world, 20, first=40)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert (ended.state, ended.mended, ended.failed) == ("done", 50, 1)
    [item] = plans.items(plan.plan_id, "failed")
    assert "zehn" in item.text


def test_a_step_of_which_too_many_fail_stops_the_plan(world: HubWorld, plans: Plans) -> None:
    fail(world, 3)
    for number in range(9):
        world.deliver(slip("in", f"HOPELESS-{number}", ("L", "zehn")), f"h{number}")
    world.work()
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert (ended.state, ended.mended, ended.failed) == ("stopped", 3, 8)


def test_a_message_that_gets_past_its_failure_and_fails_further_on_has_failed(
    world: HubWorld, plans: Plans
) -> None:
    world.deliver(slip("in", "IN-1", ("L0", "10"), unit="TNE"), "k0")
    said = slip("in", "IN-2", ("L0", "10")).replace(b'"qty"', b'"quantity"')
    world.deliver(said, "k1")
    world.work()
    world.publish(MENDED.replace("default: TNE", "default: MTR"))
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert (ended.state, ended.failed) == ("done", 1)
    [item] = plans.items(plan.plan_id, "failed")
    assert "MTR" in item.text


def test_a_document_whose_message_cannot_be_read_at_all_any_more_has_failed(
    world: HubWorld, plans: Plans
) -> None:
    """Another mapping was published between the plan and its turn; the plan does not wait for ever."""
    world.deliver(slip("in", "IN-1", ("L0", "10")), "k0")
    world.publish(SLIPS.replace("default: TNE", "default: MTR"))
    world.deliver(slip("in", "IN-2", ("L0", "10")), "k1")
    world.work()
    assert [row.ordinal for row in world.failures()] == [0]
    plan = plans.create(ALL, kind="retry", who="li", reason="try again")
    world.publish(SLIPS.replace("{from: qty,", "{from: quantity,"))
    world.work()
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert ended.failed == 1


def test_what_somebody_else_mended_meanwhile_is_skipped(world: HubWorld, plans: Plans) -> None:
    fail(world, 1)
    first = plans.create(ALL, kind="retry", who="li", reason="mended")
    second = plans.create(ALL, kind="retry", who="wang", reason="me too")
    world.publish(MENDED)
    world.work()
    plans.start(first.plan_id, "li")
    finish(world, first)

    plans.start(second.plan_id, "wang")
    finish(world, second)

    assert plans.status(second.plan_id).skipped == 1
    assert len(world.effects()) == 1


def test_a_paused_plan_hands_nothing_on_until_it_is_resumed(world: HubWorld, plans: Plans) -> None:
    fail(world, 5)
    world.publish(MENDED)
    world.work()
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")
    turn(world, plan)

    plans.pause(plan.plan_id, "wang")
    turn(world, plan)
    turn(world, plan)
    assert (plans.status(plan.plan_id).mended, plans.status(plan.plan_id).text) == (1, "paused by wang")

    plans.resume(plan.plan_id, "li")
    assert finish(world, plan).mended == 5


def test_a_cancelled_plan_leaves_the_rest_as_it_is(world: HubWorld, plans: Plans) -> None:
    fail(world, 5)
    plan = plans.create(ALL, kind="retry", who="li", reason="mended")

    plans.cancel(plan.plan_id, "li")
    turn(world, plan)

    assert {row.tries for row in world.failures()} == {1}
    with pytest.raises(Refused, match="the plan is cancelled"):
        plans.start(plan.plan_id, "li")
    with pytest.raises(Refused, match="the plan is cancelled"):
        plans.cancel(plan.plan_id, "li")
    with pytest.raises(Refused, match="no plan"):
        plans.status("none")


# -- rebuild ---------------------------------------------------------------------------------------------
