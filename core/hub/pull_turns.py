"""A look at a place as the store knows it, by the database's clock: whose it is, what it took, its end."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from core.hub.alert_codes import PULL_FAILING
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.collisions import again_on_collision
from core.hub.contents import Content
from core.hub.contracts import Pull
from core.hub.deliveries import Kept, keep_in
from core.hub.endpoints import Busy
from core.hub.incarnations import newest_in, number_of
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Blobs, Store, Unit
from core.hub.pull_rows import Turn, delivery_of, fresh_of, key_of, name_of, row_of, thing_of
from core.hub.pulls import DONE, LEFT, SEEN, TAKEN, Found, Pulled, PullState
from core.kernel.errors import HubError, Refused, Unavailable

# A killed look's place is nobody's for so long; one at work says so in time.
LEASE = timedelta(seconds=60)
# A look ends after so long, between two things, and goes on when the others have had theirs.
BUDGET = timedelta(seconds=30)
PENDING_MAX = 10_000
FAILURES_ALARM = 3
WAIT_S_MAX, RETRY_AFTER_S_MAX = 900, 3600
TEXT_MAX = 500
T = TypeVar("T")


class Overtaken(Unavailable):
    """Another began a look at the same place after ours was over: ours commits nothing more."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that was taken in just now."""

    turn: Turn
    found: Found
    content: Content
    kept: Kept


Also = Callable[[Unit, Taken], None]


class Turns:
    """Every unit of work of a look: it commits only while the look is ours."""

    def __init__(self, store: Store, blobs: Blobs, owner: str) -> None:
        self._store = store
        self._blobs = blobs
        self._owner = owner
        self.door = "pull"
        self.also: Also = _nothing

    def begin(self, partner: str, pull: Pull) -> Turn | None:
        """The look, or None where it is another's or was had meanwhile."""

        def once(unit: Unit) -> Turn | None:
            states = unit.shelf(PullState)
            life = number_of(newest_in(unit))
            state = states.get(partner, pull.name) or fresh_of(partner, pull, unit.now, life)
            if not is_due(state, pull, unit.now):
                return None
            turn = state.turn + 1
            states.put(msgspec.structs.replace(state, owner=self._owner, until=unit.now + LEASE, turn=turn))
            return Turn(
                partner=partner, pull=pull, number=turn, mark=state.mark, again=state.life != life,
                began=unit.now, at=unit.now,
            )  # fmt: skip

        return self._in_unit(once)

    def renew(self, turn: Turn) -> None:
        """It takes its time, and is still ours. Unavailable where it is not."""
        self._ours(turn, lambda unit, state: None)

    def pending(self, turn: Turn) -> list[Pulled]:
        """What was taken in and is not known to be put away."""
        return self._store.rows(
            Pulled, limit=PENDING_MAX, partner=turn.partner, pull=turn.pull.name, state=TAKEN
        )

    def wants(self, turn: Turn, found: Found) -> bool:
        """Whether to take it now: it is new or other than it was, and stood as long as it must."""
        known = self._store.get(Pulled, turn.partner, turn.pull.name, found.name)
        same = known is not None and known.is_version(found)
        if known is not None and same and known.state in (DONE, LEFT, TAKEN):
            # Put away, and there again: of the same size in the same second, as other servers tell seconds.
            # Its bytes say whether it is the same; then it is put away once more, and is no delivery.
            if not (found.goes and known.state == DONE):
                return False
            known = None
        if found.settles_s <= 0:
            return True
        if known is not None and same:
            return turn.at - known.at >= timedelta(seconds=found.settles_s)
        self.mark(turn, row_of(turn, found, SEEN))
        return False

    def mark(self, turn: Turn, row: Pulled) -> None:
        """Writes one line of the journal, as of now."""

        def once(unit: Unit, state: PullState) -> None:
            unit.shelf(Pulled).put(msgspec.structs.replace(row, at=unit.now))

        self._ours(turn, once)

    def move_on(self, turn: Turn, mark: str) -> None:
        """There was nothing up to this mark; the next look begins behind it."""

        def once(unit: Unit, state: PullState) -> None:
            unit.shelf(PullState).put(msgspec.structs.replace(state, mark=mark))

        self._ours(turn, once)

    def keep(self, turn: Turn, found: Found, content: Content) -> None:
        """Takes it in: the message and the line of the journal are one unit of work."""
        fresh = False

        def once(unit: Unit, state: PullState) -> None:
            nonlocal fresh
            kept = keep_in(unit, self._blobs, delivery_of(turn, found, content, door=self.door))
            before = unit.shelf(Pulled).get(*key_of(turn, found))
            if before is not None and before.state == LEFT:
                said = PULL_FAILING.cleared(thing_of(turn, found), "it was taken in as it is now")
                self._tell(unit, turn, said)
            # Its key is made of its bytes: only what the contract said of them can be other than it was.
            place = (kept.partition, kept.number) if isinstance(kept, Kept) else (0, 0)
            fresh = isinstance(kept, Kept) and not kept.again
            if isinstance(kept, Kept) and fresh:
                self.also(unit, Taken(turn=turn, found=found, content=content, kept=kept))
            row = row_of(turn, found, TAKEN, sha256=content.sha256, place=place)
            unit.shelf(Pulled).put(msgspec.structs.replace(row, at=unit.now))
            unit.shelf(PullState).put(msgspec.structs.replace(state, mark=found.mark or state.mark))

        self._ours(turn, once)
        turn.taken += fresh

    def put_away(self, turn: Turn, found: Found) -> None:
        """It lies where taken things lie."""

        def once(unit: Unit, state: PullState) -> None:
            row = unit.shelf(Pulled).get(*key_of(turn, found))
            if row is not None:
                unit.shelf(Pulled).put(msgspec.structs.replace(row, state=DONE, at=unit.now))

        self._ours(turn, once)

    def leave(self, turn: Turn, found: Found, refused: Refused) -> None:
        """This version of it is never taken: a person is told, once."""

        def once(unit: Unit, state: PullState) -> None:
            row = row_of(turn, found, LEFT, text=refused.text[:TEXT_MAX])
            unit.shelf(Pulled).put(msgspec.structs.replace(row, at=unit.now))
            text = f"{found.name} is left where it lies: {refused.text}"
            self._tell(unit, turn, PULL_FAILING.raised(thing_of(turn, found), text))

        self._ours(turn, once)

    def ended(self, turn: Turn, *, more: bool, trouble: HubError | None = None) -> None:
        """The look is over; trouble: of what was passed over, which a person is told of where it lasts."""

        def once(unit: Unit, state: PullState) -> None:
            failures = state.failures + 1 if trouble else 0
            if state.alarmed and not trouble:
                self._tell(unit, turn, PULL_FAILING.cleared(name_of(turn), "it was looked at again"))
            alarmed = trouble is not None and self._alarmed(unit, turn, state, trouble)
            self._let_go(
                unit, state, due_s=0 if more else turn.pull.every_s, failures=failures, alarmed=alarmed,
                text=trouble.text if trouble else "", well_at=unit.now,
                life=state.life if more else number_of(newest_in(unit)),
            )  # fmt: skip

        self._ours(turn, once)

    def failed(self, turn: Turn, error: HubError) -> None:
        """The place is away or refuses us: later again, and a person is told once where it lasts."""

        def once(unit: Unit, state: PullState) -> None:
            failures = state.failures + 1
            alarmed = self._alarmed(unit, turn, state, error)
            # Who says when to come again is not asked before.
            said_s = math.ceil(error.retry_after_s) if isinstance(error, Busy) else 0
            due_s = max(wait_after(turn.pull, failures), min(said_s, RETRY_AFTER_S_MAX))
            self._let_go(unit, state, due_s=due_s, failures=failures, alarmed=alarmed, text=error.text)

        self._ours(turn, once)

    def _alarmed(self, unit: Unit, turn: Turn, state: PullState, error: HubError) -> bool:
        """Whether an alarm is open after this failure; a refusal does not go away by waiting."""
        failures = state.failures + 1
        if not state.alarmed and (failures >= FAILURES_ALARM or isinstance(error, Refused)):
            text = f"{name_of(turn)} could not be taken from {failures} times in a row: {error.text}"
            self._tell(unit, turn, PULL_FAILING.raised(name_of(turn), text))
            return True
        return state.alarmed

    def _let_go(self, unit: Unit, state: PullState, *, due_s: int, text: str, **ended: Any) -> None:
        due_at = unit.now + timedelta(seconds=due_s)
        unit.shelf(PullState).put(
            msgspec.structs.replace(state, owner="", until=None, due_at=due_at, text=text[:TEXT_MAX], **ended)
        )

    def _ours(self, turn: Turn, work: Callable[[Unit, PullState], None]) -> None:
        """In a unit of work that holds the pull's row. Unavailable where another has overtaken us."""

        def once(unit: Unit) -> None:
            state = unit.shelf(PullState).get(turn.partner, turn.pull.name)
            if state is None or (state.owner, state.turn) != (self._owner, turn.number):
                raise Overtaken(f"another looks at {name_of(turn)} by now", cause="pull.overtaken")
            renewed = msgspec.structs.replace(state, until=unit.now + LEASE)
            unit.shelf(PullState).put(renewed)
            work(unit, renewed)
            turn.at = unit.now

        self._in_unit(once)

    def _in_unit(self, work: Callable[[Unit], T]) -> T:
        def once() -> T:
            with self._store.unit() as unit:
                return work(unit)

        return again_on_collision(once, what="a pull")

    def _tell(self, unit: Unit, turn: Turn, said: AlertRaised | AlertCleared) -> None:
        kind = "alert.raised.v1" if isinstance(said, AlertRaised) else "alert.cleared.v1"
        key = f"{said.code}:{said.object}:{unit.now.isoformat()}"
        told = internal(kind, said, partner=turn.partner, site="", key=key)
        store_arrivals(unit, self._blobs, [told])


def _nothing(unit: Unit, taken: Taken) -> None:
    """What most doors have to do beside: nothing."""


def is_due(state: PullState, pull: Pull, now: datetime) -> bool:
    """Its time has come and nobody looks; what is later than can be is of before a clock was set back."""
    waits = now < state.due_at <= now + timedelta(seconds=max(pull.every_s, RETRY_AFTER_S_MAX))
    held = state.until is not None and now < state.until <= now + LEASE
    return not waits and not held


def wait_after(pull: Pull, failures: int) -> int:
    """Twice as long after each failure, a quarter of an hour at most, and never shorter than always."""
    doubled = pull.every_s << min(failures, 10)
    return max(pull.every_s, min(doubled, WAIT_S_MAX))
