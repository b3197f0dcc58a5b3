"""A decision: what a rule set says of what was said, at a stage, on a day. Nothing else goes into it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.risk.cards import Scored
from core.risk.parameters import parameters_on
from core.risk.rule_set import PreparedSet, RuleSet
from core.risk.rules import NOT_JUDGED, PASSED, VERDICTS, Judged, gravest
from core.risk.tables import NOT_JUDGED as TABLE_NOT_JUDGED
from core.risk.tables import Answer
from core.risk.values import Said, Value, values_of, written

PREPARED_MAX = 200


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The whole decision. verdict: the gravest of what was found; pass only where all was judged and passed.

    parameters: every threshold as it was on that day.
    """

    verdict: str
    rules: tuple[Judged, ...]
    tables: dict[str, Answer] = {}
    cards: tuple[Scored, ...] = ()
    parameters: dict[str, Said] = {}

    def codes(self, outcome: str) -> tuple[str, ...]:
        """The rules that came out so."""
        return tuple(each.code for each in self.rules if each.outcome == outcome)


class Decider:
    """A published rule set; each of its stages is compiled once for each day's thresholds."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.kinds = rule_set.kinds()
        self._asked: dict[str, frozenset[str]] = {}
        self._prepared: dict[tuple[str, bytes], PreparedSet] = {}
        self._days: dict[tuple[str, int], PreparedSet] = {}

    def decide(self, stage: str, day: int, said: Mapping[str, Said]) -> Decided:
        """Refused for inputs it does not know or of another kind, and where nothing is there to judge by."""
        values = values_of(self.kinds, said)
        prepared = self._on(stage, day)
        if not (prepared.rules or prepared.tables or prepared.cards):
            raise Refused(f"there is nothing to judge by at {stage}; that is no pass", cause="risk.stage")
        rules = tuple([each.judge(values) for each in prepared.rules])
        tables = {each.table.name: each.answer(values) for each in prepared.tables}
        cards = tuple([each.score(values) for each in prepared.cards])
        return Decided(
            verdict=_verdict(rules, tables, cards),
            rules=rules,
            tables=tables,
            cards=cards,
            parameters={name: written(value) for name, value in prepared.parameters.items()},
        )

    def asked(self, stage: str) -> frozenset[str]:
        """The variables that anything at this stage asks for."""
        found = self._asked.get(stage)
        if found is None:
            found = self._asked[stage] = self.rule_set.asked(stage)
        return found

    def parameters(self, stage: str, day: int) -> dict[str, Value]:
        """The thresholds of that day."""
        return self._on(stage, day).parameters

    def _on(self, stage: str, day: int) -> PreparedSet:
        found = self._days.get((stage, day))
        if found is not None:
            return found
        parameters = parameters_on(self.rule_set.parameters, day)
        key = (stage, canonical_bytes({name: written(value) for name, value in parameters.items()}))
        if max(len(self._prepared), len(self._days)) >= PREPARED_MAX:
            self._prepared.clear()
            self._days.clear()
        prepared = self._prepared.get(key) or PreparedSet(self.rule_set, stage, parameters)
        self._days[stage, day] = self._prepared[key] = prepared
        return prepared


def _verdict(rules: tuple[Judged, ...], tables: Mapping[str, Answer], cards: tuple[Scored, ...]) -> str:
    found: set[str] = {each.action for each in rules}
    found.update(each.action for each in cards)
    missing = [each.missing for each in rules] + [each.missing for each in cards]
    if any(missing) or any(each.outcome == TABLE_NOT_JUDGED for each in tables.values()):
        found.add(NOT_JUDGED)
    worst = gravest(found - {""})
    return VERDICTS[worst] if worst else PASSED
