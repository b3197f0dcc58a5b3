"""A rebuild by plan: said to be the same, or named where it differs."""

from __future__ import annotations

import pytest

from core.custody.lot import Lot
from core.hub.plan_records import Selection
from core.hub.plans import Plans
from core.hub.rebuild import OPEN_MAX
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, BOOKS, finish, plans_of
from tests.core.hub.planning import plans as plans  # noqa: PLC0414
from tests.hub_world import HubWorld, slip

pytestmark = pytest.mark.parametrize("world", ["memory"], indirect=True)


def test_a_rebuild_by_plan_says_that_the_books_are_the_same(world: HubWorld, plans: Plans) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    plan = plans.create(ALL, kind="rebuild", who="li", reason="the quarter's check")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert (ended.state, ended.failed) == ("done", 0)
    assert "the same to the last byte" in ended.text


def test_a_rebuild_by_plan_names_what_differs(world: HubWorld, plans: Plans) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    with world.store.unit() as unit:
        [lot] = world.store.rows(Lot, limit=9)
        unit.shelf(Lot).remove(lot.site, lot.lot_no)
    plan = plans.create(ALL, kind="rebuild", who="li", reason="the quarter's check")
    plans.start(plan.plan_id, "li")

    ended = finish(world, plan)

    assert ended.failed == 1
    assert "extra custody_lot W1 L1" in ended.text


def test_a_rebuild_beside_a_hub_at_work_waits_for_a_unit_of_work_that_is_open_still(
    world: HubWorld, plans: Plans
) -> None:
    """Of two workers the one that took its number later was faster; the other may come, or was undone."""
    with world.store.unit() as unit:
        unit.take_handled()
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    plan = plans.create(ALL, kind="rebuild", who="li", reason="the quarter's check")
    plans.start(plan.plan_id, "li")

    for _ in range(3):
        plans_of(world).run_due()
    assert (plans.status(plan.plan_id).state, plans.status(plan.plan_id).cursor) == ("running", 0)

    world.clock.move(OPEN_MAX.total_seconds())
    assert "the same to the last byte" in finish(world, plan).text


def test_a_rebuild_whose_books_are_lost_begins_anew(world: HubWorld, plans: Plans) -> None:
    for number in range(3):
        world.deliver(slip("in", f"IN-{number}", (f"L{number}", "10")), f"k{number}")
        world.work()
    plan = plans.create(ALL, kind="rebuild", who="li", reason="check")
    plans.start(plan.plan_id, "li")
    plans_of(world).run_due()
    assert plans.status(plan.plan_id).cursor > 0

    BOOKS.clear()

    assert finish(world, plan).failed == 0


def test_a_rebuild_takes_everything_or_nothing(plans: Plans) -> None:
    with pytest.raises(Refused, match="choose nothing"):
        plans.create(Selection(partner="wms"), kind="rebuild", who="li", reason="check")
