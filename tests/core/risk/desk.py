"""A small rule set, and the risk room alone to publish it and ask it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from core.hub.message import Message
from core.risk import (
    ChallengerNamed,
    Dated,
    Decision,
    DecisionAsked,
    DecisionMade,
    Parameter,
    Rule,
    RuleRow,
    RuleSet,
    RuleSetVersion,
    RulesPublished,
    RulesRolledBack,
    ShadowDecision,
    Variable,
)
from tests.core.rooms import Rooms, at, ordered

DAY = 2025_06_02
SMALL = RuleSet(
    variables=(
        Variable(name="age_years"),
        Variable(name="overdue_minor", kind="whole"),
        Variable(name="listed", kind="truth"),
    ),
    parameters=(
        Parameter(
            name="age",
            unit="y",
            values=(Dated(from_day=2025_01_01, value=2), Dated(from_day=2025_07_01, value=3)),
        ),
    ),
    rules=(
        Rule(
            code="R03",
            stage="pre",
            text="age of the firm",
            rows=(
                RuleRow(when={"age_years": "< 1"}, action="R", because="too young"),
                RuleRow(when={"age_years": "< $age"}, action="F", because="young"),
            ),
        ),
        Rule(
            code="R02",
            stage="pre",
            text="lists and what is overdue",
            rows=(
                RuleRow(when={"listed": "true"}, action="R"),
                RuleRow(when={"overdue_minor": "> 0"}, action="W"),
            ),
        ),
        Rule(code="R35", stage="draw", text="x", rows=(RuleRow(when={"listed": "true"}, action="B"),)),
    ),
)
GOOD: dict[str, Any] = {"age_years": 5, "overdue_minor": 0, "listed": False}


class Desk:
    """The risk room; every message comes an hour after the one before."""

    def __init__(self) -> None:
        self.rooms = Rooms("risk")
        self.count = 0

    def tell(self, type_name: str, body: Any) -> list[Message]:
        self.count += 1
        return self.rooms.receive(ordered(type_name, body, at(self.count), key=str(self.count)))

    def publish(
        self, rule_set: RuleSet = SMALL, *, version: int = 1, approver: str = "wang", **more: Any
    ) -> None:
        said = RulesPublished(
            name="house", version=version, publisher="li", approver=approver, rule_set=rule_set, **more
        )
        self.tell("risk.rules_published.v1", said)

    def challenge(self, version: int, *, approver: str = "wang", reason: str = "softer", **more: Any) -> None:
        said = ChallengerNamed(
            name="house", stage="pre", version=version, by="li", approver=approver, reason=reason
        )
        self.tell("risk.challenger_named.v1", replace(said, **more))

    def roll_back(self, version: int, *, approver: str = "wang", reason: str = "too strict") -> None:
        said = RulesRolledBack(name="house", version=version, by="li", approver=approver, reason=reason)
        self.tell("risk.rules_rolled_back.v1", said)

    def ask(self, number: str = "D1", inputs: dict[str, Any] = GOOD, **more: Any) -> DecisionMade:
        said = DecisionAsked(
            number=number, subject="P1", rule_set="house", stage="pre", business_day=DAY, inputs=inputs
        )
        [answer] = self.tell("risk.decision_asked.v1", replace(said, **more))
        assert isinstance(answer.body, DecisionMade)
        return answer.body

    def decision(self, number: str = "D1") -> Decision:
        return self.rooms.row(Decision, number)

    def shadow(self, number: str = "D1") -> ShadowDecision:
        return self.rooms.row(ShadowDecision, number)

    def version(self, version: int) -> RuleSetVersion:
        return self.rooms.row(RuleSetVersion, "house", version)
