"""What pages ask of the store: lists, counts and groups; each answer is bounded, whatever the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from core.hub import failures
from core.hub.alert_book import Alert
from core.hub.documents import DONE, NOTED, REFUSED
from core.hub.records import R, Record
from core.hub.rights import Scope

# A page shows so many documents of one arrival; more are counted as "more".
DOCUMENTS_SHOWN = 100
# Nothing on a page counts further than this.
COUNT_MAX = 10_000

State = Literal[
    "taken", "retrying", "parked", "unreadable", "conflict", "refused", "dismissed", "noted", "done"
]  # fmt: skip
STATES: tuple[State, ...] = (
    "conflict", "unreadable", "refused", "parked", "retrying", "taken", "noted", "done", "dismissed",
)  # fmt: skip


class Place(NamedTuple):
    """Where a message stands."""

    partition: int
    number: int

    def __str__(self) -> str:
        return f"{self.partition}/{self.number}"


class Cursor(NamedTuple):
    """A page goes on before this moment and place."""

    at: datetime
    partition: int
    number: int


class TryCursor(NamedTuple):
    """A page of an endpoint's log goes on before this try."""

    at: datetime
    send_id: str
    attempt: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages an operator wants to see; "" means any.

    text: an id or a business key. state: one of STATES, or `failing` for all that a person must mend.
    own: the hub's own notices and publications too.
    """

    text: str = ""
    partner: str = ""
    source: str = ""
    type: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    own: bool = False


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """One arrival as a list shows it; type and key are those of its first document.

    document: which of its documents was searched for.
    """

    partition: int
    number: int
    received_at: datetime
    kind: str
    partner: str
    source: str
    site: str
    door: str
    name: str
    size: int
    type: str
    key: str
    documents: int
    state: State
    reason: str
    document: int = 0


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows newest first; `before` is where the next page begins, None at the end.

    looked: with few matches a page stops looking here, not at the end of history.
    prefix: nothing had exactly the wanted key; these have keys that begin with it.
    """

    rows: tuple[MessageRow, ...]
    before: Cursor | None = None
    looked: datetime | None = None
    prefix: bool = False


class GroupKey(NamedTuple):
    """What makes failures one group."""

    state: str
    cause: str
    partner: str
    mapping: str


class FailureGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Failures of one state, cause, partner and mapping version; `count` stops at COUNT_MAX."""

    state: str
    cause: str
    partner: str
    mapping: str
    count: int
    first_at: datetime
    last_at: datetime
    example: failures.Failure

    @property
    def key(self) -> GroupKey:
        return GroupKey(self.state, self.cause, self.partner, self.mapping)


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One try of one send, as an endpoint's log shows it; state: how the send stands now."""

    at: datetime
    done_at: datetime | None
    send_id: str
    attempt: int
    result: str
    code: str
    text: str
    type: str
    key: str
    partition: int
    number: int
    state: str
    sha256: str
    size: int

    @property
    def took_ms(self) -> int | None:
        """From its first row to its answer's; None while it is under way, or where its process ended."""
        return int((self.done_at - self.at).total_seconds() * 1000) if self.done_at is not None else None


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """How far a partition is taken in and handled; stopped says why a broken promise stopped it."""

    partition: int
    taken: int
    position: int
    stopped: str

    @property
    def waiting(self) -> int:
        return self.taken - self.position


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many failures are in each state and how many alerts are open; each stops at COUNT_MAX."""

    open: int
    waiting: int
    parked: int
    alerts: int


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """The whole hub at a glance; `alerts` are the newest open ones.

    handled: the number of the last unit of work. taken, done: arrivals taken in and handled, in all. stopped:
    partitions. failing, alerts_open: how many are open, counted to COUNT_MAX.
    """

    handled: int
    taken: int
    done: int
    stopped: int
    failing: int
    alerts_open: int
    alerts: tuple[Alert, ...]


class Views(Protocol):
    """The read side of a store; every method raises Unavailable when the store is away."""

    def within(self, scope: Scope) -> Views:
        """The same store as if there were nothing in it but what is these partners'."""
        ...

    def messages(self, wanted: Wanted, *, before: Cursor | None, limit: int) -> MessagePage: ...

    def places(self, text: str, *, limit: int) -> list[Place]:
        """The messages an id, a business key or a name stands for, newest first."""
        ...

    def with_key(self, value: str, *, limit: int) -> list[MessageRow]:
        """The newest messages that carry this business key."""
        ...

    def groups(self, state: str, *, limit: int) -> list[FailureGroup]:
        """Failures grouped by cause, partner and mapping version, the newest trouble first."""
        ...

    def group(self, key: GroupKey) -> FailureGroup | None: ...

    def members(self, group: GroupKey, *, before: Cursor | None, limit: int) -> list[failures.Failure]:
        """The failures of a group, newest first."""
        ...

    def outlets(self) -> list[Outlet]: ...

    def outlet(self, partition: int) -> Outlet | None: ...

    def oldest_waiting(self) -> MessageRow | None:
        """The oldest arrival that no unit of work has taken up."""
        ...

    def newest(self, kind: type[R], *, limit: int, by: str = "", **equal: Any) -> list[R]:
        """The last rows in key order, last first; `equal` fixes the first fields of the key, or an index.

        by: a field with an index of its own to go by instead of the key.
        """
        ...

    def beginnings(self, kind: type[Record], *, limit: int) -> list[Any]:
        """The different values of the first field of this record's key, in order, of everybody's rows.

        One step into the index for each, however many rows begin with it.
        """
        ...

    def alerts(self, states: Sequence[str], *, limit: int) -> list[Alert]:
        """Alerts in these states, newest first."""
        ...

    def counts(self) -> Counts: ...

    def tries(self, endpoint: str, *, before: TryCursor | None, limit: int) -> list[Tried]:
        """The tries of an endpoint, newest first; those before there was a log by endpoint are not in it."""
        ...

    def open_sends(self) -> dict[str, dict[str, int]]:
        """Of each endpoint how many sends wait, are in doubt or were given up: {endpoint: {state: count}}."""
        ...

    def glance(self, *, alerts: int) -> Glance:
        """What open pages are told as it happens, with so many of the newest open alerts."""
        ...


def state_of(outcomes: Iterable[str], failing: Iterable[tuple[str, str]], *, handled: bool) -> State:
    """How an arrival stands: the worst of its parts stands for the whole.

    outcomes: of its documents. failing: (state, outcome) of each of its failures.
    """
    states = [_of_failure(state, outcome) for state, outcome in failing if state != failures.MENDED]
    # A document that failed bears the outcome of its failure, which says itself how it stands now.
    states += [_OF_OUTCOME[outcome] for outcome in outcomes if outcome in _OF_OUTCOME]
    if not states:
        return "done" if handled else "taken"
    # One document done is an effect that counts; noted is said only where nothing was done.
    order: tuple[State, ...] = (
        "conflict", "unreadable", "refused", "parked", "retrying", "dismissed", "done", "noted",
    )  # fmt: skip
    if "dismissed" in states and "refused" in states:
        states = [state for state in states if state != "refused"]
    return next(state for state in order if state in states)


def _of_failure(state: str, outcome: str) -> State:
    if state == failures.PARKED:
        return "parked"
    if state == failures.DISMISSED:
        return "dismissed"
    if outcome == "unavailable":
        return "retrying" if state == failures.WAITING else "unreadable"
    return "conflict" if outcome == "conflict" else "refused" if outcome == "refused" else "unreadable"


_OF_OUTCOME: dict[str, State] = {DONE: "done", NOTED: "noted", REFUSED: "refused"}
