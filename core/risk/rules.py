"""Rules: each has three outcomes, pass, fail and not judged, and what a fail asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from core.risk.cells import PARAMETER
from core.risk.tables import Answer, Compiled, Input, Row, Table, compiled, places
from core.risk.values import Said, Value, written

Stage = Literal["pre", "draw", "post"]
Action = Literal["R", "B", "C", "F", "W"]
Outcome = Literal["pass", "fail", "not judged"]
PASSED: Outcome = "pass"
FAILED: Outcome = "fail"
NOT_JUDGED: Outcome = "not judged"
# What an action makes of a decision, gravest first; what is not judged is graver than a warning.
VERDICTS = {"R": "reject", "B": "block", "C": "call", "F": "refer", NOT_JUDGED: NOT_JUDGED, "W": "warn"}
GRAVITY = list(VERDICTS)


class RuleRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to fall foul of a rule: every cell must hold. because: in words, for whoever is told."""

    when: dict[str, str]
    action: Action
    because: str = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule at one stage; it fails by any of its rows, and the gravest action counts."""

    code: str
    stage: Stage
    text: str
    rows: tuple[RuleRow, ...]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one rule.

    rows: the places of the rows that held, from 1. inputs: what it was judged by. missing: what nobody said
    and what it could have failed by, also where it failed by something else: it is never a pass then.
    """

    code: str
    outcome: Outcome
    action: str = ""
    rows: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    inputs: dict[str, Said] = {}
    missing: tuple[str, ...] = ()


def table_of(rule: Rule, kinds: Mapping[str, str]) -> Table:
    """The rule as a table that collects the rows by which it fails."""
    names = dict.fromkeys(name for row in rule.rows for name in row.when)
    return Table(
        name=rule.code,
        inputs=tuple(Input(name=name, kind=kinds[name]) for name in names),
        outputs=(),
        rows=tuple(
            Row(row_id=str(at), when=row.when, because=row.because) for at, row in enumerate(rule.rows, 1)
        ),
        hit="collect",
        leaves_open=True,
    )


class Prepared:
    """A rule with its parameters' values, ready to judge."""

    def __init__(self, rule: Rule, kinds: Mapping[str, str], parameters: Mapping[str, Value]) -> None:
        self.rule = rule
        self._parameters = parameters
        self._table: Compiled = compiled(table_of(rule, kinds), parameters)

    def judge(self, values: Mapping[str, Value]) -> Judged:
        """Fails where a row holds, whatever else is missing; passes only where no row could hold."""
        sure, unsure = self._table.rows_for(values)
        failed: Answer = self._table.taken(sure)
        at = places(sure)
        actions = [self.rule.rows[each].action for each in at]
        return Judged(
            code=self.rule.code,
            outcome=FAILED if sure else NOT_JUDGED if unsure else PASSED,
            action=gravest(actions),
            rows=tuple(each + 1 for each in at),
            reasons=tuple(
                self._reason(self.rule.rows[each], because, values)
                for each, because in zip(at, failed.reasons, strict=True)
            ),
            inputs={
                each.name: written(values[each.name])
                for each in self._table.table.inputs
                if each.name in values
            },
            missing=self._table.missing(values, unsure),
        )

    def _reason(self, row: RuleRow, because: str, values: Mapping[str, Value]) -> str:
        """What held, with the values of today, so that it is understood without the rule beside it."""
        held = [f"{name} {written(values.get(name))}: {self._said(cell)}" for name, cell in row.when.items()]
        return f"{because} ({', '.join(held)})" if because else ", ".join(held)

    def _said(self, cell: str) -> str:
        """The cell with its thresholds as they are today."""
        return PARAMETER.sub(lambda found: str(written(self._parameters[found.group()[1:]])), cell)


def gravest(actions: Iterable[str]) -> str:
    """The gravest of these, or ""."""
    return min(actions, key=GRAVITY.index, default="")
