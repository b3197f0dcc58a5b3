"""A rule set tried by hand: inputs as a person writes them, and the decision in words; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.kernel.errors import Refused
from core.risk.deciding import Decided, Decider
from core.risk.rule_set import RuleSet
from core.risk.rules import FAILED, Judged, Stage
from core.risk.values import TRUTH, Said, value_of, written

WORDS = {"true": True, "false": False}
NOBODY = "null"


def said_by_hand(rule_set: RuleSet, pairs: Iterable[str]) -> dict[str, Said]:
    """Inputs written as `name=value`; Refused for what is none, or of another kind than its variable."""
    kinds = rule_set.kinds()
    found: dict[str, Said] = {}
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition("="))
        if not sign or name not in kinds:
            near = ", ".join(sorted(each for each in kinds if name and name in each)[:5])
            hint = f"; there are {near}" if near else ""
            raise Refused(f"{pair!r} is no input; write it as name=value{hint}", cause="risk.try.input")
        if text == NOBODY:
            found[name] = None
            continue
        said: Said = WORDS.get(text, text) if kinds[name] == TRUTH else text
        found[name] = written(value_of(name, kinds[name], said))
    return found


def tried(rule_set: RuleSet, stage: Stage, day: int, inputs: Mapping[str, Said]) -> Decided:
    """The decision that these inputs would get on that day."""
    return Decider(rule_set).decide(stage, day, inputs)


def in_words(decided: Decided) -> Iterator[str]:
    """The verdict, then every rule with its rows and reasons, tables and cards."""
    yield f"verdict: {decided.verdict}"
    for rule in decided.rules:
        yield _rule(rule)
    for name, answer in sorted(decided.tables.items()):
        rows = f", row {', '.join(answer.rows)}" if answer.rows else ""
        told = "; ".join(
            ", ".join(f"{key} {value}" for key, value in sorted(row.items())) for row in answer.outputs
        )
        yield f"table {name}: {answer.outcome}{rows}{f': {told}' if told else ''}{_missing(answer.missing)}"
    for card in decided.cards:
        yield f"card {card.name}: {card.score} points, grade {card.grade or 'none'}{_missing(card.missing)}"


def _rule(rule: Judged) -> str:
    if rule.outcome != FAILED:
        return f"{rule.code}: {rule.outcome}{_missing(rule.missing)}"
    rows = ", ".join(map(str, rule.rows))
    return f"{rule.code}: fail {rule.action}, row {rows}: {'; '.join(rule.reasons)}{_missing(rule.missing)}"


def _missing(names: tuple[str, ...]) -> str:
    return f"; nobody said {', '.join(names)}" if names else ""
