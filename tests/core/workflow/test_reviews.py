"""The loan room asks for a decision, and is told its end; of what people start by hand it is told nothing."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from core.loan import ReviewAsked, ReviewEnded
from tests.core.workflow.desks import Desks, refuses, three


def ask(desks: Desks, number: str = "R1", **more: Any) -> list[Message]:
    said: dict[str, Any] = {"chain": "loans", "subject_kind": "application", "subject": "A1"}
    body = ReviewAsked(number=number, maker="mia", currency="CNY", minor=100, **(said | more))
    return desks.tell("loan.review_asked.v1", body)


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ([("a1", "approve"), ("b1", "approve"), ("c1", "approve")], "approved"),
        ([("a1", "approve"), ("b1", "reject")], "rejected"),
        ([("mia", "withdraw")], "withdrawn"),
    ],
)
def test_what_the_chain_decided_is_answered_once(acts: list[tuple[str, str]], outcome: str) -> None:
    desks = Desks(three())
    assert ask(desks) == []
    for by, verb in acts[:-1]:
        assert desks.act(by, verb, number="R1") == []

    by, verb = acts[-1]
    ended, answer = desks.act(by, verb, number="R1", reason="so be it")

    assert ended.type == "workflow.ended.v1"
    assert (answer.type, answer.keys) == ("loan.review_ended.v1", ("R1", "A1"))
    assert answer.body == ReviewEnded(
        number="R1", subject_kind="application", subject="A1", outcome=outcome, by=by, reason="so be it"
    )
    assert desks.replays("R1")


def test_what_a_person_started_is_answered_to_no_room() -> None:
    desks = Desks(three())
    desks.start()
    [ended] = desks.act("mia", "withdraw")

    assert ended.type == "workflow.ended.v1"


def test_a_review_that_cannot_begin_is_refused_and_leaves_nothing() -> None:
    desks = Desks(three())
    ask(desks)
    refuses(desks, lambda: ask(desks), "R1 was started before")
    refuses(desks, lambda: ask(desks, "R2", chain="gold"), "chain gold is not published")
    refuses(desks, lambda: ask(desks, "R2", subject_kind="draw"), "decides application in CNY, not draw")
    desks.hold("first", ["mia"])
    refuses(desks, lambda: ask(desks, "R2"), "nobody but the maker could sign at first")
