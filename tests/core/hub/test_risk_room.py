"""The risk room in a hub: rule sets and questions come as messages, are booked once, and rebuild."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.canonical import canonical_bytes
from core.risk import (
    ChallengerNamed,
    Decision,
    DecisionAsked,
    OutcomeTold,
    RuleSet,
    RuleSetVersion,
    RulesPublished,
    RulesRolledBack,
    ShadowDecision,
    Stage,
    Tallies,
    Tally,
    replayed,
)
from tests.core.risk.desk import DAY, GOOD, SMALL
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds


def tell(world: HubWorld, type_name: str, body: Struct, *, key: str) -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="hub", site="", key=key)])
    world.work()


def publish(world: HubWorld, version: int, rule_set: RuleSet = SMALL, *challenges: Stage) -> None:
    said = RulesPublished(
        name="house",
        version=version,
        publisher="li",
        approver="wang",
        rule_set=rule_set,
        challenges=challenges,
    )
    tell(world, "risk.rules_published.v1", said, key=f"house/{version}")


def ask(world: HubWorld, number: str, inputs: dict[str, Any], *, key: str = "") -> None:
    said = DecisionAsked(
        number=number, subject="P1", rule_set="house", stage="pre", business_day=DAY, inputs=inputs
    )
    tell(world, "risk.decision_asked.v1", said, key=key or number)


def test_decisions_are_made_once_told_and_rebuilt_byte_for_byte(world: HubWorld) -> None:
    publish(world, 1)
    ask(world, "D1", GOOD | {"age_years": "1.50"})
    ask(world, "D1", GOOD | {"age_years": "1.50"}, key="again")
    publish(world, 2)
    tell(
        world,
        "risk.rules_rolled_back.v1",
        RulesRolledBack(name="house", version=1, by="li", approver="wang", reason="too strict"),
        key="back",
    )
    ask(world, "D2", {})

    decisions = {row.number: row for row in world.store.rows(Decision, limit=9)}
    versions = {row.version: row for row in world.store.rows(RuleSetVersion, limit=9)}
    assert {number: (row.verdict, row.version) for number, row in decisions.items()} == {
        "D1": ("refer", 1),
        "D2": ("not judged", 1),
    }
    for row in decisions.values():
        assert canonical_bytes(replayed(row, versions[row.version])) == row.decided
    assert not world.failures()
    assert_rebuilds(world)


def test_a_question_with_other_words_under_a_known_number_changes_nothing(world: HubWorld) -> None:
    publish(world, 1)
    ask(world, "D1", GOOD)
    ask(world, "D1", {}, key="other")

    assert [row.verdict for row in world.store.rows(Decision, limit=9)] == ["pass"]
    assert [failure.cause for failure in world.failures()] == ["risk.decision.number"]


def test_a_challenger_is_tried_beside_and_both_are_rebuilt_byte_for_byte(world: HubWorld) -> None:
    publish(world, 1)
    publish(world, 2, replace(SMALL, rules=SMALL.rules[1:]), "pre")
    ask(world, "D1", GOOD | {"age_years": "1.50"})
    named = ChallengerNamed(name="house", stage="pre", version=0, by="li", approver="wang", reason="enough")
    tell(world, "risk.challenger_named.v1", named, key="end")
    ask(world, "D2", GOOD)

    shadows = world.store.rows(ShadowDecision, limit=9)
    assert [(row.number, row.verdict, row.challenger_verdict) for row in shadows] == [("D1", "refer", "pass")]
    assert not world.failures()
    assert_rebuilds(world)


def test_counts_and_how_it_went_are_rebuilt_byte_for_byte(world: HubWorld) -> None:
    publish(world, 1)
    ask(world, "D1", GOOD | {"age_years": "1.50", "listed": True})
    ask(world, "D2", GOOD)
    for as_of, bad in ((2025_08_01, False), (2025_09_01, True)):
        said = OutcomeTold(subject="P1", bad=bad, as_of=as_of)
        tell(world, "risk.outcome_told.v1", said, key=str(as_of))

    [row] = world.store.rows(Tally, limit=9)
    counts = msgspec.json.decode(row.body, type=Tallies)
    assert (counts.decisions, counts.told, counts.bad) == (2, 1, 1)
    assert not world.failures()
    assert_rebuilds(world)
