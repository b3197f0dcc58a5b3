"""The hub asks the outside: a request leaves once; late, silent, wrong, contradictory are seen as that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.hub.documents import StoredDocument
from tests.journeys.house import House
from tests.journeys.town import Town
from tests.outside.asking import BUREAU, FUNDER, INSURER, REGISTRY, TAX, Gist, Question
from tests.patience import until
from tests.rebuild import assert_rebuilds

# Judged, whatever rooms there are: a room may know better than to believe what is wrong.
JUDGED = {"done", "noted", "refused"}
DUPLICATE = "noted.duplicate"
LATE_S = 1.5
MOODS = ("on_time", "late", "silent", "wrong", "twice", "contradictory", "cuts")
every_mood = pytest.mark.parametrize("mood", MOODS)
every_question = pytest.mark.parametrize(
    "question", [REGISTRY, TAX, BUREAU, INSURER, FUNDER], ids=lambda one: one.program
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all: nothing here disturbs anything else, and at the end the books are rebuilt and compared."""
    folder = tmp_path_factory.mktemp("town")
    house = House(folder)
    made = Town(house, folder)
    yield made
    made.close()
    house.close()
    assert_rebuilds(house.hub)


@every_question
@every_mood
def test_a_request_leaves_once_and_its_answer_is_seen_as_what_it_is(
    town: Town, question: Question, mood: str
) -> None:
    number = f"{question.program}-{mood}"
    program = town.program(question.program, question.port)
    for place, before in question.told_before(number):
        program.ask("POST", place, before)
    program.mood(mood, LATE_S if mood == "late" else 0.0)
    town.ask(number, question.asked(number))
    left = town.left(question.asks, number)

    heard = [one for one in program.heard(number) if one["key"]]
    assert {one["key"] for one in heard} == {left.send_id}, "one request, however often it was tried"
    assert len(heard) == (2 if mood == "cuts" else 1)
    rows = _answered(town, question, mood, number)
    if mood == "late":
        assert rows[0].record_time - left.intent_at >= timedelta(seconds=LATE_S)


def _answered(town: Town, question: Question, mood: str, number: str) -> list[StoredDocument]:
    partner, program = f"demo-{question.program}", town.program(question.program, question.port)
    if mood == "silent":
        assert program.told(number) == []
        assert town.documents(partner, question.answers, question.answer_number(number)) == []
        return []
    times = 2 if mood in {"twice", "contradictory"} else 1
    said = until(lambda: _all(program.told(number), times), f"{question.program} to have told")
    assert {town.house.handled(one["key"]).state for one in said} <= JUDGED, said
    rows = town.answers(partner, question.answers, _told_of(question, mood, number), times)
    assert {row.outcome for row in rows} <= JUDGED
    assert [question.gist(_body(row)) for row in rows] == _gists(question, mood)
    repeated = [row.reason_code == DUPLICATE for row in rows]
    assert repeated == [mood == "twice" and place == 1 for place in range(times)]
    return rows


def _told_of(question: Question, mood: str, number: str) -> str:
    return (question.wrong_number if mood == "wrong" else question.answer_number)(number)


def _gists(question: Question, mood: str) -> list[Gist]:
    """What a program says in this mood, all of it, in its order."""
    if mood == "wrong":
        return [question.wrong]
    if mood == "contradictory":
        return [question.right, question.opposite]
    return [question.right] * (2 if mood == "twice" else 1)


def _all(told: list[dict[str, Any]], count: int) -> list[dict[str, Any]] | None:
    return told if len(told) >= count else None


def _body(row: StoredDocument) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(row.body)
    return body
