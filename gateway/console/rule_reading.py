"""Rule sets as their pages show them: rules row by row with the thresholds of a day, and what each asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from core.hub.ports import Store
from core.kernel.errors import Refused
from core.risk import Dated, Parameter, Rule, RuleSet, RuleSetInForce, RuleSetVersion, Variable
from core.risk.cells import PARAMETER
from core.risk.parameters import parameters_on
from core.risk.rules import RuleRow
from core.risk.values import Said, Value, written

SETS_MAX, VERSIONS_MAX = 200, 500
# A form has a hundred fields at most.
ASKED_MAX = 90
TRUTHS = {"true": True, "false": False}


class Shown(NamedTuple):
    """A rule set in one of its versions; latest: how many there are; in_force: which of them decides."""

    version: RuleSetVersion
    rules: RuleSet
    in_force: int
    latest: int


class Threshold(NamedTuple):
    """A parameter and its values in the order of their days; now: the one that holds on the day asked for."""

    parameter: Parameter
    values: tuple[Dated, ...]
    now: Dated | None


def in_force(store: Store) -> list[RuleSetInForce]:
    return store.rows(RuleSetInForce, limit=SETS_MAX)


def shown_of(store: Store, name: str, version: int = 0) -> Shown | None:
    """The version of a rule set, the one that decides where none is named; None where there is none."""
    current = store.get(RuleSetInForce, name)
    row = store.get(RuleSetVersion, name, version or current.version) if current is not None else None
    if current is None or row is None:
        return None
    return Shown(row, msgspec.json.decode(row.body, type=RuleSet), current.version, current.latest)


def versions_of(store: Store, name: str) -> list[RuleSetVersion]:
    """The newest first."""
    return store.rows(RuleSetVersion, limit=VERSIONS_MAX, name=name)[::-1]


def thresholds_of(rules: RuleSet, stage: str, day: int) -> list[Threshold]:
    """Those that a cell of the stage names, by name."""
    named = {found[1:] for cell in _cells(rules, stage) for found in PARAMETER.findall(cell)}
    found: list[Threshold] = []
    for each in sorted(rules.parameters, key=lambda parameter: parameter.name):
        if each.name not in named:
            continue
        values = tuple(sorted(each.values, key=lambda dated: dated.from_day))
        held = [dated for dated in values if dated.from_day <= day]
        found.append(Threshold(each, values, held[-1] if held else None))
    return found


def values_on(rules: RuleSet, day: int) -> Mapping[str, Value]:
    """The thresholds of a day; none of them where one has no value yet: then cells show their names."""
    try:
        return parameters_on(rules.parameters, day)
    except Refused:
        return {}


def cells_of(row: RuleRow, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """(what is asked, the cell with its thresholds as they are on the day)."""

    def said(text: str) -> str:
        return PARAMETER.sub(
            lambda found: (
                str(written(values[name])) if (name := found.group()[1:]) in values else found.group()
            ),
            text,
        )

    return [(name, said(cell)) for name, cell in row.when.items()]


def rules_at(rules: RuleSet, stage: str) -> list[Rule]:
    return sorted((each for each in rules.rules if each.stage == stage), key=lambda rule: rule.code)


def asked_at(rules: RuleSet, stage: str) -> list[Variable]:
    """What the rules, tables and cards of a stage ask for, in the order of the set's variables."""
    names = set(_asked(rules, stage))
    return [each for each in rules.variables if each.name in names][:ASKED_MAX]


def _cells(rules: RuleSet, stage: str) -> Iterable[str]:
    for rule in rules.rules:
        if rule.stage == stage:
            for row in rule.rows:
                yield from row.when.values()
    for table in rules.tables:
        if table.stage == stage:
            for entry in table.table.rows:
                yield from entry.when.values()
    for card in rules.cards:
        if card.stage == stage:
            for feature in card.features:
                yield from (each.when for each in feature.bins)


def _asked(rules: RuleSet, stage: str) -> Iterable[str]:
    for rule in rules.rules:
        if rule.stage == stage:
            for row in rule.rows:
                yield from row.when
    for table in rules.tables:
        if table.stage == stage:
            yield from (each.name for each in table.table.inputs)
    for card in rules.cards:
        if card.stage == stage:
            yield from (each.input for each in card.features)


def said_by(typed: Mapping[str, str], variables: Iterable[Variable]) -> dict[str, Said]:
    """What somebody typed, of the kinds that are asked; what is left empty was not said."""
    found: dict[str, Said] = {}
    for each in variables:
        text = typed.get(each.name, "").strip()
        if text:
            found[each.name] = TRUTHS.get(text.lower(), text) if each.kind == "truth" else text
    return found
