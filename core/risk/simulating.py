"""A candidate over what was decided before, by the inputs that were kept: what would come out otherwise."""

from __future__ import annotations

from collections import Counter

import msgspec

from core.kernel.errors import Refused
from core.risk.comparing import Comparison, Difference, differences
from core.risk.deciding import Decider
from core.risk.records import Decision
from core.risk.replaying import decided_of
from core.risk.rule_set import RuleSet
from core.risk.values import Said


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that the candidate would have made otherwise."""

    number: str
    subject: str
    business_day: int
    version: int
    differences: tuple[Difference, ...]


class Simulation:
    """Counts what a candidate does to stored decisions; nothing is written, and nothing but counts is kept.

    unknown: inputs that were said and that the candidate has no variable for, by how often; it was asked
    without them. refused: why it could not decide, by how often; those are not among the decisions compared.
    """

    def __init__(self, candidate: RuleSet) -> None:
        self._decider = Decider(candidate)
        self.comparison = Comparison()
        self.unknown: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def run(self, decision: Decision) -> Changed | None:
        """What would be otherwise in this one; None where it is the same or cannot be decided."""
        kinds = self._decider.kinds
        said = msgspec.json.decode(decision.inputs, type=dict[str, Said])
        self.unknown.update(said.keys() - kinds.keys())
        inputs = {name: value for name, value in said.items() if name in kinds}
        try:
            decided = self._decider.decide(decision.stage, decision.business_day, inputs)
        except Refused as error:
            self.refused[error.text] += 1
            return None
        found = differences(decided_of(decision), decided)
        self.comparison.add(found)
        if not found:
            return None
        return Changed(
            number=decision.number,
            subject=decision.subject,
            business_day=decision.business_day,
            version=decision.version,
            differences=found,
        )
