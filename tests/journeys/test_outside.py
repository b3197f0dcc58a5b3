"""The hub asks the outside: a request leaves once; late, silent, wrong, contradictory are seen as that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.hub.documents import StoredDocument
from core.loan import Break
from tests.journeys.house import House
from tests.journeys.town import Town
from tests.outside.asking import BANK, BORROWER, FUNDER, QUESTIONS, REGISTRY, Gist, Question
from tests.patience import until
from tests.rebuild import assert_rebuilds

# Judged, whatever rooms there are: a room may know better than to believe what is wrong.
JUDGED = {"done", "noted", "refused"}
DUPLICATE = "noted.duplicate"
LATE_S = 1.5
MOODS = ("on_time", "late", "silent", "wrong", "twice", "contradictory", "cuts")
every_mood = pytest.mark.parametrize("mood", MOODS)
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.program)


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
    program = town.program(question.program, question.of, question.port)
    for place, before in question.told_before(number):
        program.ask("POST", place, before)
    program.mood(mood, LATE_S if mood == "late" else 0.0)
    town.ask(number, question.asked(number), question.source)
    left = town.left(question.asks, number)

    heard = [one for one in program.heard(number) if one["key"]]
    assert {one["key"] for one in heard} == {left.send_id}, "one request, however often it was tried"
    assert len(heard) == (2 if mood == "cuts" else 1)
    rows = _answered(town, question, mood, number)
    if mood == "late":
        assert rows[0].record_time - left.intent_at >= timedelta(seconds=LATE_S)


def _answered(town: Town, question: Question, mood: str, number: str) -> list[StoredDocument]:
    partner, program = question.of, town.program(question.program, question.of, question.port)
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


def test_a_receivable_that_another_lender_filed_is_seen_before_money_is_lent_on_it(town: Town) -> None:
    registry = town.program("registry", "demo-registry", REGISTRY.port)
    registry.mood("on_time")
    filed = {
        "requestId": "X",
        "contractNo": "X",
        "op": "INIT",
        "regType": "TRANSFER",
        "debtor": {"code": BORROWER["id"], "name": BORROWER["name"]},
        "creditor": {"name": "另一家银行"},
        "collateral": "应收账款 INV-77",
        "items": ["INV-77"],
    }
    registry.ask("POST", "/counter", filed)

    looked = {"op": "query", "subject_no": "twice-lent", "request_no": "Q-twice-lent"}
    about = {"property_text": "应收账款", "property_numbers": ["INV-77"]}
    town.ask("twice-lent", REGISTRY.asked("twice-lent") | looked | about)  # type: ignore[operator]

    [row] = town.answers("demo-registry", "registry.filing.v1", "twice-lent", 1)
    [hit] = _body(row)["hits"]
    assert (hit["party"], hit["property_numbers"]) == ({"name": "另一家银行"}, ["INV-77"])


def test_what_a_funder_never_told_stands_in_the_file_of_its_day(town: Town) -> None:
    funder = town.program("funder", "demo-funder", FUNDER.port)
    funder.mood("silent")
    town.ask("untold", FUNDER.asked("untold") | {"value_date": "2026-11-26"})  # type: ignore[operator]
    town.left(FUNDER.asks, "untold")
    assert town.documents("demo-funder", FUNDER.answers, "untold") == []

    funder.mood("on_time")
    funder.ask("POST", "/recon", {"day": "2026-11-26", "kind": "DISBURSEMENT"})

    [row] = town.answers("demo-funder", "funder.recon_file.v1", "DZ-2026-11-26-DISBURSEMENT", 1)
    [told] = _body(row)["rows"]
    assert (told["our_number"], told["amount"]["amount"]) == ("untold", "1000000.00")
    assert funder.ask("GET", "/drawdowns/untold")["status"] == "SUCCESS", "who asks is told"
    rows = town.house.hub.store.rows(Break, limit=9, funder="demo-funder")
    assert [(each.what, each.about, each.day) for each in rows if each.state == "open"] == [
        ("missing-here", "JJ-untold", 2026_11_26)
    ], "this hub has no such draw: its request was made by hand"


@pytest.mark.parametrize(("mood", "flags"), [("on_time", 0), ("wrong", 1)])
def test_a_day_at_the_bank_arrives_and_one_that_does_not_close_is_flagged(
    town: Town, mood: str, flags: int
) -> None:
    bank = town.program("bank", BANK.of, BANK.port)
    account = f"62220000{len(mood):08d}"
    bank.mood("on_time")
    bank.ask("POST", "/accounts", {"number": account, "balance": "100.00"})
    bank.ask("POST", "/receipts", {"number": account, "amount": "88.01", "payer": "张三", "text": "?"})

    bank.mood(mood)
    bank.ask("POST", "/statements", {"number": account})

    [row] = town.answers(BANK.of, "bank.statement.v1", f"Stmt|{account}|", 1)
    assert len(json.loads(row.flags or b"[]")) == flags
    [entry] = _body(row)["entries"]
    assert (entry["side"], entry["amount"]["amount"]) == ("credit", "88.01")
