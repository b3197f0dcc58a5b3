"""A challenger decides beside the version in force: it is kept, compared, and never told."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.risk import (
    Card,
    Challenger,
    Decided,
    Decider,
    Difference,
    Input,
    Row,
    Rule,
    RuleRow,
    RuleSetInForce,
    ShadowDecision,
    StageTable,
    Table,
    Variable,
    differences,
)
from core.risk.cards import Bin, Feature, Grade
from tests.core.risk.desk import DAY, GOOD, SMALL, Desk

# Says of the young what the champion does not, and asks for something that nobody told the champion.
STRICT = replace(
    SMALL,
    variables=(*SMALL.variables, Variable(name="colour", kind="text")),
    rules=(
        Rule(
            code="R03",
            stage="pre",
            text="age of the firm",
            rows=(RuleRow(when={"age_years": "< 10"}, action="R", because="young"),),
        ),
        *SMALL.rules[1:],
        Rule(
            code="R99",
            stage="pre",
            text="colour",
            rows=(RuleRow(when={"colour": "'red'"}, action="W"),),
        ),
    ),
)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.publish()
    desk.publish(STRICT, version=2, challenges=("pre",))
    return desk


def test_the_champion_is_told_and_the_challenger_is_kept_beside_it(desk: Desk) -> None:
    answer = desk.ask()

    assert (answer.verdict, answer.version, answer.failed) == ("pass", 1, ())
    shadow = desk.shadow()
    assert (shadow.champion, shadow.challenger) == (1, 2)
    assert (shadow.verdict, shadow.challenger_verdict, shadow.differs) == ("pass", "reject", True)
    assert msgspec.json.decode(shadow.differences, type=tuple[Difference, ...]) == (
        Difference(what="verdict", before="pass", after="reject"),
        Difference(what="R03", before="pass", after="fail R"),
        Difference(what="R99", before="not there", after="not judged"),
    )
    assert desk.decision().version == 1
    told = [message for message in desk.rooms.produced if message.type == "risk.decided.v1"]
    assert [message.body.version for message in told] == [1]


def test_what_only_the_challenger_asks_for_reaches_it_alone(desk: Desk) -> None:
    answer = desk.ask(inputs=GOOD | {"colour": "red"})

    assert answer.verdict == "pass"
    assert msgspec.json.decode(desk.decision().inputs) == GOOD
    assert msgspec.json.decode(desk.shadow().inputs) == GOOD | {"colour": "red"}
    with pytest.raises(Refused, match="no variable is called size"):
        desk.ask("D2", GOOD | {"size": 1})


def test_a_challenger_that_cannot_decide_says_why_and_stops_nobody(desk: Desk) -> None:
    only_draw = replace(SMALL, rules=SMALL.rules[2:])
    desk.publish(only_draw, version=3, challenges=("pre",))

    assert desk.ask().verdict == "pass"
    shadow = desk.shadow()
    assert (shadow.challenger_verdict, shadow.differs, shadow.decided) == ("not decided", True, b"")
    assert "nothing to judge by at pre" in msgspec.json.decode(shadow.differences)


def test_where_both_say_the_same_nothing_differs(desk: Desk) -> None:
    desk.publish(SMALL, version=3, challenges=("pre",))
    desk.ask()

    shadow = desk.shadow()
    assert (shadow.differs, shadow.differences) == (False, b"[]")
    assert shadow.decided == desk.decision().decided


def test_a_challenger_is_tried_at_its_stage_alone(desk: Desk) -> None:
    desk.ask(inputs={"listed": False}, stage="draw")

    assert desk.rooms.rows(ShadowDecision) == []


def test_the_challenger_is_made_again_to_the_byte(desk: Desk) -> None:
    desk.ask(inputs=GOOD | {"age_years": "1.50"})

    shadow = desk.shadow()
    again = Decider(STRICT).decide("pre", DAY, msgspec.json.decode(shadow.inputs))
    assert canonical_bytes(again) == shadow.decided


def test_the_same_question_twice_is_tried_once(desk: Desk) -> None:
    desk.ask()
    before = desk.shadow()
    desk.publish(SMALL, version=3, challenges=("pre",))
    desk.ask()

    assert desk.shadow() == before


def test_a_challenger_that_wins_is_put_in_force_and_challenges_itself_no_more(desk: Desk) -> None:
    assert desk.rooms.row(RuleSetInForce, "house") == RuleSetInForce(
        name="house", version=1, latest=2, changes=1
    )

    desk.roll_back(2, reason="it refuses those who did not pay")

    assert desk.ask().version == 2
    assert desk.rooms.rows(ShadowDecision) == []


def test_a_version_published_before_is_named_and_ended_by_two_with_a_reason(desk: Desk) -> None:
    desk.challenge(0)
    desk.ask()
    assert desk.rooms.rows(ShadowDecision) == []

    desk.challenge(2)
    desk.ask("D2")
    assert desk.shadow("D2").challenger == 2
    assert [row.version for row in desk.rooms.rows(Challenger)] == [2]
    with pytest.raises(Refused, match="a second person approves"):
        desk.challenge(2, approver="li")
    with pytest.raises(Refused, match="without a reason"):
        desk.challenge(2, reason=" ")
    with pytest.raises(Refused, match="there is no version 7 of house"):
        desk.challenge(7)
    with pytest.raises(Refused, match="version 1 of house is in force; it cannot challenge itself"):
        desk.challenge(1)
    with pytest.raises(Refused, match="nobody challenges house at post"):
        desk.challenge(0, stage="post")


def test_nobody_is_challenged_before_there_is_a_champion() -> None:
    with pytest.raises(Refused, match="no version of house is in force that could be challenged"):
        Desk().publish(challenges=("pre",))


def test_tables_and_grades_that_come_out_otherwise_are_told() -> None:
    before = with_table_and_card(rate="0.05", points="10")
    after = with_table_and_card(rate="0.07", points="4")

    assert differences(before, before) == ()
    assert differences(before, after) == (
        Difference(what="table rates", before="rate 0.05", after="rate 0.07"),
        Difference(what="card borrower", before="A", after="D"),
    )


def with_table_and_card(*, rate: str, points: str) -> Decided:
    table = Table(
        name="rates",
        inputs=(Input(name="listed", kind="truth"),),
        outputs=("rate",),
        rows=(Row(row_id="1", when={"listed": "false"}, then={"rate": rate}),),
        leaves_open=True,
    )
    card = Card(
        name="borrower",
        stage="pre",
        features=(
            Feature(
                name="f",
                group="g",
                input="listed",
                most=int(points),
                bins=(Bin(when="", points=points),),
            ),
        ),
        grades=(Grade(grade="A", at_least=5), Grade(grade="D", at_least=0)),
    )
    rule_set = replace(SMALL, tables=(StageTable(stage="pre", table=table),), cards=(card,))
    return Decider(rule_set).decide("pre", DAY, GOOD)
