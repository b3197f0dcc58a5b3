"""While money is out the rules judge it (贷后): what begins is told once, what ends is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import FacilityDue, FacilityWatch, Finding, JudgementDue, Loan, LoanActed
from core.loan.modes import Mode
from core.risk import Decision
from tests.core.custody.documents import outbound
from tests.core.loan.deal_papers import BORROWER, CORE
from tests.core.loan.posts import PostRooms, rules_that_watch
from tests.core.loan.rooms import DAY, a_product
from tests.core.risk.firms import reported
from tests.core.rooms import at


def rooms(*codes: str, **changed: object) -> PostRooms:
    return PostRooms(a_product(Mode.GOODS, "static", **changed), *codes)


def test_a_days_end_judges_what_is_out_by_what_this_room_knows() -> None:
    house = rooms()

    house.end_day(DAY)

    assert house.watch.judged_day == DAY
    assert house.watch.decision == "post/F-1/1"
    given = house.inputs()
    assert (given["days_past_due"], given["days_since_due"]) == (0, 0)
    assert house.outcome("R53") == "pass"
    assert house.outcome("R41") == "pass"
    assert house.outcome("R55") == "not judged"
    assert "R55" in house.watch.not_judged.split()
    assert "funder_quota_used_pct" not in given, "it is our own money"


def test_the_same_day_told_twice_is_judged_once_and_the_next_day_again() -> None:
    house = rooms()

    house.end_day(DAY)
    house.end_day(DAY)
    assert [row.number for row in house.rows(Decision, subject="facility/F-1")] == ["post/F-1/1"]

    house.end_day(DAY + 1)
    assert house.watch.decision == "post/F-1/2"


def test_what_was_judged_since_it_was_asked_for_is_judged_no_more() -> None:
    house = rooms("R53")
    house.end_day(DAY)
    judged_at = house.watch.judged_at
    assert judged_at is not None

    for at_, times in ((judged_at - timedelta(seconds=1), 1), (judged_at + timedelta(seconds=1), 2)):
        due = (FacilityDue(facility_no="F-1"),)
        said = JudgementDue(business_day=DAY, at=at_, because="another slice", facilities=due)
        house.tell("loan.judgement_due.v1", said)
        assert house.watch.times == times


def test_a_product_may_be_judged_more_seldom_but_what_is_late_on_every_day() -> None:
    house = rooms("R53", post_days=7)

    house.end_days(2025_06_10)
    days = [row.business_day for row in house.rows(Decision, subject="facility/F-1")]
    assert days == [2025_06_02, 2025_06_09]

    house.end_days(2025_07_06, since=2025_06_11)
    days = [row.business_day for row in house.rows(Decision, subject="facility/F-1")]
    assert days[-4:] == [2025_07_03, 2025_07_04, 2025_07_05, 2025_07_06]


def test_where_the_rules_say_nothing_of_money_that_is_out_nothing_is_judged() -> None:
    house = rooms("R00")

    house.end_days(2025_06_05)

    assert house.rows(FacilityWatch) == []
    assert house.rows(Decision, subject="facility/F-1") == []


def test_days_past_due_shut_draws_once_and_money_opens_them_at_once() -> None:
    house = rooms("R53")
    house.end_days(2025_07_02)
    assert house.standing() == {}

    made = house.end_day(2025_07_03)
    assert house.standing() == {"R53": "B"}
    assert "freeze draws (days_past_due 1: > 0)" in house.alerts()["L11:F-1/R53"]
    told = [each for each in made if each.type == "finance.status.v1" and each.body.about == "facility"]
    assert [(each.partner, "R53" in each.body.reasons[0].text) for each in told] == [("shop", True)]

    made = house.end_day(2025_07_04)
    assert not [each for each in made if each.type in {"alert.raised.v1", "finance.status.v1"}]
    assert len(house.rows(Finding)) == 1, "it stands, and is told no more"

    house.act_on_facility("unfreeze", approver="zhao", reason="agreed")
    with pytest.raises(Refused, match=r"post: R53 逾期 days past due: freeze draws.*decision post/F-1/"):
        house.draw("100000", "D-2", payee={"id": BORROWER}, term_months=1)

    house.pays("6100000", "P-1")
    assert house.row(Loan, "D-1").state == "SETTLED"
    assert house.standing() == {}
    assert "L11:F-1/R53" not in house.alerts()
    [gone] = house.rows(Finding)
    assert (gone.begun_day, gone.ended_day, gone.ended_by) == (2025_07_03, 2025_07_05, house.watch.decision)
    house.price("1000", hours=house.count / 3600)
    house.draw("100000", "D-3", payee={"id": BORROWER}, term_months=1)
    assert house.row(Loan, "D-3").state == "PRE_OCCUPIED"


def test_a_finding_that_becomes_graver_is_told_again_and_only_then() -> None:
    house = rooms("R53")

    house.end_days(2025_07_12)

    assert [(row.rows, row.stands, row.begun_day) for row in house.rows(Finding)] == [
        ("4", False, 2025_07_03),
        ("3 4", True, 2025_07_10),
    ]
    assert "visit" in house.alerts()["L11:F-1/R53"]
    assert [each.key for each in house.produced if each.type == "alert.raised.v1"].count("L11:F-1/R53") == 2


def test_a_price_that_falls_is_judged_when_collateral_hears_of_it() -> None:
    house = rooms("R41")
    house.end_day(DAY)
    assert (house.inputs()["ltv_pct"], house.outcome("R41")) == (60, "pass")

    house.price("900", hours=40)
    house.price("800", hours=44)
    assert house.standing() == {"R41": "W"}
    assert "watch (ltv_pct 75: >= 75)" in house.alerts()["L11:F-1/R41"]

    made = house.price("740", hours=48)
    assert house.standing() == {"R41": "C"}
    assert [each.type for each in made if each.type in {"collateral.called.v1", "loan.demanded.v1"}] == [
        "collateral.called.v1"
    ], "collateral calls by its own lines: nothing is asked twice"

    for hours, yuan in ((52, "800"), (56, "850"), (60, "900")):
        house.price(yuan, hours=hours)
    assert house.standing() == {}
    assert "L11:F-1/R41" not in house.alerts()
    assert [(row.action, row.stands) for row in house.rows(Finding)] == [
        ("W", False),
        ("C", False),
        ("W", False),
    ]


def test_what_is_not_told_is_not_judged_and_ends_nothing() -> None:
    house = rooms("R49")
    house.end_day(DAY)
    assert (house.outcome("R49"), house.standing()) == ("not judged", {})

    house.receive(reported({"id": CORE}, {"core_bill_default": "true"}, at(32), expires_at=at(60)))
    house.end_day(2025_06_03)
    assert house.standing() == {"R49": "B"}

    house.end_day(2025_06_05)
    assert house.outcome("R49") == "not judged"
    assert house.standing() == {"R49": "B"}, "nobody said that it is gone"

    clean = {"core_bill_default": "false", "core_downgraded": "false", "core_negative_news": "false"}
    house.receive(reported({"id": CORE}, clean, at(100)))
    house.end_day(2025_06_06)
    assert house.standing() == {}


def test_a_rule_that_is_published_no_more_stands_no_more() -> None:
    house = rooms("R53")
    house.end_days(2025_07_03)

    house.tell("risk.rules_published.v1", replace(rules_that_watch("R41"), version=3))
    house.end_day(2025_07_04)

    assert house.standing() == {}


def test_goods_that_leave_without_leave_shut_draws_at_once() -> None:
    house = rooms("R42")
    house.end_day(DAY)
    assert house.outcome("R42") == "pass"

    house.count += 60
    house.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(house.count / 3600)))

    assert house.standing() == {"R42": "B"}
    assert "left without leave (C01)" in house.alerts()["L11:F-1/R42"]


def test_what_stands_against_a_facility_ends_with_it() -> None:
    house = rooms("R49")
    house.receive(reported({"id": CORE}, {"core_bill_default": "true"}, at(9)))
    house.end_days(2025_07_01)
    house.pays("6100000", "P-1")
    house.end_day(2025_07_02)
    house.tell("loan.acted.v1", an_act(house, "refund_surplus", 2025_07_03))
    assert (house.row(Loan, "D-1").over, house.standing()) == (True, {"R49": "B"})

    house.act_on_facility("terminate", approver="zhao", reason="no more business")

    assert house.standing() == {}
    assert "L11:F-1/R49" not in house.alerts()


def an_act(house: PostRooms, act: str, day: int) -> LoanActed:
    version = house.row(Loan, "D-1").version
    return LoanActed(loan_no="D-1", version=version, act=act, by="wang", approver="zhao", business_day=day)
