"""One decision as its page draws it: the desks of its chain, who signed at each, and who is asked now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from core.hub.ports import Store
from core.workflow import Chain, ChainVersion, Instance, Node, Role, Signer, State, Step, Task, ready, route
from gateway.console.told_by import Told, told_of

MAKER = "maker"
# A task counts as soon due for the last part of its time.
SOON = 4
TASKS_MAX = 200
STEPS_MAX = 2_000


class Signed(NamedTuple):
    """Who signed at a desk, and when."""

    person: str
    at: datetime


class Stop(NamedTuple):
    """One desk on the way of this amount.

    light: good, waiting, bad or none. promised: it is gone straight back to. signers: who is asked there now.
    """

    node: str
    name_zh: str
    name_en: str
    light: str
    signed: tuple[Signed, ...] = ()
    signers: tuple[tuple[Signer, str], ...] = ()
    due_at: datetime | None = None
    promised: bool = False


class Board(NamedTuple):
    """All that the page of one decision shows."""

    instance: Instance
    chain: Chain
    state: State
    stops: tuple[Stop, ...]
    tasks: tuple[Task, ...]

    def desk(self, name: str) -> Node | None:
        return self.chain.node(name)

    def part_of(self, person: str) -> bool:
        """Whether the person made it, or is asked at this moment."""
        asked = {name for each in self.state.signers for name in (each.person, each.delegate)}
        return person == self.instance.maker or person in asked


class Held:
    """Who holds a role, read from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, role: str, /) -> Role | None:
        return self._store.get(Role, role)


def board_of(store: Store, number: str) -> Board | None:
    """The decision of this number, or None."""
    instance = store.get(Instance, number)
    chain = chain_of(store, instance.chain, instance.chain_version) if instance is not None else None
    if instance is None or chain is None:
        return None
    state = msgspec.json.decode(instance.state, type=State)
    tasks = store.rows(Task, limit=TASKS_MAX, number=number, state="open")
    return Board(
        instance=instance,
        chain=chain,
        state=state,
        stops=_stops(chain, instance, state, tasks, steps_of(store, number)),
        tasks=tuple(tasks),
    )


def chain_of(store: Store, name: str, version: int) -> Chain | None:
    row = store.get(ChainVersion, name, version)
    return msgspec.json.decode(row.body, type=Chain) if row is not None else None


def steps_of(store: Store, number: str) -> list[Step]:
    return store.rows(Step, limit=STEPS_MAX, number=number)


def told_step(store: Store, step: Step) -> Told | None:
    """The message that was this step."""
    return told_of(store, step.message_id, "workflow.step", f"{step.number}/{step.ordinal}")


def haste(task: Task, now: datetime) -> str:
    """late, soon, open, or undated where nothing says when it is due."""
    if task.due_at is None:
        return "undated"
    if task.due_at <= now:
        return "late"
    return (
        "soon" if task.due_at - now < max((task.due_at - task.since) / SOON, timedelta(hours=1)) else "open"
    )


def _stops(
    chain: Chain, instance: Instance, state: State, tasks: Sequence[Task], steps: Sequence[Step]
) -> tuple[Stop, ...]:
    nodes = list(route(chain, instance.minor))
    names = [MAKER, *(node.node for node in nodes), ""]
    here = names.index(state.node) if state.outcome != "approved" else len(names) - 1
    signed = _signed(names, steps)
    due = min((task.due_at for task in tasks if task.due_at is not None), default=None)
    asked = tuple((each, _word(each, chain.node(state.node), state)) for each in state.signers)
    stops = [
        Stop(MAKER, instance.maker, instance.maker, "good", (Signed(instance.maker, instance.started_at),))
    ]
    stops += [Stop(node.node, node.name_zh, node.name_en, "good", signed[node.node]) for node in nodes]
    stops.append(Stop("", "", "", "good"))
    for at, stop in enumerate(stops):
        if at == here and not state.outcome:
            stops[at] = stop._replace(light="waiting", signers=asked, due_at=due)
        elif at == here and state.outcome == "rejected":
            stops[at] = stop._replace(light="bad", signers=asked)
        elif at >= here and state.outcome != "approved":
            stops[at] = stop._replace(light="none", promised=stop.node in state.promised and at > here)
    return tuple(stops)


def _word(signer: Signer, node: Node | None, state: State) -> str:
    """signed, refused, now or later."""
    if signer.signed:
        return "signed"
    if signer.refused:
        return "refused"
    return "now" if signer in ready(node, state) else "later"


def _signed(names: Sequence[str], steps: Sequence[Step]) -> dict[str, tuple[Signed, ...]]:
    """Who signed at each desk and still counts: what is returned takes its signatures away."""
    found: dict[str, tuple[Signed, ...]] = dict.fromkeys(names, ())
    for step in steps:
        if step.verb == "approve":
            found[step.node] = (*found[step.node], Signed(step.by, step.at))
        elif step.verb == "return":
            low, high = names.index(step.to), names.index(step.node)
            gone = {step.to, step.node} if step.mode == "resume" else set(names[low : high + 1])
            found |= dict.fromkeys(gone, ())
    return found
