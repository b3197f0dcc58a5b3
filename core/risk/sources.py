"""Which sources of data are worth their cost: how often each says anything, and rules fail by it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from core.risk.rule_set import RuleSet
from core.risk.tally import NOT_SAID, Tallies

NO_SOURCE = "nobody"


class SourceFigures(NamedTuple):
    """fill: of the values asked of it, those it said. hits: fails of rules that ask it, a decision."""

    source: str
    variables: tuple[str, ...]
    fill: Fraction
    hits: Fraction


def ranked(rule_set: RuleSet, stage: str, counts: Tallies) -> list[SourceFigures]:
    """Every source that a stage asks, the one first whose rules fail most, then the one that says most."""
    asked = rule_set.asked(stage)
    of: dict[str, list[str]] = {}
    for variable in rule_set.variables:
        if variable.name in asked:
            for source in _sources(variable.source):
                of.setdefault(source, []).append(variable.name)
    found = [
        SourceFigures(source, tuple(names), _fill(counts, names), _hits(rule_set, stage, counts, names))
        for source, names in of.items()
    ]
    return sorted(found, key=lambda each: (-each.hits, -each.fill, each.source))


def _sources(said: str) -> list[str]:
    """The messages a variable's source names, without the name of a fact; what is given is one source."""
    if said.startswith("given:"):
        return [said]
    parts = (part.partition(":")[0].strip() for part in said.replace(";", ",").split(","))
    return list(dict.fromkeys(part for part in parts if part)) or [NO_SOURCE]


def _fill(counts: Tallies, names: Iterable[str]) -> Fraction:
    asked = said = 0
    for name in names:
        bins = counts.inputs.get(name, {})
        whole = sum(bins.values())
        asked += whole
        said += whole - bins.get(NOT_SAID, 0)
    return Fraction(said, asked) if asked else Fraction(0)


def _hits(rule_set: RuleSet, stage: str, counts: Tallies, names: list[str]) -> Fraction:
    rules = [rule for rule in rule_set.rules if rule.stage == stage]
    mine = [rule.code for rule in rules if any(name in row.when for row in rule.rows for name in names)]
    failed = sum(counts.failed.get(code, 0) for code in mine)
    return Fraction(failed, counts.decisions) if counts.decisions else Fraction(0)
