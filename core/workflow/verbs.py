"""What each verb does to the state: a function of the chain, the state and the act, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.kernel.second_person import same_person
from core.workflow.chain import CLAIM, MAKER, UNCLAIM, Node
from core.workflow.state import AFTER, BEFORE, SIGNERS_MAX, Signer, State, complete, needed, ready

APPROVED, REJECTED, WITHDRAWN = "approved", "rejected", "withdrawn"
REDO, RESUME = "redo", "resume"
# How one approves: several at once; or by what one signed just before, which no person says, nor ESCALATE.
BATCH, AGAIN = "batch", "again"
ESCALATE = "escalate"
# What is decided about is gone: who asked does not wait any more.
OVERTAKE = "overtake"
# At the maker's own desk nothing else is to be done.
MAKER_VERBS = ("resubmit", "withdraw")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody does: `to` is a person or a node, `mode` redo, resume, before, after, batch or again."""

    verb: str
    by: str
    to: str = ""
    mode: str = ""
    reason: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What never changes while an instance runs: who made it, and the nodes its amount goes by."""

    maker: str
    route: tuple[Node, ...]

    def node(self, name: str) -> Node | None:
        return next((each for each in self.route if each.node == name), None)

    def after(self, name: str) -> str:
        """The node behind this one, "" behind the last; behind the maker's desk is the first."""
        names = [MAKER, *(each.node for each in self.route), ""]
        return names[names.index(name) + 1]


def advance(case: Case, state: State, act: Act) -> State:
    """The state after the act, with nobody seated yet where a node was entered; Refused if it may not be."""
    node = case.node(state.node)
    allowed = verbs_at(node)
    by_itself = act.verb == OVERTAKE or (act.verb == ESCALATE and node is not None and node.late_to_deputy)
    if state.outcome:
        raise _refused(f"it is {state.outcome}; nothing follows", "ended")
    if act.verb not in allowed and not by_itself:
        raise _refused(f"{act.verb} is not to be done at {state.node}: {', '.join(allowed)}", "verb")
    after = _VERBS[act.verb](case, state, act)
    if after.turn == state.turn and not after.outcome and complete(node, after) and state.node != MAKER:
        after = _leave(case, after)
    # Who reminds decides nothing, so nobody who decides at that moment loses by it.
    return after if act.verb == "remind" else replace(after, version=state.version + 1)


def verbs_at(node: Node | None) -> tuple[str, ...]:
    """What people may do at a node; None: at the maker's own desk."""
    if node is None:
        return MAKER_VERBS
    return ("approve", *node.verbs, *(UNCLAIM,) * (CLAIM in node.verbs))


def seat(case: Case, state: State, people: Sequence[str]) -> State:
    """The people who sign at the node that was entered; never the maker, but at the maker's own desk."""
    if state.node == MAKER:
        return state.seat((Signer(person=case.maker),))
    seated = tuple(Signer(person=each) for each in dict.fromkeys(people) if not same_person(each, case.maker))
    if not seated:
        raise _refused(
            f"nobody but the maker could sign at {state.node}; name others for its roles", "nobody"
        )
    return state.seat(seated)


def _enter(state: State, node: str) -> State:
    return replace(state, node=node, turn=state.turn + 1, signers=(), claimed="")


def _leave(case: Case, state: State) -> State:
    """To the node that was promised, else to the next one, else it is approved."""
    if state.promised:
        return _enter(replace(state, promised=state.promised[:-1]), state.promised[-1])
    following = case.after(state.node)
    return _enter(state, following) if following else replace(state, outcome=APPROVED)


def _acting(case: Case, state: State, act: Act) -> Signer:
    """The signer whose turn it is and for whom the act is done: the person, or who delegated to that one."""
    for signer in ready(case.node(state.node), state):
        if act.by in {signer.person, signer.delegate}:
            return signer
    raise _refused(f"{act.by} is not asked to sign at {state.node} now", "not_asked")


def _approve(case: Case, state: State, act: Act) -> State:
    node = case.node(state.node)
    if act.mode == BATCH and (node is None or not node.batch):
        raise _refused(f"at {state.node} each is looked at by itself; approve it alone", "batch")
    return state.put(replace(_acting(case, state, act), signed=True))


def _resubmit(case: Case, state: State, act: Act) -> State:
    _acting(case, state, act)
    return _leave(case, state)


def _reject(case: Case, state: State, act: Act) -> State:
    """One no ends it, but where a share decides: there when the share cannot be reached any more."""
    signer = _acting(case, state, act)
    _reasoned(act)
    refused = state.put(replace(signer, refused=True))
    node = case.node(state.node)
    base = [each for each in refused.signers if not each.added_by]
    left = sum(not each.refused for each in base)
    if node is not None and node.sign == "ratio" and not signer.added_by and left >= needed(node, base):
        return refused
    return replace(refused, outcome=REJECTED)


def _return(case: Case, state: State, act: Act) -> State:
    """Back to an earlier node or to the maker; redo goes all the way again, resume comes back at once."""
    _acting(case, state, act)
    _reasoned(act)
    names = [MAKER, *(each.node for each in case.route)]
    if act.to not in names[: names.index(state.node)]:
        raise _refused(f"{act.to!r} does not lie before {state.node}", "target")
    if act.mode not in {REDO, RESUME}:
        raise _refused(f"say how it comes back: {REDO} or {RESUME}, not {act.mode!r}", "mode")
    promised = (*state.promised, state.node) if act.mode == RESUME else ()
    return _enter(replace(state, promised=promised), act.to)


def _transfer(case: Case, state: State, act: Act) -> State:
    """For good: by the signer in person, or by the clock in the name of who is late."""
    signer = _own(case, state, act)
    _newcomer(case, state, act)
    moved = tuple(
        replace(each, person=act.to, delegate="")
        if each == signer
        else replace(each, added_by=act.to if each.added_by == signer.person else each.added_by)
        for each in state.signers
    )
    claimed = act.to if state.claimed == signer.person else state.claimed
    return replace(state.seat(moved), claimed=claimed)


def _claim(case: Case, state: State, act: Act) -> State:
    """Takes it alone, so that two do not do the same work."""
    signer = _own(case, state, act)
    if signer.added_by:
        raise _refused(f"{act.by} was added by {signer.added_by} and signs beside", "added")
    if state.claimed:
        raise _refused(f"{act.by} claimed it already", "claimed")
    return replace(state, claimed=signer.person)


def _unclaim(case: Case, state: State, act: Act) -> State:
    """Gives it back to all; anybody who sits there may, for who claimed it may be away."""
    if state.signer(act.by) is None:
        raise _refused(f"{act.by} has no part in it", "not_asked")
    if not state.claimed:
        raise _refused("nobody claimed it", "claimed")
    return replace(state, claimed="")


def _delegate(case: Case, state: State, act: Act) -> State:
    signer = _own(case, state, act)
    _newcomer(case, state, act)
    return state.put(replace(signer, delegate=act.to))


def _add_signer(case: Case, state: State, act: Act) -> State:
    signer = _acting(case, state, act)
    _newcomer(case, state, act)
    if act.mode not in {BEFORE, AFTER}:
        raise _refused(f"say when the added one signs: {BEFORE} or {AFTER}, not {act.mode!r}", "mode")
    if len(state.signers) >= SIGNERS_MAX:
        raise _refused(f"{SIGNERS_MAX} sign at {state.node} already", "signers")
    return state.seat((*state.signers, Signer(person=act.to, added_by=signer.person, place=act.mode)))


def _remove_signer(case: Case, state: State, act: Act) -> State:
    """Who added one takes that one away, unsigned; whom that one added stays, added by the remover."""
    gone = state.signer(act.to)
    if gone is None or gone.signed or gone.added_by != act.by:
        raise _refused(f"{act.to!r} is none that {act.by} added and that has not signed", "target")
    left = (each for each in state.signers if each != gone)
    return state.seat(
        replace(each, added_by=act.by) if each.added_by == gone.person else each for each in left
    )


def _withdraw(case: Case, state: State, act: Act) -> State:
    if act.by != case.maker:
        raise _refused(f"{case.maker} made it and may withdraw it, {act.by} may not", "not_maker")
    return replace(state, outcome=WITHDRAWN)


def _remind(case: Case, state: State, act: Act) -> State:
    if act.by != case.maker and state.signer(act.by) is None:
        raise _refused(f"{act.by} has no part in it", "not_asked")
    return state


def _own(case: Case, state: State, act: Act) -> Signer:
    """The signer in person: what was delegated is not handed on."""
    signer = _acting(case, state, act)
    if signer.person != act.by:
        raise _refused(f"{act.by} signs for {signer.person} and cannot hand it on", "delegated")
    return signer


def _newcomer(case: Case, state: State, act: Act) -> None:
    if not act.to or same_person(act.to, case.maker):
        raise _refused(f"{act.to!r} made it or is nobody; the maker never checks", "maker")
    if any(act.to in {each.person, each.delegate} for each in state.signers):
        raise _refused(f"{act.to} signs at {state.node} already", "twice")


def _reasoned(act: Act) -> None:
    if not act.reason.strip():
        raise _refused(f"{act.verb} without a reason", "reason")


def _refused(text: str, cause: str) -> Refused:
    return Refused(text, cause=f"workflow.{cause}")


_VERBS: dict[str, Callable[[Case, State, Act], State]] = {
    "approve": _approve,
    "reject": _reject,
    "return": _return,
    "transfer": _transfer,
    "delegate": _delegate,
    "add_signer": _add_signer,
    "remove_signer": _remove_signer,
    "withdraw": _withdraw,
    "remind": _remind,
    "resubmit": _resubmit,
    CLAIM: _claim,
    UNCLAIM: _unclaim,
    ESCALATE: _transfer,
    OVERTAKE: lambda _case, state, _act: replace(state, outcome=WITHDRAWN),
}
