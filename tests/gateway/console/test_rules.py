"""Rules: what decides with which thresholds, a bench that changes nothing, and a decision's whole trace."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.hub.arrivals import Arrival
from core.hub.rights import Grant
from core.risk import (
    Dated,
    Decision,
    Parameter,
    Rule,
    RuleRow,
    RuleSet,
    RulesPublished,
    Variable,
    replayed,
)
from gateway.console import rules as pages
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.money_seed import TRADER, decide, rules, tell

SMALL = RuleSet(
    variables=(Variable(name="age_years", source="party.master.v1"), Variable(name="listed", kind="truth")),
    parameters=(
        Parameter(
            name="age",
            unit="y",
            source="practice",
            values=(Dated(from_day=2025_01_01, value=2), Dated(from_day=2027_01_01, value=3)),
        ),
    ),
    rules=(
        Rule(
            code="R03",
            stage="pre",
            text="age of the firm",
            rows=(RuleRow(when={"age_years": "< $age"}, action="F", because="young"),),
        ),
        Rule(code="R35", stage="draw", text="lists", rows=(RuleRow(when={"listed": "true"}, action="B"),)),
    ),
)


@pytest.fixture
def judged(operator: Operator) -> Operator:
    rules(operator.world)
    return operator


def small(operator: Operator, version: int = 1) -> None:
    said = RulesPublished(name="small", version=version, publisher="li", approver="wang", rule_set=SMALL)
    tell(operator.world, ("risk.rules_published.v1", said, f"small/{version}"))


def become(operator: Operator, name: str, *grants: Grant) -> None:
    password = Administration(operator.desk.people, by="chief").add(name, grants)
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def trial(operator: Operator, where: str = "house", **said: Any) -> tuple[int, str, str]:
    """(status, page, what a person reads there)."""
    answer = operator.post(f"/rules/bench/{where}", **{f"in.{name}": value for name, value in said.items()})
    return answer.status_code, answer.text, text_of(answer.text)


def test_every_rule_set_says_which_version_decides_and_who_put_it_there(judged: Operator) -> None:
    small(judged)
    small(judged, 2)

    text = text_of(judged.page("/rules"))

    assert "house version 1 of 1 58" in text
    assert "small version 2 of 2 2 0 0 1 li, wang" in text


def test_a_rule_stands_row_by_row_with_the_thresholds_of_the_day(judged: Operator) -> None:
    small(judged)

    now, later, before = (
        html.unescape(text_of(judged.page(f"/rules/set/small?day={day}")))
        for day in ("2026-11-23", "2027-05-01", "2024-05-01")
    )

    assert "R03 age of the firm Refer age_years < 2 young" in now
    assert "age 2 y 2025-01-01 2027-01-01 3 practice" in now
    assert "Refer age_years < 3 young" in later
    assert "age 3 y 2027-01-01 2025-01-01 2 practice" in later
    assert "Refer age_years < $age young" in before
    assert "no value yet" in before


def test_each_stage_has_its_own_rules_and_what_nobody_feeds_says_so(judged: Operator) -> None:
    small(judged)

    pre, draw = (text_of(judged.page(f"/rules/set/small?stage={stage}")) for stage in ("pre", "draw"))

    assert "R03" in pre
    assert "R35" not in pre
    assert "R35 lists Block listed true" in draw
    assert "age_years number party.master.v1" in pre
    assert "listed truth no feed yet" in draw
    assert "Nothing decides at this stage" in judged.page("/rules/set/small?stage=post")


def test_a_version_of_before_is_still_shown_as_it_was(judged: Operator) -> None:
    small(judged)
    small(judged, 2)

    assert "Not in force" in text_of(judged.page("/rules/set/small?version=1")).split("Versions")[0]
    assert judged.get("/rules/set/small?version=3").status_code == 404


def test_the_bench_says_of_each_rule_what_came_of_it_by_which_row_and_why(judged: Operator) -> None:
    status, page, text = trial(judged, "house", company_age_years="1.5", dishonest_debtor="false")

    assert status == 200
    assert "It would be decided: Refer" in text
    assert re.search(r"R03 Refer 成立年限 age of the firm row 2 .*young.*1\.5", text)
    assert "nobody said own_blacklist, executed_cases, tax_major_violation" in text
    assert 'name="in.company_age_years" maxlength="200" value="1.5"' in page
    assert '<option value="false" selected>' in page


def test_the_bench_scores_a_card(judged: Operator) -> None:
    _, _, text = trial(judged, "rating", company_age_years="12")

    assert "Scorecard borrower: 4 points, no grade" in text
    assert "It would be decided: Not judged" in text


def test_the_bench_judges_by_the_thresholds_of_its_day(judged: Operator) -> None:
    small(judged)
    form = {"in.age_years": "2.5"}

    now = judged.post("/rules/bench/small", **form, day="2026-11-23")
    later = judged.post("/rules/bench/small", **form, day="2027-05-01")

    assert "It would be decided: Pass" in text_of(now.text)
    assert "It would be decided: Refer" in text_of(later.text)


def test_what_is_tried_is_kept_nowhere(judged: Operator) -> None:
    store = judged.world.hub.store
    before = [store.rows(kind, limit=99) for kind in (Decision, Arrival)]

    trial(judged, "house", company_age_years="1.5")

    assert [store.rows(kind, limit=99) for kind in (Decision, Arrival)] == before


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"company_age_years": "old"}, "company_age_years is 'old', it takes a number"),
        ({"executed_cases": "1.5"}, "executed_cases is '1.5', it takes a whole"),
        ({"dishonest_debtor": "perhaps"}, "dishonest_debtor is 'perhaps', it takes a truth"),
    ],
)
def test_an_input_of_another_kind_is_told_and_what_was_typed_stays(
    judged: Operator, said: dict[str, str], why: str
) -> None:
    status, page, text = trial(judged, "house", lender_queries_3m="3", **said)

    assert status == 409
    assert why in text.replace("&#39;", "'")
    assert 'name="in.lender_queries_3m" maxlength="200" value="3"' in page


def test_a_stage_with_nothing_to_judge_by_offers_no_form_and_is_no_pass(judged: Operator) -> None:
    assert "Try it" not in judged.page("/rules/bench/rating?stage=draw")
    answer = judged.post("/rules/bench/rating?stage=draw")
    assert answer.status_code == 409
    assert "that is no pass" in answer.text


def test_a_decision_is_traced_rule_by_rule_and_made_again(judged: Operator) -> None:
    page = judged.page("/rules/decisions/D-2")
    text = text_of(page)

    assert "D-2 Reject made again, it comes out the same" in text
    assert f"about {TRADER} · Before the loan · 2026-11-23 · house 1" in text
    assert "Fails 1 Not judged 19 Pass 1" in text
    assert re.search(r"R02 Reject 黑名单 blacklists row 2 dishonest debtor", text)
    assert "R03 Pass 成立年限 age of the firm company_age_years 12" in text
    assert "company_age_years 12 dishonest_debtor true" in text
    assert f"{len(read_rule_set(HOUSE).parameters)} thresholds" in text
    [place] = re.findall(r'href="/console(/messages/\d+/\d+\?document=0)"', page)
    assert "risk.decision_asked.v1" in judged.page(place)


def test_a_decision_that_comes_out_otherwise_says_so(
    judged: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = judged.world.hub.store.get(Decision, "D-1")
    assert other is not None
    monkeypatch.setattr(pages, "replayed", lambda _, version: replayed(other, version))

    assert "made again, it comes out otherwise" in judged.page("/rules/decisions/D-2")


def test_decisions_are_listed_by_version_and_by_subject_page_by_page(
    judged: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(judged.world, "D-3", {})
    monkeypatch.setattr(pages, "ROWS", 2)

    for asked in ("name=house", f"subject={TRADER}"):
        first = judged.page(f"/rules/decisions?{asked}")
        second = judged.page(f"/rules/decisions?{asked}&after=D-2")
        assert re.findall(r'<tr id="d-([^"]+)"', first) == ["D-1", "D-2"]
        assert "after=D-2" in first
        assert re.findall(r'<tr id="d-([^"]+)"', second) == ["D-3"]
    assert "D-1 Refer" in text_of(judged.page("/rules/decisions"))
    assert "No decision was made here" in judged.page("/rules/decisions?subject=nobody")


def test_an_empty_room_says_what_will_come(operator: Operator) -> None:
    assert "No rule set is published" in operator.page("/rules")
    assert "No decision was made here" in operator.page("/rules/decisions")
    for path in ("/rules/set/none", "/rules/bench/none", "/rules/decisions/none"):
        assert operator.get(path).status_code == 404


@pytest.mark.parametrize(
    ("grant", "status"),
    [
        (Grant("officer"), 200),
        (Grant("auditor"), 200),
        (Grant("operator"), 403),
        (Grant("risk", ("bank",)), 404),
    ],
)
def test_the_rules_are_for_who_has_the_right(judged: Operator, grant: Grant, status: int) -> None:
    become(judged, "hu", grant)

    assert judged.get("/rules/decisions/D-1").status_code == status
    assert judged.post("/rules/bench/house").status_code == status
