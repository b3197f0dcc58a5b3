"""Rules are counted as they decide: hits, what failed together, how it went, and inputs that drift."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.risk import (
    Decision,
    LastDecision,
    OutcomeTold,
    RuleFigures,
    Tallies,
    Tally,
    bin_of,
    decided_of,
    drifts_of,
    figures_of,
    overlaps_of,
    psi,
    together,
)
from tests.core.risk.desk import GOOD, SMALL, Desk

YOUNG_AND_LISTED = GOOD | {"age_years": "0.5", "listed": True}


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.publish()
    return desk


def counted(desk: Desk, **equal: Any) -> Tallies:
    rows = desk.rooms.rows(Tally, **equal)
    return together(msgspec.json.decode(row.body, type=Tallies) for row in rows)


def told(desk: Desk, subject: str, *, bad: bool, as_of: int = 2025_09_01) -> None:
    desk.tell("risk.outcome_told.v1", OutcomeTold(subject=subject, bad=bad, as_of=as_of))


def test_every_rule_is_counted_by_what_came_of_it(desk: Desk) -> None:
    for at, inputs in enumerate((GOOD, GOOD, YOUNG_AND_LISTED, {"age_years": 5}, GOOD | {"listed": True})):
        desk.ask(f"D{at}", inputs)

    counts = counted(desk)
    [age, listed] = [
        (each.code, each.failed, each.passed, each.not_judged) for each in figures_of(SMALL, "pre", counts)
    ]
    assert counts.decisions == 5
    assert counts.verdicts == {"pass": 2, "reject": 2, "not judged": 1}
    assert (age, listed) == (("R03", 1, 4, 0), ("R02", 2, 2, 1))


def test_counts_are_apart_by_version_stage_and_month(desk: Desk) -> None:
    desk.ask("D1")
    desk.ask("D2", business_day=2025_07_01)
    desk.ask("D3", {"listed": False}, stage="draw")
    desk.publish(version=2)
    desk.ask("D4")

    places = {(row.version, row.stage, row.month) for row in desk.rooms.rows(Tally)}
    assert places == {(1, "pre", 202506), (1, "pre", 202507), (1, "draw", 202506), (2, "pre", 202506)}
    assert counted(desk, version=1, stage="pre", month=202506).decisions == 1


def test_a_question_asked_again_is_counted_once(desk: Desk) -> None:
    desk.ask()
    desk.ask()

    assert counted(desk).decisions == 1


def test_rules_that_fail_together_are_told_by_how_alike_they_are(desk: Desk) -> None:
    desk.ask("D1", YOUNG_AND_LISTED)
    desk.ask("D2", GOOD | {"listed": True})

    assert overlaps_of(counted(desk)) == [("R02", "R03", 1, Fraction(1))]


def test_how_it_went_is_counted_by_verdict_and_by_rule(desk: Desk) -> None:
    desk.ask("D1", YOUNG_AND_LISTED, subject="A")
    desk.ask("D2", GOOD, subject="B")
    desk.ask("D3", GOOD | {"listed": True}, subject="C")
    told(desk, "A", bad=True)
    told(desk, "B", bad=False)
    told(desk, "nobody", bad=True)

    counts = counted(desk)
    assert (counts.told, counts.bad) == (2, 1)
    assert (counts.told_verdicts, counts.bad_verdicts) == ({"reject": 1, "pass": 1}, {"reject": 1, "pass": 0})
    assert figures_of(SMALL, "pre", counts)[0] == RuleFigures(
        code="R03", failed=1, passed=2, not_judged=0, told=1, bad=1, rest_told=1, rest_bad=0
    )


def test_what_is_told_again_changes_nothing_and_otherwise_counts_anew(desk: Desk) -> None:
    desk.ask("D1", YOUNG_AND_LISTED, subject="A")
    for bad, as_of, now_bad in (
        (False, 2025_07_01, 0),
        (False, 2025_08_01, 0),
        (True, 2025_09_01, 1),
        (True, 2025_10_01, 1),
        (False, 2025_09_15, 1),  # older than what is known
        (False, 2025_11_01, 0),
    ):
        told(desk, "A", bad=bad, as_of=as_of)
        counts = counted(desk)
        assert (counts.told, counts.bad, counts.bad_failed) == (1, now_bad, {"R03": now_bad, "R02": now_bad})


def test_the_last_decision_before_it_went_so_is_the_one_that_counts(desk: Desk) -> None:
    desk.ask("D1", YOUNG_AND_LISTED, subject="A", business_day=2025_06_10)
    desk.ask("D2", GOOD, subject="A", business_day=2025_06_20)
    # Asked later for an earlier day: it is not the last one.
    desk.ask("D3", YOUNG_AND_LISTED, subject="A", business_day=2025_06_15)
    told(desk, "A", bad=True, as_of=2025_06_19)
    assert counted(desk).told == 0

    told(desk, "A", bad=True, as_of=2025_06_20)

    [last] = desk.rooms.rows(LastDecision)
    assert (last.number, last.told) == ("D2", "bad")
    assert counted(desk).bad_verdicts == {"pass": 1}


def test_counts_are_what_the_decisions_say(desk: Desk) -> None:
    """The rows that were kept as it went, beside all decisions read again."""
    for at, age in enumerate((1, 2, 3, 30, "0.5", "1.5", None)):
        desk.ask(f"D{at}", GOOD | {"age_years": age, "overdue_minor": at % 2})

    whole = Tallies()
    for row in desk.rooms.rows(Decision):
        said = msgspec.json.decode(row.inputs)
        whole.decided(decided_of(row), SMALL.asked("pre"), said)
    assert counted(desk) == whole


def test_an_input_that_moved_is_told_first(desk: Desk) -> None:
    for at in range(10):
        desk.ask(f"J{at}", GOOD | {"age_years": 5 + at % 2})
        desk.ask(f"K{at}", GOOD | {"age_years": 25 + at % 2}, business_day=2025_07_01)

    june, july = counted(desk, month=202506), counted(desk, month=202507)

    [age, *others] = drifts_of(july, june)
    assert (age.variable, age.said, age.decisions) == ("age_years", 10, 10)
    assert age.psi is not None
    assert age.psi > Decimal(5)
    assert {each.psi for each in others} == {Decimal(0)}
    assert all(each.psi is None for each in drifts_of(july, None))


def test_psi_is_the_sum_that_practice_computes() -> None:
    """(0.4-0.5) ln(0.4/0.5) + (0.6-0.5) ln(0.6/0.5) = 0.0405, worked by hand."""
    assert psi({"a": 50, "b": 50}, {"a": 40, "b": 60}) == Decimal("0.0405")
    assert psi({"a": 1}, {"a": 7}) == 0


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (0, "0"),
        (1, "1"),
        ("1.99", "1"),
        (2, "2"),
        ("4.999", "2"),
        (5, "5"),
        (9, "5"),
        (10, "10"),
        (-3, "-2"),
        ("0.07", "0.05"),
        (123_456_789, "100000000"),
        (True, "true"),
        (None, "not said"),
        ("active", "active"),
    ],
)
def test_values_fall_into_bins_that_need_no_history(said: Any, name: str) -> None:
    assert bin_of(said) == name


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_every_number_lies_in_its_bin(number: Decimal) -> None:
    low = Decimal(bin_of(format(number, "f")))

    assert (number == 0) == (low == 0)
    if number:
        lead = low.copy_abs().scaleb(-low.adjusted())
        factor = Decimal("2.5") if lead == 2 else 2
        assert low.copy_abs() <= number.copy_abs() < low.copy_abs() * factor
        assert (low < 0) == (number < 0)


def test_words_beyond_the_most_are_counted_as_others(desk: Desk) -> None:
    counts = Tallies()
    decided = decided_of(asked_once(desk))
    for at in range(40):
        counts.decided(decided, (), {"word": f"word {at}"})
    counts.decided(decided, (), {"word": "word 1"})

    assert len(counts.inputs["word"]) == 31
    assert counts.inputs["word"]["other words"] == 10
    assert counts.inputs["word"]["word 1"] == 2


def test_pairs_beyond_the_most_are_counted_as_left(desk: Desk) -> None:
    decided = decided_of(asked_once(desk))
    rule = replace(decided.rules[0], outcome="fail")
    many = replace(decided, rules=tuple(replace(rule, code=f"X{at:03}") for at in range(105)))
    counts = Tallies()
    counts.decided(many, (), {})

    assert (len(counts.together), counts.pairs_left) == (5_000, 105 * 104 // 2 - 5_000)


def asked_once(desk: Desk) -> Decision:
    desk.ask()
    return desk.decision()
