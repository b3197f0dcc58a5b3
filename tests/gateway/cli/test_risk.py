"""`hub risk`: what ships is published by two, decides, is shown with its reasons, exported and taken back."""

from __future__ import annotations

import json

from adapters.wiring.risk_data import HOUSE
from core.kernel.errors import Refused
from core.risk import Decision, DecisionAsked, RuleSetInForce, tables_in
from tests.core.risk.cases import GOOD
from tests.gateway.cli.conftest import Office


def published(office: Office) -> None:
    office.done("risk", "publish", "--approver", "wang", "--by", "li")
    office.work()


def test_the_rules_that_ship_are_published_by_two_and_decide(office: Office) -> None:
    alone = office.told("risk", "publish", "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
    published(office)
    inputs = {name: value for name, value in GOOD["draw"].items() if name != "policy_live"}
    asked = DecisionAsked(
        number="D1",
        subject="L1",
        rule_set="house",
        stage="draw",
        business_day=2026_11_23,
        inputs=inputs | {"headroom_minor": -1},
    )
    office.tell("risk.decision_asked.v1", asked)

    said = office.done("risk", "show", "D1").splitlines()

    assert said == [
        "D1: block, L1 at draw on 20261123",
        "by house version 1; 16 rules passed",
        "R35 fails B: over the limit (headroom_minor -1: < 0)",
        "R37 is not judged: nobody said policy_live",
    ]
    assert "there is no decision D2" in str(office.told("risk", "show", "D2").exception)
    by_subject = office.told("risk", "show", "L1").exception
    assert "there is no decision L1; about it are D1" in str(by_subject)


def test_a_version_is_taken_back_more_than_once(office: Office) -> None:
    published(office)
    published(office)
    for version in ("1", "2", "1"):
        office.done(
            "risk", "roll-back", "house", version, "--why", "tried", "--approver", "wang", "--by", "li"
        )
        office.work()

    [current] = office.hub.store.rows(RuleSetInForce, limit=9)
    assert (current.version, current.latest) == (1, 2)


def test_what_is_in_force_is_exported_as_tables_that_come_back(office: Office) -> None:
    assert "no rule set house" in str(office.told("risk", "export", "house", "--day", "20261123").exception)
    published(office)

    document = office.done("risk", "export", "house", "--day", "20261123")

    assert len(json.loads(document)["nodes"]) == 60
    assert len(tables_in(document.encode())) == 58


def test_a_rule_set_is_tried_by_hand_and_nothing_is_kept(office: Office) -> None:
    published(office)
    words = ("risk", "try", "house", "--stage", "draw", "--day", "20261123")

    lines = office.done(*words, "--input", "headroom_minor=-1", "--input", "invoice_used=false").splitlines()

    assert lines[0] == "verdict: block"
    assert "R22: pass" in lines
    assert "R35: fail B, row 1: over the limit (headroom_minor -1: < 0)" in lines
    assert "R33: not judged; nobody said net_receivable_minor" in lines
    assert office.hub.store.rows(Decision, limit=1) == []
    by_folder = office.done("risk", "try", str(HOUSE), "--stage", "draw", "--day", "20261123")
    assert by_folder.startswith("verdict: not judged")
    assert "no rule set home" in str(office.told("risk", "try", "home", *words[3:]).exception)
