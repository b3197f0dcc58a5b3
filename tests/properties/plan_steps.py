"""A plan's steps as they are seen from outside: how many went, how they ended, and why it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.hub import plan_records
from core.hub.plan_records import Plan, PlanItem

FAILED_SHARE_MAX = 0.1


class PlanSteps:
    """Looks at a plan after each turn of the clock; a person may let it go on after a stop."""

    def __init__(self) -> None:
        self._gone: set[int] = set()
        self._step: set[int] = set()
        self._let_go_on = True

    def let_go_on(self) -> None:
        """A person has seen why it stopped."""
        self._let_go_on = True

    def look(self, plan: Plan, items: Sequence[PlanItem]) -> set[int]:
        """What went since the last time."""
        gone = {one.item for one in items if one.state != plan_records.WAITING}
        went = gone - self._gone
        if went:
            failed = self._failed(items)
            ok = self._let_go_on or len(failed) <= FAILED_SHARE_MAX * len(self._step)
            assert ok, f"it went on though {len(failed)} of {len(self._step)} had failed"
            assert plan.step > 1 or len(went) == 1, f"{len(went)} went with the canary"
            self._gone, self._step, self._let_go_on = gone, went, False
        if plan.state == plan_records.STOPPED and not self._let_go_on:
            self._stopped_for_a_cause(plan, self._failed(items))
        return went

    def _failed(self, items: Sequence[PlanItem]) -> list[PlanItem]:
        return [one for one in items if one.item in self._step and one.state == plan_records.FAILED]

    def _stopped_for_a_cause(self, plan: Plan, failed: Sequence[PlanItem]) -> None:
        assert len(failed) > FAILED_SHARE_MAX * len(self._step), "it stopped without a cause"
        times = Counter(one.again for one in failed)
        most = {cause for cause, count in times.items() if count == max(times.values())}
        assert any(cause in plan.text for cause in most), f"it stopped for {most} and says {plan.text!r}"
        another = all(one.again != one.cause for one in failed)
        said = "another cause than" in plan.text
        assert said == another, f"it stopped for {most}, made for {failed[0].cause}, and says {plan.text!r}"
