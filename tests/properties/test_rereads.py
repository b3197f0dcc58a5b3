"""Plans that read again, driven in any order: the same changes nothing, what differs is booked once."""

from __future__ import annotations

import contextlib
from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.hub import plan_records
from core.hub.plan_records import Plan, PlanItem
from core.hub.plan_steps import RereadSteps
from core.hub.plan_turns import Turn
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, KILOS, plans_of, stock
from tests.core.hub.planning import correctable as correctable  # noqa: PLC0414
from tests.hub_world import SLIPS, HubWorld, slip
from tests.properties.plan_steps import PlanSteps
from tests.properties.test_plans import DOES, TURNS_MAX
from tests.properties.worlds import ON_EACH_STORE, Worlds, found_by, run
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


class Rereading(RuleBasedStateMachine):
    """Booked in kilograms where tonnes were meant; each item is as it was read when its turn came."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world = worlds.new()
        self.world.publish(KILOS)
        come(self.world, 0, MEMBERS)
        self.mapping = KILOS
        self.plan = plans_of(self.world).create(ALL, kind="reread", who="li", reason="the unit was wrong")
        self.members = self._members()
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
        self.world.publish(to)
        self.world.work()
        self.mapping = to

    @rule(does=DOES)
    def a_person_acts(self, does: str) -> None:
        plans, stopped = plans_of(self.world), self._plan().state == plan_records.STOPPED
        with contextlib.suppress(Refused):
            if does == "preview":
                plans.preview(self.plan.plan_id)
                return
            getattr(plans, does)(self.plan.plan_id, "li")
            if stopped:
                self.steps.let_go_on()

    @rule(times=some.integers(1, 3), works=some.booleans(), seconds=some.sampled_from([0, 1, 600]))
    def the_clock_turns(self, times: int, works: bool, seconds: int) -> None:
        """By a process that knows nothing but the store; it may die before the work it handed on is done."""
        for _ in range(times):
            self._turn(works=works, seconds=seconds)

    @invariant()
    def the_chosen_stay_the_chosen(self) -> None:
        assert self._members() == self.members, "the frozen set has changed"

    @invariant()
    def each_item_ends_as_it_was_read(self) -> None:
        for one in self._items():
            if one.state not in (plan_records.WAITING, plan_records.RELEASED):
                assert one.state == ENDS[self.read[one.item]], f"{one.item} was read otherwise: {one}"
            assert one.state != plan_records.SAME or not one.reread, "the same was told again"

    @invariant()
    def the_difference_is_booked_once(self) -> None:
        lots = stock(self.world)
        for one in self._items():
            may = {BEFORE, AFTER} if one.state == plan_records.RELEASED else {BEFORE}
            may = {AFTER} if one.state == plan_records.MENDED else may
            assert lots[f"L{one.item}"] in may, f"L{one.item} stands at {lots[f'L{one.item}']}: {one.state}"
        told = len(self.world.documents("document.reread.v1"))
        assert told <= sum(mapping == SLIPS for mapping in self.read.values()), "it was told twice"

    def teardown(self) -> None:
        """Let go on whenever it stops, the plan comes to its end, and the books can be built again."""
        self.the_mapping_changes(SLIPS)
        for _ in range(TURNS_MAX):
            if self._plan().state == plan_records.DONE:
                break
            self.a_person_acts("start")
            self._turn(works=True, seconds=600)
        plan = self._plan()
        assert plan.state == plan_records.DONE, f"it never ends: {plan.state}, {plan.text}"
        assert (plan.ended_items, plan.skipped) == (MEMBERS, 0)
        self.each_item_ends_as_it_was_read()
        self.the_difference_is_booked_once()
        assert_rebuilds(self.world)

    def _turn(self, *, works: bool, seconds: int) -> None:
        plans_of(self.world).run_due()
        for item in self.steps.look(self._plan(), self._items()):
            self.read[item] = self.mapping
        if works:
            self.world.work()
        self.world.clock.move(seconds)

    def _plan(self) -> Plan:
        return plans_of(self.world).status(self.plan.plan_id)

    def _items(self) -> list[PlanItem]:
        return self.world.store.rows(PlanItem, limit=1000)

    def _members(self) -> list[tuple[int, int]]:
        return sorted((one.partition, one.number) for one in self._items())


@ON_EACH_STORE
def test_what_is_read_again_by_plan_is_booked_once_however_it_is_driven(worlds: Worlds) -> None:
    run(lambda: Rereading(worlds))


def test_a_reread_without_a_canary_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.plans.next_size", lambda _plan: 10)

    assert "went with the canary" in found_by(lambda: Rereading(worlds))


def test_a_reread_that_goes_on_while_too_many_fail_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turn, "_failed_too_often", lambda _turn: False)

    assert "it went on though" in found_by(lambda: Rereading(worlds))


def test_a_reread_that_tells_what_is_the_same_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RereadSteps, "_says_the_same", lambda *_said: False)

    assert "told" in found_by(lambda: Rereading(worlds))


def test_a_correction_that_takes_nothing_back_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.custody.correct.standing", lambda *_said: [])

    assert "stands at" in found_by(lambda: Rereading(worlds))
