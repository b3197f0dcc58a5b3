"""The log of an instance tells all: played again, it gives the state."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from core.workflow.chain import Chain, route
from core.workflow.instance import Instance, Step
from core.workflow.state import State
from core.workflow.verbs import Act, Case, advance, seat

START = "start"


def case_of(chain: Chain, instance: Instance) -> Case:
    return Case(maker=instance.maker, route=tuple(route(chain, instance.minor)))


def first_state(case: Case) -> State:
    """Nobody is seated yet."""
    return State(node=case.route[0].node)


def replay(chain: Chain, instance: Instance, steps: Iterable[Step]) -> State:
    """The state as the log alone has it, by the chain the instance began with."""
    case = case_of(chain, instance)
    state = first_state(case)
    for step in sorted(steps, key=lambda each: each.ordinal):
        before = state.turn
        if step.verb != START:
            act = Act(verb=step.verb, by=step.by, to=step.to, mode=step.mode, reason=step.reason)
            state = advance(case, state, act)
        if step.verb == START or state.turn != before:
            state = seat(case, state, msgspec.json.decode(step.seated, type=list[str]))
    return state
