"""A rule passes, fails or is not judged; a decision keeps everything it was made of and can be made again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.risk import Rule, RuleRow, Variable, decided_of, replayed
from tests.core.risk.desk import GOOD, SMALL, Desk


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.publish()
    return desk


@pytest.mark.parametrize(
    ("inputs", "verdict", "failed", "not_judged"),
    [
        (GOOD, "pass", (), ()),
        (GOOD | {"age_years": "1.999"}, "refer", ("R03",), ()),
        (GOOD | {"age_years": "0.5"}, "reject", ("R03",), ()),
        (GOOD | {"overdue_minor": 1}, "warn", ("R02",), ()),
        ({"age_years": 5, "listed": False}, "not judged", (), ("R02",)),
        ({"age_years": 5, "overdue_minor": 0}, "not judged", (), ("R02",)),
        ({}, "not judged", (), ("R03", "R02")),
        # It fails whatever the other input is; and a warning does not hide what might be graver.
        ({"age_years": 5, "listed": True}, "reject", ("R02",), ("R02",)),
        ({"age_years": 5, "overdue_minor": 1}, "not judged", ("R02",), ("R02",)),
        (GOOD | {"age_years": None}, "not judged", (), ("R03",)),
    ],
)
def test_each_rule_passes_fails_or_is_not_judged_and_the_gravest_counts(
    desk: Desk, inputs: dict[str, Any], verdict: str, failed: tuple[str, ...], not_judged: tuple[str, ...]
) -> None:
    answer = desk.ask(inputs=inputs)

    assert (answer.verdict, answer.failed, answer.not_judged) == (verdict, failed, not_judged)


def test_a_decision_keeps_version_inputs_rows_reasons_and_thresholds(desk: Desk) -> None:
    desk.ask(inputs=GOOD | {"age_years": "0.5"})

    decision = desk.decision()
    decided = decided_of(decision)
    [young] = [each for each in decided.rules if each.code == "R03"]
    assert (decision.rule_set, decision.version, decision.subject) == ("house", 1, "P1")
    assert msgspec.json.decode(decision.inputs) == GOOD | {"age_years": "0.5"}
    assert (young.rows, young.action, young.inputs) == ((1, 2), "R", {"age_years": "0.5"})
    assert young.reasons == ("too young (age_years 0.5: < 1)", "young (age_years 0.5: < 2)")
    assert decided.parameters == {"age": 2}


def test_what_was_asked_is_decided_again_to_the_byte_whatever_was_published_since(desk: Desk) -> None:
    """R1."""
    desk.ask(inputs=GOOD | {"age_years": "1.5"})
    before = desk.decision().decided
    desk.publish(replace(SMALL, rules=SMALL.rules[1:]), version=2)

    assert canonical_bytes(replayed(desk.decision(), desk.version(1))) == before


def test_thresholds_hold_from_their_day_on(desk: Desk) -> None:
    two_and_a_half = GOOD | {"age_years": "2.5"}

    assert desk.ask("D1", two_and_a_half, business_day=2025_06_30).verdict == "pass"
    assert desk.ask("D2", two_and_a_half, business_day=2025_07_01).verdict == "refer"
    with pytest.raises(Refused, match="parameter age has no value on 20241231"):
        desk.ask("D3", two_and_a_half, business_day=2024_12_31)


def test_a_stage_asks_its_own_rules_alone(desk: Desk) -> None:
    assert desk.ask(inputs={"listed": True}, stage="draw").failed == ("R35",)
    with pytest.raises(Refused, match="there is nothing to judge by at post"):
        desk.ask("D2", {}, stage="post")


def test_the_same_question_twice_is_decided_once_and_other_words_are_refused(desk: Desk) -> None:
    first = desk.ask()
    desk.publish(replace(SMALL, rules=()), version=2)

    assert desk.ask() == first
    with pytest.raises(Refused, match="take a new number"):
        desk.ask(inputs=GOOD | {"listed": True})


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"colour": 1}, "no variable is called colour"),
        ({"age_years": "five"}, "age_years is 'five', it takes a number"),
        ({"overdue_minor": "0.5"}, "takes a whole"),
        ({"listed": 1}, "takes a truth"),
    ],
)
def test_inputs_that_no_rule_set_knows_are_refused_by_name(
    desk: Desk, inputs: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        desk.ask(inputs=inputs)


def test_versions_follow_each_other_and_one_can_come_back(desk: Desk) -> None:
    desk.publish(replace(SMALL, rules=SMALL.rules[1:]), version=2)
    assert desk.ask("D1", {}).version == 2

    desk.roll_back(1)

    assert desk.ask("D2", {}).version == 1
    with pytest.raises(Refused, match="the next version of house is 3, not 2"):
        desk.publish(version=2)
    with pytest.raises(Refused, match="version 1 of house is in force"):
        desk.roll_back(1)
    with pytest.raises(Refused, match="no version 7"):
        desk.roll_back(7)


def test_nobody_publishes_or_rolls_back_alone(desk: Desk) -> None:
    with pytest.raises(Refused, match="a second person approves"):
        desk.publish(version=2, approver="li")
    with pytest.raises(Refused, match="a second person approves"):
        desk.roll_back(1, approver="li ")
    with pytest.raises(Refused, match="without a reason"):
        desk.roll_back(1, reason=" ")


def test_without_a_published_rule_set_nothing_is_decided() -> None:
    with pytest.raises(Refused, match="no rule set house is published"):
        Desk().ask()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (RuleRow(when={"colour": "1"}, action="R"), "R99 asks for colour"),
        (RuleRow(when={}, action="R"), "asks nothing"),
        (RuleRow(when={"age_years": "< $gone"}, action="R"), "parameter gone"),
        (RuleRow(when={"listed": "> 1"}, action="R"), "only numbers have an order"),
    ],
)
def test_a_rule_that_could_never_be_judged_is_not_published(row: RuleRow, says: str) -> None:
    rule = Rule(code="R99", stage="pre", text="x", rows=(row,))

    with pytest.raises(Refused, match=says):
        Desk().publish(replace(SMALL, rules=(rule,)))


def test_names_stand_once(desk: Desk) -> None:
    with pytest.raises(Refused, match="variables: listed is there twice"):
        desk.publish(
            replace(SMALL, variables=(*SMALL.variables, Variable(name="listed", kind="truth"))), version=2
        )
