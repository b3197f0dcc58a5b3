"""What a person may do to an instance as it stands, and whom or which node that may name: what is offered."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from core.kernel.errors import Refused
from core.workflow.chain import MAKER, TO_PERSON, Chain, Node
from core.workflow.instance import Instance
from core.workflow.log import case_of
from core.workflow.roles import Roles, check_holder, holders
from core.workflow.state import BEFORE, State
from core.workflow.verbs import REDO, Act, Case, advance, verbs_at

# Any of its modes and any reason will do: whether it may be done hangs on neither.
_MODES = {"return": REDO, "add_signer": BEFORE}
_REASON = "-"


def allowed(chain: Chain, instance: Instance, held: Roles, person: str) -> dict[str, tuple[str, ...]]:
    """By verb whom or what it may name, ("",) where it names nothing; a verb that is not there is refused."""
    state = msgspec.json.decode(instance.state, type=State)
    asked = _Asked(case_of(chain, instance), state, held, person, instance.minor)
    verbs = verbs_at(asked.node)
    found = {verb: tuple(each for each in asked.named(verb) if asked.may(verb, each)) for verb in verbs}
    return {verb: named for verb, named in found.items() if named}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One person before one instance."""

    case: Case
    state: State
    held: Roles
    person: str
    minor: int

    @property
    def node(self) -> Node | None:
        return self.case.node(self.state.node)

    def named(self, verb: str) -> tuple[str, ...]:
        """Whom or what the verb could name at all."""
        if verb == "return":
            names = [MAKER, *(each.node for each in self.case.route)]
            return tuple(names[: names.index(self.state.node)])
        if verb in TO_PERSON:
            return holders(self.held, self.node.deputies) if self.node is not None else ()
        if verb == "remove_signer":
            return tuple(each.person for each in self.state.signers if each.added_by == self.person)
        return ("",)

    def may(self, verb: str, to: str) -> bool:
        act = Act(verb=verb, by=self.person, to=to, mode=_MODES.get(verb, ""), reason=_REASON)
        try:
            check_holder(self.held, self.node, self.minor, self.state, act)
            advance(self.case, self.state, act)
        except Refused:
            return False
        return True
