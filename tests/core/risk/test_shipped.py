"""R01 to R58 as they ship: each passes, fails by every row, and is not judged without what it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.wiring.risk_data import HOUSE, RATING, read_rule_set
from core.kernel.errors import Unreadable
from core.risk import FEEDERS, Decider, Rule, require_sense
from tests.core.risk.cases import FAILS, GOOD
from tests.core.risk.desk import DAY, Desk

RULES: dict[str, Rule] = {rule.code: rule for rule in read_rule_set(HOUSE).rules}
DECIDER = Decider(read_rule_set(HOUSE))


def test_all_58_rules_ship_and_make_sense() -> None:
    require_sense(read_rule_set(HOUSE))

    assert list(RULES) == [f"R{number:02}" for number in (*range(22, 40), *range(40, 59), *range(1, 22))]


@pytest.mark.parametrize("stage", ["pre", "draw", "post"])
def test_a_deal_on_the_good_side_of_every_threshold_passes_every_rule(stage: str) -> None:
    decided = DECIDER.decide(stage, DAY, GOOD[stage])

    assert decided.verdict == "pass"
    assert {each.outcome for each in decided.rules} == {"pass"}


@pytest.mark.parametrize(("code", "otherwise", "action"), FAILS)
def test_each_rule_fails_alone_on_the_other_side(code: str, otherwise: dict[str, Any], action: str) -> None:
    stage = RULES[code].stage

    failed = [
        each for each in DECIDER.decide(stage, DAY, GOOD[stage] | otherwise).rules if each.outcome == "fail"
    ]

    assert [(each.code, each.action) for each in failed if each.code == code] == [(code, action)]
    assert all(each.reasons for each in failed)


def test_every_row_of_every_rule_was_seen_to_fail() -> None:
    seen = {
        (each.code, row)
        for code, otherwise, _action in FAILS
        for each in DECIDER.decide(RULES[code].stage, DAY, GOOD[RULES[code].stage] | otherwise).rules
        for row in each.rows
    }

    assert seen == {(code, at) for code, rule in RULES.items() for at in range(1, len(rule.rows) + 1)}


@pytest.mark.parametrize("code", RULES)
def test_each_rule_is_not_judged_without_its_inputs_and_says_which(code: str) -> None:
    stage = RULES[code].stage
    asked = {name for row in RULES[code].rows for name in row.when}
    known = {name: value for name, value in GOOD[stage].items() if name not in asked}

    decided = DECIDER.decide(stage, DAY, known)

    [judged] = [each for each in decided.rules if each.code == code]
    assert (judged.outcome, set(judged.missing)) == ("not judged", asked)
    assert decided.verdict == "not judged"


def test_what_could_not_have_mattered_is_not_missed() -> None:
    """Where there is no circle, nobody has to say how long it took."""
    known = {name: value for name, value in GOOD["pre"].items() if not name.startswith("cycle_")}

    assert DECIDER.decide("pre", DAY, known).verdict == "pass"


def test_every_threshold_is_a_dated_parameter_with_its_source() -> None:
    assert all(each.source and each.values for each in read_rule_set(HOUSE).parameters)


def test_the_rules_that_ship_are_published_and_asked() -> None:
    desk = Desk()
    desk.publish(read_rule_set(HOUSE))

    answer = desk.ask(inputs=GOOD["draw"] | {"headroom_minor": -1}, stage="draw")

    assert (answer.verdict, answer.failed, answer.not_judged) == ("block", ("R35",), ())


def test_a_file_of_rules_that_is_none_names_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("variables: []\nrules: [{code: R1, stage: never}]\n")

    with pytest.raises(Unreadable, match=r"mine\.yaml"):
        read_rule_set(tmp_path)
    with pytest.raises(Unreadable, match="0 files"):
        read_rule_set(tmp_path / "none")


def test_every_variable_names_where_its_value_comes_from_and_a_feeder_brings_what_is_not_given() -> None:
    variables = [each for folder in (HOUSE, RATING) for each in read_rule_set(folder).variables]
    given = {each.name for each in variables if each.source.startswith("given: ")}

    assert [each.name for each in variables if not each.source] == []
    assert {each.name for each in variables} - given == FEEDERS.keys()
