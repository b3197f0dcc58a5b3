"""What a finding leads to while money is out: draws shut, a call, a task; and who may say otherwise."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import Finding
from core.loan.modes import Mode
from core.risk import DecisionAsked, Rule, RuleRow
from core.workflow import Instance, Task, WorkflowActed
from tests.core.loan.deal_papers import BORROWER, CORE, STRANGER
from tests.core.loan.posts import PostRooms, rules_that_watch
from tests.core.loan.rooms import DAY, a_product


def rooms(*codes: str, **changed: object) -> PostRooms:
    return PostRooms(a_product(Mode.GOODS, "static", **changed), *codes)


def test_money_of_a_stranger_is_a_task_at_once_until_the_borrower_pays_again() -> None:
    house = rooms("R48", post_chain="post")
    house.open_desk("qian")
    house.end_day(DAY)
    assert house.outcome("R48") == "not judged", "nobody paid yet"

    house.pays("100000", "P-1", payer=STRANGER)
    assert house.standing() == {"R48": "F"}
    [asked] = house.rows(Instance)
    assert (asked.number, asked.subject_kind, asked.subject) == ("F-1/R48/1", "facility", "F-1")
    assert (asked.minor, asked.outcome) == (600_000_000, "")
    assert [each.person for each in house.rows(Task, state="open")] == ["qian"]
    assert "paid by a stranger (AML)" in house.alerts()["L11:F-1/R48"]

    house.end_day(2025_06_03)
    assert house.standing() == {"R48": "F"}, "the night knows of no payer, and ends nothing"
    house.pays("100000", "P-2")
    assert house.standing() == {}
    assert house.row(Instance, "F-1/R48/1").outcome == "withdrawn"
    assert house.rows(Task, state="open") == []


def test_what_a_person_decided_ends_no_finding_and_asks_nobody_again() -> None:
    house = rooms("R48", post_chain="post")
    house.open_desk("qian")
    house.pays("100000", "P-1", payer=STRANGER)

    said = WorkflowActed(number="F-1/R48/1", version=1, verb="approve", by="qian", reason="a guarantor")
    house.tell("workflow.acted.v1", said)
    house.pays("100000", "P-2", payer=STRANGER)

    assert house.row(Instance, "F-1/R48/1").outcome == "approved"
    assert (house.standing(), len(house.rows(Instance))) == ({"R48": "F"}, 1)
    house.pays("100000", "P-3")
    assert house.standing() == {}


def test_a_reject_shuts_draws_and_is_referred_too() -> None:
    house = rooms(post_chain="post")
    house.open_desk("qian")
    rule = Rule(
        code="R99",
        stage="post",
        text="late",
        rows=(RuleRow(when={"days_past_due": "> 0"}, action="R", because="reject"),),
    )
    few = rules_that_watch("R53")
    house.tell(
        "risk.rules_published.v1",
        replace(few, version=3, rule_set=replace(few.rule_set, rules=(*few.rule_set.rules[:3], rule))),
    )

    house.end_days(2025_07_03)

    assert house.standing() == {"R99": "R"}
    assert [each.number for each in house.rows(Instance)] == ["F-1/R99/1"]
    house.act_on_facility("unfreeze", approver="zhao", reason="agreed")
    with pytest.raises(Refused, match="post: R99 late: reject"):
        house.draw("100000", "D-2", payee={"id": BORROWER}, term_months=1)


def test_a_bank_may_call_the_borrower_by_its_name() -> None:
    house = rooms("R48")

    house.pays("100000", "P-1", payer="闽江钢材")
    house.end_day(DAY)

    assert (house.inputs()["payer"], house.outcome("R48")) == ("borrower", "pass")


def test_a_buyer_who_pays_elsewhere_is_a_call_on_the_borrower_once() -> None:
    house = rooms("R47")

    made = house.pays("100000", "P-1", payer=CORE, account="6222-99")
    [demanded] = [each for each in made if each.type == "loan.demanded.v1"]
    assert (demanded.partner, demanded.body.kind, demanded.body.of) == ("shop", "call", BORROWER)
    assert (demanded.body.number, demanded.body.loan_no) == ("F-1/R47/1", "D-1")
    assert house.standing() == {"R47": "C"}

    made = house.pays("100000", "P-2", payer=CORE, account="6222-99")
    assert not [each for each in made if each.type == "loan.demanded.v1"]
    house.pays("100000", "P-3", payer=CORE)
    assert house.standing() == {}


def test_a_decision_that_somebody_handed_in_blocks_nothing_and_frees_nothing() -> None:
    house = rooms("R53")
    house.end_days(2025_07_03)
    assert house.standing() == {"R53": "B"}

    for number, days in (("post/F-1/900", 0), ("post/F-1/901", 99)):
        said = DecisionAsked(
            number=number,
            subject="facility/F-1",
            rule_set="house",
            stage="post",
            business_day=2025_07_03,
            inputs={"days_past_due": days},
        )
        house.tell("risk.decision_asked.v1", said)

    [stands] = house.rows(Finding)
    assert (stands.stands, stands.rows) == (True, "4")
