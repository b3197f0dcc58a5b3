"""Retries driven in any order: the frozen set never grows, each goes once, a canary first, stops say why."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, rule

from core.hub import failures, plan_records
from core.hub.plan_turns import Turn
from tests.core.hub.planning import ALL, MENDED, fail, plans_of, stock
from tests.hub_world import SLIPS
from tests.properties.driven_plan import DrivenPlan
from tests.properties.plan_steps import PlanSteps
from tests.properties.worlds import ON_EACH_STORE, Worlds, must_find, run

MEMBERS = 15
# With this one what failed fails again, but for another cause.
OTHERWISE = MENDED.replace("{from: no, required", "{from: nowhere, required")


class Planning(DrivenPlan):
    """A retry of what failed, however it is stopped, started and cut off."""

    mended_by = MENDED

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world = worlds.new()
        fail(self.world, MEMBERS)
        self.plan = plans_of(self.world).create(ALL, kind="retry", who="li", reason="mended")
        self.members = self.chosen()
        self.steps = PlanSteps()
        self.later = count(100)
        self.mapping = SLIPS
        self.was_mended = False

    @initialize(to=some.sampled_from([SLIPS, OTHERWISE, MENDED]))
    def it_begins(self, to: str) -> None:
        self.the_mapping_changes(to)
        self.a_person_acts("start")

    @rule()
    def another_fails(self) -> None:
        if self.mapping != MENDED:
            fail(self.world, 1, first=next(self.later))

    @rule(to=some.sampled_from([SLIPS, OTHERWISE, MENDED]))
    def the_mapping_changes(self, to: str) -> None:
        self.change_mapping(to)

    def change_mapping(self, to: str) -> None:
        super().change_mapping(to)
        self.was_mended |= to == MENDED

    @invariant()
    def what_was_not_mended_stands_as_it_stood(self) -> None:
        lots = stock(self.world)
        mended = sum(one.state == plan_records.MENDED for one in self.items())
        assert set(lots.values()) <= {10_000_000}
        assert len(lots) >= mended
        assert self.was_mended or not lots

    @invariant()
    def what_failed_again_says_its_cause(self) -> None:
        failing = [row for row in self.world.failures() if row.state != failures.MENDED]
        causes = {(row.partition, row.number, row.cause) for row in failing}
        for one in self.items():
            if one.state == plan_records.FAILED:
                assert (one.partition, one.number, one.again) in causes, f"{one} did not fail so"

    def teardown(self) -> None:
        """Mended, and let go on whenever it stops, the plan comes to its end."""
        plan = self.come_to_the_end()
        booked = [f"L{one}" in stock(self.world) for one in range(MEMBERS)]
        assert booked.count(True) == plan.mended, "what was mended was not booked"


@ON_EACH_STORE
def test_a_plan_keeps_its_word_however_it_is_driven(worlds: Worlds) -> None:
    run(lambda: Planning(worlds))


def test_a_plan_without_a_canary_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.plans.next_size", lambda _plan: 10)

    must_find(lambda: Planning(worlds), "went with the canary")


def test_a_plan_that_goes_on_while_too_many_fail_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turn, "_failed_too_often", lambda _turn: False)

    must_find(lambda: Planning(worlds), "it went on though")


def test_a_plan_that_stops_and_takes_any_cause_for_its_own_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Turn._why_stopped

    def always_known(turn: Turn) -> str:
        return real(turn).replace("another cause than it was made for", "the cause it was made for")

    monkeypatch.setattr(Turn, "_why_stopped", always_known)

    must_find(lambda: Planning(worlds), "it stopped for")
