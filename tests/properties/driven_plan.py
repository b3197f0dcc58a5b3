"""A plan driven in any order, by a person and by a clock that may die: what holds whatever it is for."""

from __future__ import annotations

import contextlib
from typing import ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.hub import plan_records
from core.hub.plan_records import Plan, PlanItem
from core.kernel.errors import Refused
from tests.core.hub.planning import plans_of
from tests.hub_world import HubWorld
from tests.properties.plan_steps import PlanSteps

DOES = some.sampled_from(["start", "start", "pause", "resume", "preview"])
TURNS_MAX = 60


class DrivenPlan(RuleBasedStateMachine):
    """A plan that a person and the clock drive; what is frozen stays frozen, and it comes to its end.

    A machine of one kind of plan sets world, plan, steps, members and mapping, and says what went.
    """

    world: HubWorld
    plan: Plan
    steps: PlanSteps
    members: list[tuple[int, ...]]
    mapping: str
    mended_by: ClassVar[str]

    @rule(does=DOES)
    def a_person_acts(self, does: str) -> None:
        plans, stopped = plans_of(self.world), self.status().state == plan_records.STOPPED
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
            self.turn(works=works, seconds=seconds)

    @invariant()
    def the_chosen_stay_the_chosen(self) -> None:
        assert self.chosen() == self.members, "the frozen set has changed"

    def change_mapping(self, to: str) -> None:
        self.world.publish(to)
        self.world.work()
        self.mapping = to

    def come_to_the_end(self) -> Plan:
        """Let go on whenever it stops, under the mapping that mends, it ends with nothing skipped."""
        self.change_mapping(self.mended_by)
        for _ in range(TURNS_MAX):
            if self.status().state == plan_records.DONE:
                break
            self.a_person_acts("start")
            self.turn(works=True, seconds=600)
        plan = self.status()
        assert plan.state == plan_records.DONE, f"it never ends: {plan.state}, {plan.text}"
        assert (plan.ended_items, plan.skipped) == (len(self.members), 0)
        return plan

    def turn(self, *, works: bool, seconds: int) -> None:
        plans_of(self.world).run_due()
        self.went(self.steps.look(self.status(), self.items()))
        if works:
            self.world.work()
        self.world.clock.move(seconds)

    def went(self, items: set[int]) -> None:
        """What has gone in this turn."""

    def chosen(self) -> list[tuple[int, ...]]:
        return sorted((one.partition, one.number, one.ordinal) for one in self.items())

    def status(self) -> Plan:
        return plans_of(self.world).status(self.plan.plan_id)

    def items(self) -> list[PlanItem]:
        return self.world.store.rows(PlanItem, limit=1000)
