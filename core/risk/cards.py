"""Scorecards: each feature falls into a bin that gives points, and the sum into a grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from core.kernel.exact import total
from core.risk.rules import NOT_JUDGED, Action, Stage
from core.risk.tables import Compiled, Input, Row, Table, compiled
from core.risk.values import Said, Value, number_in, written

POINTS = "points"


class Bin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cell, and the points it gives."""

    when: str
    points: str


class Feature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input of a card; the first bin that holds counts. most: what it can give."""

    name: str
    group: str
    input: str
    most: int
    bins: tuple[Bin, ...]


class Grade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grade from so many points on. action: what it asks for, "" for nothing."""

    grade: str
    at_least: int
    action: Action | Literal[""] = ""


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scorecard; grades stand best first, the last one takes whatever is left."""

    name: str
    stage: Stage
    features: tuple[Feature, ...]
    grades: tuple[Grade, ...]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a card. points: by feature; grade: "" while a feature is not judged."""

    name: str
    score: str
    grade: str
    action: str
    points: dict[str, str]
    inputs: dict[str, Said] = {}
    missing: tuple[str, ...] = ()


def tables_of(card: Card, kinds: Mapping[str, str]) -> list[Table]:
    """A table for each feature."""
    return [
        Table(
            name=f"{card.name} {feature.name}",
            inputs=(Input(name=feature.input, kind=kinds[feature.input]),),
            outputs=(POINTS,),
            rows=tuple(
                Row(row_id=str(at), when={feature.input: each.when}, then={POINTS: each.points})
                for at, each in enumerate(feature.bins, 1)
            ),
        )
        for feature in card.features
    ]


class PreparedCard:
    """A card with its parameters' values, ready to score."""

    def __init__(self, card: Card, kinds: Mapping[str, str], parameters: Mapping[str, Value]) -> None:
        self.card = card
        self.tables: Sequence[Compiled] = [compiled(table, parameters) for table in tables_of(card, kinds)]

    def score(self, values: Mapping[str, Value]) -> Scored:
        """Every feature's points; there is a grade only where every feature has some."""
        points: dict[str, str] = {}
        missing: list[str] = []
        for feature, table in zip(self.card.features, self.tables, strict=True):
            answer = table.answer(values)
            if answer.outputs:
                points[feature.name] = str(answer.outputs[0][POINTS])
            else:
                missing.append(feature.input)
        score = total(Decimal(number_in(each) or 0) for each in points.values())
        grade = None if missing else self.grade_of(score)
        return Scored(
            name=self.card.name,
            score=format(score, "f"),
            grade=grade.grade if grade else "",
            action=grade.action if grade else NOT_JUDGED,
            points=points,
            inputs={
                each.input: written(values[each.input]) for each in self.card.features if each.input in values
            },
            missing=tuple(dict.fromkeys(missing)),
        )

    def grade_of(self, score: Decimal) -> Grade:
        found = (grade for grade in self.card.grades if score >= grade.at_least)
        return next(found, self.card.grades[-1])
