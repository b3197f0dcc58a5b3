"""Plans driven in any order: the frozen set never grows, each member goes once, and a canary goes first."""

from __future__ import annotations

import contextlib
from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.hub import plan_records
from core.hub.plan_records import Plan, PlanItem
from core.kernel.errors import Refused
from tests.core.hub.planning import ALL, MENDED, fail, plans_of, stock
from tests.properties.worlds import ON_EACH_STORE, Worlds, found_by, run

DOES = some.sampled_from(["start", "pause", "resume", "preview"])
MEMBERS = 15


class Planning(RuleBasedStateMachine):
    """A retry of what failed, however it is stopped, started and cut off."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world = worlds.new()
        fail(self.world, MEMBERS)
        self.plan = plans_of(self.world).create(ALL, kind="retry", who="li", reason="mended")
        self.members = self._members()
        self.later = count(100)
        self.mended = False

    @rule()
    def another_fails(self) -> None:
        if not self.mended:
            fail(self.world, 1, first=next(self.later))

    @rule()
    def the_mapping_is_mended(self) -> None:
        self.world.publish(MENDED)
        self.world.work()
        self.mended = True

    @rule(does=DOES)
    def a_person_acts(self, does: str) -> None:
        plans = plans_of(self.world)
        with contextlib.suppress(Refused):
            if does == "preview":
                plans.preview(self.plan.plan_id)
            else:
                getattr(plans, does)(self.plan.plan_id, "li")

    @rule(works=some.booleans(), seconds=some.sampled_from([0, 1, 600]))
    def the_clock_turns(self, works: bool, seconds: int) -> None:
        """By a process that knows nothing but the store; it may die before the work it handed on is done."""
        plans_of(self.world).run_due()
        if works:
            self.world.work()
        self.world.clock.move(seconds)

    @invariant()
    def the_chosen_stay_the_chosen(self) -> None:
        assert self._members() == self.members, "the frozen set has changed"

    @invariant()
    def one_goes_first(self) -> None:
        plan = self._plan()
        gone = [one for one in self._items() if one.state != plan_records.WAITING]
        assert plan.step or not gone or plan.failed, "items went without a step"
        if plan.step == 1 and not plan.failed:
            assert len(gone) == 1, f"{len(gone)} went with the canary"

    @invariant()
    def what_was_not_mended_stands_as_it_stood(self) -> None:
        lots = stock(self.world)
        mended = sum(one.state == plan_records.MENDED for one in self._items())
        assert set(lots.values()) <= {10_000_000}
        assert len(lots) >= mended
        assert self.mended or not lots

    def _plan(self) -> Plan:
        return plans_of(self.world).status(self.plan.plan_id)

    def _items(self) -> list[PlanItem]:
        return self.world.store.rows(PlanItem, limit=1000)

    def _members(self) -> list[tuple[int, int, int]]:
        return sorted((one.partition, one.number, one.ordinal) for one in self._items())


@ON_EACH_STORE
def test_a_plan_keeps_its_word_however_it_is_driven(worlds: Worlds) -> None:
    run(lambda: Planning(worlds))


def test_a_plan_without_a_canary_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.plans.next_size", lambda _plan: 10)

    assert "went with the canary" in found_by(lambda: Planning(worlds))
