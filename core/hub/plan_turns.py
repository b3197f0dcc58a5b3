"""One turn of a plan: what was handed on is looked after, then the next step goes, if nothing forbids it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from core.hub import plan_records
from core.hub.plan_records import Plan, PlanItem
from core.hub.plan_steps import Ready, Steps
from core.hub.ports import Unit

STEP_MAX = 1000
STEP_GROWS_BY = 10
# More than this share of a step failing stops the plan; a canary that fails does at once.
FAILED_SHARE_MAX = 0.1
_COUNTED = (plan_records.MENDED, plan_records.SAME, plan_records.FAILED, plan_records.SKIPPED)


def next_size(plan: Plan) -> int:
    """1, then 10, then 100, at most a thousand and what the rate allows in a second."""
    grown = int(STEP_GROWS_BY ** min(plan.step, 6))
    return max(1, min(grown, STEP_MAX, plan.rate_per_s))


class Turn:
    """Inside one unit of work that holds the plan's row."""

    def __init__(self, unit: Unit, plan: Plan, steps: Steps) -> None:
        self._unit = unit
        self._plan = plan
        self._steps = steps
        self._items = unit.shelf(PlanItem)

    def take(self, ready: Sequence[tuple[PlanItem, Ready]]) -> bool:
        """Whether anything changed. ready: the next step's items, prepared; none if it is not time."""
        before = self._plan
        if not self._watch() and self._plan.state == plan_records.RUNNING:
            self._go_on(ready)
        if self._plan != before:
            self._unit.shelf(Plan).put(self._plan)
        return self._plan != before

    def _watch(self) -> bool:
        """Looks after what was handed on; whether something of it still runs."""
        running = self._items.find(plan_id=self._plan.plan_id, state=plan_records.RELEASED)
        still = 0
        for item in running:
            seen = self._steps.watch(self._unit, item)
            if seen.state == plan_records.RELEASED:
                still += 1
            else:
                self._end(seen)
        return bool(still)

    def _go_on(self, ready: Sequence[tuple[PlanItem, Ready]]) -> None:
        plan, now = self._plan, self._unit.now
        if plan.ended_items >= plan.total:
            self._change(state=plan_records.DONE, ended_at=now, text=f"{plan.failed} of {plan.total} failed")
        elif self._failed_too_often():
            self._change(state=plan_records.STOPPED, text=self._why_stopped())
        elif ready and (plan.next_at is None or plan.next_at <= now):
            self._release(ready)

    def _release(self, ready: Sequence[tuple[PlanItem, Ready]]) -> None:
        pause = timedelta(seconds=len(ready) / self._plan.rate_per_s)
        self._change(
            step=self._plan.step + 1, step_size=len(ready), step_failed=0, next_at=self._unit.now + pause
        )
        for item, prepared in ready:
            released = self._steps.release(self._unit, item, prepared)
            if released.state == plan_records.RELEASED:
                self._items.put(released)
            else:
                self._end(released)

    def _end(self, item: PlanItem) -> None:
        self._items.put(item)
        [counter] = [name for name in _COUNTED if name == item.state]
        counted = {counter: getattr(self._plan, counter) + 1}
        if item.state == plan_records.FAILED:
            counted["step_failed"] = self._plan.step_failed + 1
        self._change(**counted)

    def _failed_too_often(self) -> bool:
        plan = self._plan
        return plan.step_failed > plan.step_size * FAILED_SHARE_MAX

    def _why_stopped(self) -> str:
        plan = self._plan
        last = plan.ended_items - plan.step_size
        failed = self._items.find(plan_id=plan.plan_id, state=plan_records.FAILED)
        mine = [item for item in failed if item.item >= last] or failed
        [(cause, count)] = Counter(item.again for item in mine).most_common(1)
        same = sum(item.again == item.cause for item in mine)
        known = "the cause it was made for" if same else "another cause than it was made for"
        return (
            f"{plan.step_failed} of {plan.step_size} failed in step {plan.step}, {count} of them with"
            f" {cause}, {known}; mend it, then let the plan go on"
        )

    def _change(self, **changed: object) -> None:
        self._plan = msgspec.structs.replace(self._plan, **changed)
