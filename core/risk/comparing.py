"""Two decisions of one question side by side: what came out otherwise, rule by rule, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from core.risk.deciding import Decided
from core.risk.rules import FAILED
from core.risk.tables import Answer

ABSENT = "not there"
VERDICT = "verdict"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What came out otherwise. what: a rule's code, "table NAME", "card NAME" or "verdict"."""

    what: str
    before: str
    after: str


def differences(before: Decided, after: Decided) -> tuple[Difference, ...]:
    """Everything that the two do not say alike, the verdict first."""
    old, new = dict(_outcomes(before)), dict(_outcomes(after))
    return tuple(
        Difference(what=what, before=old.get(what, ABSENT), after=new.get(what, ABSENT))
        for what in dict.fromkeys((*old, *new))
        if old.get(what) != new.get(what)
    )


def _outcomes(decided: Decided) -> Iterator[tuple[str, str]]:
    yield VERDICT, decided.verdict
    for rule in decided.rules:
        yield rule.code, f"{FAILED} {rule.action}" if rule.outcome == FAILED else rule.outcome
    for name, answer in sorted(decided.tables.items()):
        yield f"table {name}", _answered(answer)
    for card in decided.cards:
        yield f"card {card.name}", card.grade or "no grade"


def _answered(answer: Answer) -> str:
    told = [", ".join(f"{name} {value}" for name, value in sorted(row.items())) for row in answer.outputs]
    return "; ".join(told) or answer.outcome


class Comparison:
    """The differences of many decisions, counted: exact, and no larger than the rules and their outcomes."""

    def __init__(self) -> None:
        self.decisions = 0
        self.changed = 0
        self.moves: Counter[tuple[str, str, str]] = Counter()

    def add(self, found: tuple[Difference, ...]) -> None:
        self.decisions += 1
        self.changed += bool(found)
        self.moves.update((each.what, each.before, each.after) for each in found)

    def counted(self) -> list[tuple[str, str, str, int]]:
        """(what, before, after, how often), the verdict's moves first, then by name."""
        rows = [(*move, count) for move, count in self.moves.items()]
        return sorted(rows, key=lambda row: (row[0] != VERDICT, row))
