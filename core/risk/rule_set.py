"""A rule set: everything that decides, as one piece of data that is published whole and never changed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from core.kernel.errors import Refused
from core.risk.cards import Card, PreparedCard
from core.risk.coverage import gaps, overlaps
from core.risk.parameters import Parameter, Variable, days_of, parameters_on
from core.risk.rules import Prepared, Rule, Stage
from core.risk.tables import UNIQUE, Compiled, Table, compiled
from core.risk.values import KINDS, Value, number_in

EACH_MAX = 1_000
STAGES: tuple[Stage, ...] = ("pre", "draw", "post")


class StageTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table that is asked at a stage."""

    stage: Stage
    table: Table


class RuleSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What decides: variables and thresholds by name, and the rules, tables and cards that use them."""

    variables: tuple[Variable, ...]
    parameters: tuple[Parameter, ...] = ()
    rules: tuple[Rule, ...] = ()
    tables: tuple[StageTable, ...] = ()
    cards: tuple[Card, ...] = ()

    def kinds(self) -> dict[str, str]:
        return {each.name: each.kind for each in self.variables}

    def asked(self, stage: str) -> frozenset[str]:
        """The variables that anything at this stage asks for."""
        rules = [row.when for rule in self.rules if rule.stage == stage for row in rule.rows]
        tables = [each.table.inputs for each in self.tables if each.stage == stage]
        cards = [each.features for each in self.cards if each.stage == stage]
        return frozenset(
            (
                *(name for when in rules for name in when),
                *(one.name for inputs in tables for one in inputs),
                *(each.input for features in cards for each in features),
            )
        )


class PreparedSet:
    """A stage of a rule set on a day, compiled."""

    def __init__(self, rule_set: RuleSet, stage: str, parameters: dict[str, Value]) -> None:
        kinds = rule_set.kinds()
        self.parameters = parameters
        self.rules = [Prepared(each, kinds, parameters) for each in rule_set.rules if each.stage == stage]
        self.tables: list[Compiled] = [
            compiled(each.table, parameters) for each in rule_set.tables if each.stage == stage
        ]
        self.cards = [PreparedCard(each, kinds, parameters) for each in rule_set.cards if each.stage == stage]


def require_sense(rule_set: RuleSet) -> None:
    """Refused where anything in it could never be judged, or could be judged in two ways."""
    for what, names in _names(rule_set):
        if len(names) > EACH_MAX:
            raise _refused(f"{len(names)} {what}; it takes {EACH_MAX}")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise _refused(f"{what}: {twice[0]} is there twice")
    named = [(each.name, each.kind) for each in rule_set.variables]
    named += [(each.name, each.kind) for each in rule_set.parameters]
    if wrong := [name for name, kind in named if kind not in KINDS]:
        raise _refused(f"{wrong[0]} is of no kind; there are {', '.join(KINDS)}")
    _know_their_inputs(rule_set)
    for card in rule_set.cards:
        _check_card(card)
    for day in days_of(rule_set.parameters):
        parameters = parameters_on(rule_set.parameters, day)
        for stage in STAGES:
            _check_cover(PreparedSet(rule_set, stage, parameters), day)


def _names(rule_set: RuleSet) -> Iterable[tuple[str, list[str]]]:
    yield "variables", [each.name for each in rule_set.variables]
    yield "parameters", [each.name for each in rule_set.parameters]
    yield "rules", [each.code for each in rule_set.rules]
    yield "tables", [each.table.name for each in rule_set.tables]
    yield "cards", [each.name for each in rule_set.cards]


def _know_their_inputs(rule_set: RuleSet) -> None:
    kinds = rule_set.kinds()
    asked = [(each.code, name) for each in rule_set.rules for row in each.rows for name in row.when]
    asked += [(card.name, each.input) for card in rule_set.cards for each in card.features]
    asked += [(each.table.name, one.name) for each in rule_set.tables for one in each.table.inputs]
    if unknown := [f"{who} asks for {name}" for who, name in asked if name not in kinds]:
        raise _refused(f"{unknown[0]}, which is no variable of it")
    for rule in rule_set.rules:
        if not rule.rows or not all(row.when for row in rule.rows):
            raise _refused(f"rule {rule.code} has no row, or one that asks nothing")
    for each in rule_set.tables:
        for one in each.table.inputs:
            if one.kind != kinds[one.name]:
                raise _refused(
                    f"table {each.table.name} takes {one.name} as {one.kind}, not {kinds[one.name]}"
                )


def _check_card(card: Card) -> None:
    """Its points are those it promises, and every score has one grade."""
    if not card.features or not card.grades:
        raise _refused(f"card {card.name} has no features or no grades")
    floors = [grade.at_least for grade in card.grades]
    if floors != sorted(set(floors), reverse=True):
        raise _refused(f"card {card.name}: grades stand best first, each from fewer points on")
    for feature in card.features:
        points = [number_in(each.points) for each in feature.bins]
        if any(each is None for each in points) or max(each or 0 for each in points) != feature.most:
            raise _refused(f"card {card.name}: {feature.name} gives {feature.most} at most, its bins do not")


def _check_cover(prepared: PreparedSet, day: int) -> None:
    """R3: a table answers everywhere or says that it does not; a unique one answers once."""
    features = [table for card in prepared.cards for table in card.tables]
    for each in (*prepared.tables, *features):
        if not each.table.leaves_open and (found := gaps(each, limit=1)):
            raise _refused(
                f"on {day} table {each.table.name} leaves open {found[0]}; add a row, or say leaves_open"
            )
        if each.table.hit == UNIQUE and (found := overlaps(each, limit=1)):
            raise _refused(f"on {day} table {each.table.name} is unique and answers twice at {found[0]}")


def _refused(text: str) -> Refused:
    return Refused(f"rule set: {text}", cause="risk.rule_set")
