"""Doing things again by plan: chosen once, looked at first, one to begin with, then more and more."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from core.hub import plan_records
from core.hub.audit_desk import CLOCK, Noted, note
from core.hub.collisions import again_on_collision
from core.hub.four_eyes import FourEyes
from core.hub.months import all_gone, no_longer_kept
from core.hub.normalize import Normalizer
from core.hub.plan_rebuilds import Rebuilding, note_moved
from core.hub.plan_records import ENDED, Kind, Plan, PlanItem, Selection
from core.hub.plan_steps import Ready, RereadSteps, RetrySteps, Steps
from core.hub.plan_turns import Turn, next_size
from core.hub.ports import Blobs, Library, Rooms, Store, Unit
from core.hub.rebuild import Rebuild
from core.hub.rereading import Rereader, telling
from core.hub.selecting import Chosen, Selector
from core.hub.trials import Trial, Trials, failed_trial
from core.kernel.errors import HubError, Refused
from core.kernel.ids import message_id
from core.kernel.second_person import require_another
from core.kernel.steps import step

RATE_PER_S = 100
RATE_PER_S_MAX = 10_000
PLANS_MAX = 1000
PREVIEW_MAX = 200
ITEMS_SHOWN_MAX = 1000
REASON_MAX = 500


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that doing things again needs.

    books: a place for the books of a rebuild, empty at first, the same one for the same plan; None where
    there is none. four_eyes: which plans wait for a second person.
    """

    store: Store
    blobs: Blobs
    normalizer: Normalizer
    library: Library
    rooms: Rooms
    books: Callable[[str], Store] | None = None
    four_eyes: FourEyes = FourEyes()


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan would do to one of its items."""

    item: PlanItem
    trial: Trial


class Plans:
    """Makes plans and brings them on. All they know is in the store, so any process may go on with them."""

    def __init__(self, again: Again) -> None:
        self._again = again
        self._store = again.store
        self._rereader = Rereader(again.store, again.normalizer, again.library, again.rooms)
        self._trials = Trials(again.store, again.blobs, again.normalizer, again.rooms, again.library)
        self._rebuilding = Rebuilding(again.store, again.books, self._rebuild)
        self._steps: dict[str, Steps] = {
            "retry": RetrySteps(),
            "reread": RereadSteps(again.store, again.blobs, self._rereader),
        }

    # -- a person's side ---------------------------------------------------------------------------------

    def create(
        self, selection: Selection, *, kind: Kind, who: str, reason: str, rate_per_s: int = RATE_PER_S
    ) -> Plan:
        """Chooses and freezes: what comes later is not in it. Refused without reason, or if nothing fits.

        A rebuild has no items: it takes all there is.
        """
        if not who or not reason.strip():
            raise Refused("a plan needs who makes it and why", cause="plan.no_reason")
        if not 1 <= rate_per_s <= RATE_PER_S_MAX:
            raise Refused(f"{rate_per_s} a second is no rate from 1 to {RATE_PER_S_MAX}", cause="plan.rate")
        chosen = self._choose(selection, kind)
        with self._store.unit() as unit:
            plan = _new_plan(unit, selection, kind, who)
            plan = msgspec.structs.replace(
                plan, reason=reason.strip()[:REASON_MAX], rate_per_s=rate_per_s, total=len(chosen)
            )
            unit.shelf(Plan).add(plan)
            items = unit.shelf(PlanItem)
            for number, one in enumerate(chosen):
                items.add(_new_item(plan, number, one))
            said = f"{kind} of {len(chosen)} messages: {plan.chosen.decode()}"
            note(unit, Noted(by=who, what="plan.created", on=plan.plan_id, why=plan.reason, change=said))
        return plan

    def _choose(self, selection: Selection, kind: Kind) -> list[Chosen]:
        if kind == "rebuild":
            self._rebuilding.require(selection)
            return []
        selector = Selector(self._store)
        chosen = selector.failures(selection) if kind == "retry" else selector.messages(selection)
        if not chosen:
            said = "nothing fits the selection; there is nothing to do again"
            raise Refused(said + all_gone(self._store, selection.places), cause="plan.nothing")
        return chosen

    def preview(self, plan_id: str, limit: int = 20) -> list[Look]:
        """What the plan would do to its next items, found by doing it and taking it back."""
        plan = self.status(plan_id)
        items = self._items(plan, plan_records.WAITING, min(limit, PREVIEW_MAX))
        return [Look(item=item, trial=self._try(plan, item)) for item in items]

    def start(self, plan_id: str, who: str) -> Plan:
        """Lets the plan begin, or go on after a pause or a stop; after a stop it begins with one again."""

        def started(plan: Plan, unit: Unit) -> Plan:
            _require(plan, plan_records.READY, plan_records.PAUSED, plan_records.STOPPED)
            self._again.four_eyes.require_second(plan)
            anew = {"step": 0, "step_size": 0, "step_failed": 0} if plan.state == plan_records.STOPPED else {}
            begun = {"started_by": who, "started_at": plan.started_at or unit.now}
            return msgspec.structs.replace(plan, state=plan_records.RUNNING, text="", **anew, **begun)

        return self._change(plan_id, started, who=who)

    def approve(self, plan_id: str, who: str) -> Plan:
        """The second person's yes; the plan still waits to be started. Refused to its maker."""

        def approved(plan: Plan, unit: Unit) -> Plan:
            _require(plan, plan_records.READY, plan_records.PAUSED, plan_records.STOPPED)
            require_another(plan.made_by, who)
            note(unit, Noted(by=who, what="plan.approved", on=plan_id))
            return msgspec.structs.replace(plan, approved_by=who, approved_at=unit.now)

        return self._change(plan_id, approved, who=who)

    def waits(self, plan: Plan) -> bool:
        """Whether it waits for a second person."""
        return plan.state not in ENDED and self._again.four_eyes.waits(plan)

    def resume(self, plan_id: str, who: str) -> Plan:
        """Goes on where it was."""
        return self.start(plan_id, who)

    def pause(self, plan_id: str, who: str) -> Plan:
        """Hands nothing more on until it is resumed; what was handed on runs to its end."""

        def paused(plan: Plan, unit: Unit) -> Plan:
            _require(plan, plan_records.RUNNING)
            return msgspec.structs.replace(plan, state=plan_records.PAUSED, text=f"paused by {who}")

        return self._change(plan_id, paused, who=who)

    def cancel(self, plan_id: str, who: str) -> Plan:
        """Ends it; what was handed on runs to its end, the rest stays as it is."""

        def cancelled(plan: Plan, unit: Unit) -> Plan:
            _require(
                plan, plan_records.READY, plan_records.RUNNING, plan_records.PAUSED, plan_records.STOPPED
            )
            text = f"cancelled by {who}"
            return msgspec.structs.replace(plan, state=plan_records.CANCELLED, ended_at=unit.now, text=text)

        return self._change(plan_id, cancelled, who=who)

    def status(self, plan_id: str) -> Plan:
        """The plan as it stands. Refused if there is none."""
        plan = self._store.get(Plan, plan_id)
        if plan is None:
            raise _unknown(plan_id)
        return plan

    def items(self, plan_id: str, state: str) -> list[PlanItem]:
        """Items in one state, in order, at most a thousand."""
        return self._items(self.status(plan_id), state, ITEMS_SHOWN_MAX)

    # -- the clock's side --------------------------------------------------------------------------------

    def run_due(self) -> int:
        """Brings every plan that has begun on by what can be done now; how many moved."""
        begun = [
            plan
            for state in (plan_records.RUNNING, plan_records.PAUSED, plan_records.STOPPED)
            for plan in self._store.rows(Plan, limit=PLANS_MAX, state=state)
        ]
        return sum([self._bring_on(plan) for plan in begun])

    def _bring_on(self, plan: Plan) -> bool:
        if plan.kind == "rebuild":
            return self._rebuilding.bring_on(plan)
        steps = self._steps[plan.kind]
        ready: list[tuple[PlanItem, Ready]] = []
        # Reading again takes its time, so it is done before the unit of work that hands the step on.
        if plan.state == plan_records.RUNNING and not self._items(plan, plan_records.RELEASED, 1):
            waiting = self._items(plan, plan_records.WAITING, next_size(plan))
            ready = [(item, steps.ready(plan, item)) for item in waiting]

        def once() -> bool:
            with self._store.unit() as unit:
                now = unit.shelf(Plan).get(plan.plan_id)
                if now is None or now.state in ENDED:
                    return False
                moved = Turn(unit, now, steps).take(ready if now.step == plan.step else [])
                note_moved(unit, now, unit.shelf(Plan).get(plan.plan_id) or now, by=CLOCK)
                return moved

        moved = again_on_collision(once, what=f"plan {plan.plan_id}")
        step("plan.moved")
        return moved

    # -- inside ------------------------------------------------------------------------------------------

    def _rebuild(self, books: Store) -> Rebuild:
        again = self._again
        return Rebuild(again.store, books, again.normalizer, again.library, again.rooms)

    def _try(self, plan: Plan, item: PlanItem) -> Trial:
        arrival = self._store.arrival(item.partition, item.number)
        if arrival is None:
            return failed_trial(no_longer_kept(self._store, item.partition, item.number))
        prepared, _ = self._rereader.prepare(arrival)
        if plan.kind == "retry":
            return self._trials.retry(prepared)
        try:
            reread = self._rereader.read(arrival, plan=plan.plan_id, by=plan.made_by, reason=plan.reason)
        except HubError as error:
            return failed_trial(error.text)
        return self._trials.tell(telling(arrival, reread), prepared.drafts)

    def _items(self, plan: Plan, state: str, limit: int) -> list[PlanItem]:
        return self._store.rows(PlanItem, limit=limit, plan_id=plan.plan_id, state=state)

    def _change(self, plan_id: str, change: Callable[[Plan, Unit], Plan], *, who: str) -> Plan:
        with self._store.unit() as unit:
            plan = unit.shelf(Plan).get(plan_id)
            if plan is None:
                raise _unknown(plan_id)
            changed = change(plan, unit)
            unit.shelf(Plan).put(changed)
            note_moved(unit, plan, changed, by=who)
            return changed


def _new_plan(unit: Unit, selection: Selection, kind: Kind, who: str) -> Plan:
    chosen = msgspec.json.encode(selection)
    return Plan(
        plan_id=message_id(f"{who}/{unit.now.isoformat()}", kind, chosen.decode()).hex,
        kind=kind,
        state=plan_records.READY,
        chosen=chosen,
        reason="",
        made_by=who,
        made_at=unit.now,
        started_by="",
        started_at=None,
        ended_at=None,
        total=0,
        mended=0,
        same=0,
        failed=0,
        skipped=0,
        step=0,
        step_size=0,
        step_failed=0,
        rate_per_s=RATE_PER_S,
        next_at=None,
        cursor=0,
        text="",
    )


def _new_item(plan: Plan, number: int, chosen: Chosen) -> PlanItem:
    return PlanItem(
        plan_id=plan.plan_id,
        item=number,
        partition=chosen.partition,
        number=chosen.number,
        ordinal=chosen.ordinal,
        state=plan_records.WAITING,
        cause=chosen.cause,
        again="",
        tries=0,
        since=None,
        reread=0,
        text="",
    )


def _require(plan: Plan, *states: str) -> None:
    if plan.state not in states:
        raise Refused(f"the plan is {plan.state}; it has to be {', '.join(states)}", cause="plan.state")


def _unknown(plan_id: str) -> Refused:
    return Refused(f"there is no plan {plan_id}", cause="plan.unknown")
