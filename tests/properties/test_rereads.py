"""Plans that read again, driven in any order: the same changes nothing, what differs is booked once."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, rule

from core.hub import plan_records
from core.hub.plan_steps import RereadSteps
from core.hub.plan_turns import Turn
from tests.core.hub.planning import ALL, KILOS, plans_of, stock
from tests.core.hub.planning import correctable as correctable  # noqa: PLC0414
from tests.hub_world import SLIPS, HubWorld, slip
from tests.properties.driven_plan import DrivenPlan
from tests.properties.plan_steps import PlanSteps
from tests.properties.worlds import ON_EACH_STORE, Worlds, must_find, run
from tests.rebuild import assert_rebuilds

pytestmark = pytest.mark.usefixtures("correctable")
MEMBERS = 13
UNREADABLE = SLIPS.replace("from: qty", "from: weight")
# How an item ends that is read by this mapping after it was booked in kilograms.
ENDS = {KILOS: plan_records.SAME, SLIPS: plan_records.MENDED, UNREADABLE: plan_records.FAILED}
BEFORE, AFTER = 10_000_000, 10_000_000_000


def come(world: HubWorld, first: int, number: int) -> None:
    for one in range(first, first + number):
        world.deliver(slip("in", f"IN-{one}", (f"L{one}", "10")), f"k{one}")
    world.work()


class Rereading(DrivenPlan):
    """Booked in kilograms where tonnes were meant; each item is as it was read when its turn came."""

    mended_by = SLIPS

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world = worlds.new()
        self.world.publish(KILOS)
        come(self.world, 0, MEMBERS)
        self.mapping = KILOS
        self.plan = plans_of(self.world).create(ALL, kind="reread", who="li", reason="the unit was wrong")
        self.members = self.chosen()
        self.steps = PlanSteps()
        self.read: dict[int, str] = {}
        self.later = count(100)

    @initialize(to=some.sampled_from([KILOS, SLIPS, UNREADABLE]))
    def it_begins(self, to: str) -> None:
        self.the_mapping_changes(to)
        self.a_person_acts("start")

    @rule()
    def another_comes(self) -> None:
        come(self.world, next(self.later), 1)

    @rule(to=some.sampled_from([KILOS, SLIPS, SLIPS, UNREADABLE]))
    def the_mapping_changes(self, to: str) -> None:
        self.change_mapping(to)

    def went(self, items: set[int]) -> None:
        self.read |= dict.fromkeys(items, self.mapping)

    @invariant()
    def each_item_ends_as_it_was_read(self) -> None:
        for one in self.items():
            if one.state not in (plan_records.WAITING, plan_records.RELEASED):
                assert one.state == ENDS[self.read[one.item]], f"{one.item} was read otherwise: {one}"
            assert one.state != plan_records.SAME or not one.reread, "the same was told again"

    @invariant()
    def the_difference_is_booked_once(self) -> None:
        lots = stock(self.world)
        for one in self.items():
            may = {BEFORE, AFTER} if one.state == plan_records.RELEASED else {BEFORE}
            may = {AFTER} if one.state == plan_records.MENDED else may
            assert lots[f"L{one.item}"] in may, f"L{one.item} stands at {lots[f'L{one.item}']}: {one.state}"
        told = len(self.world.documents("document.reread.v1"))
        assert told <= sum(mapping == SLIPS for mapping in self.read.values()), "it was told twice"

    def teardown(self) -> None:
        """Let go on whenever it stops, the plan comes to its end, and the books can be built again."""
        self.come_to_the_end()
        self.each_item_ends_as_it_was_read()
        self.the_difference_is_booked_once()
        assert_rebuilds(self.world)


@ON_EACH_STORE
def test_what_is_read_again_by_plan_is_booked_once_however_it_is_driven(worlds: Worlds) -> None:
    run(lambda: Rereading(worlds))


def test_a_reread_without_a_canary_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.plans.next_size", lambda _plan: 10)

    must_find(lambda: Rereading(worlds), "went with the canary")


def test_a_reread_that_goes_on_while_too_many_fail_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turn, "_failed_too_often", lambda _turn: False)

    must_find(lambda: Rereading(worlds), "it went on though")


def test_a_reread_that_tells_what_is_the_same_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RereadSteps, "_says_the_same", lambda *_said: False)

    must_find(lambda: Rereading(worlds), "told")


def test_a_correction_that_takes_nothing_back_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.custody.correct.standing", lambda *_said: [])

    must_find(lambda: Rereading(worlds), "stands at")
