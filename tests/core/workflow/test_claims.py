"""Somebody takes a task alone, several are approved at once, one hand signs once, a chain is out of use."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from core.workflow import Chain, ChainRetired, ChainTakenOut, Step, Task
from tests.core.workflow.desks import VERBS, Desks, a_chain, a_node, begin, refuses, three


def test_what_one_claims_the_others_are_not_asked_until_it_is_given_back() -> None:
    desks = begin()
    desks.act("b2", "claim")
    assert desks.asked() == {"b2"}
    refuses(desks, lambda: desks.act("b1", "approve"), "b1 is not asked to sign at second now")
    refuses(desks, lambda: desks.act("b1", "claim"), "b1 is not asked")
    refuses(desks, lambda: desks.act("b2", "claim"), "b2 claimed it already")
    desks.act("b2", "unclaim")
    assert desks.asked() == {"b1", "b2", "b3"}
    refuses(desks, lambda: desks.act("b2", "unclaim"), "nobody claimed it")

    desks.act("b1", "claim")
    desks.act("b1", "approve")
    assert (desks.where(), desks.asked()) == ("third", {"c1"})
    assert desks.replays()


def test_who_claimed_and_is_away_keeps_it_from_nobody() -> None:
    desks = begin()
    desks.act("b2", "claim")
    refuses(desks, lambda: desks.act("a1", "unclaim"), "a1 has no part in it")
    refuses(desks, lambda: desks.act("mia", "unclaim"), "mia has no part in it")
    desks.act("b3", "unclaim")
    desks.act("b3", "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_a_claim_goes_along_with_the_task_and_ends_with_the_desk() -> None:
    desks = begin()
    desks.act("b2", "claim")
    desks.act("b2", "transfer", "s1")
    assert desks.asked() == {"s1"}
    desks.act("s1", "delegate", "s2")
    assert desks.asked() == {"s1", "s2"}
    refuses(desks, lambda: desks.act("s2", "unclaim"), "s2 has no part in it")
    desks.act("s2", "return", "first", mode="redo")
    assert desks.asked() == {"a1", "a2"}
    desks.act("a1", "approve")
    assert desks.asked() == {"b1", "b2", "b3"}
    assert desks.replays()


def test_who_was_added_signs_beside_who_claimed() -> None:
    desks = begin()
    desks.act("b2", "claim")
    desks.act("b2", "add_signer", "s1", mode="before")
    assert desks.asked() == {"s1"}
    refuses(desks, lambda: desks.act("s1", "claim"), "s1 was added by b2 and signs beside")
    desks.act("s1", "approve")
    desks.act("b2", "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_who_lost_the_role_claims_nothing_and_a_delegate_neither() -> None:
    desks = begin()
    desks.act("b1", "delegate", "s1")
    refuses(desks, lambda: desks.act("s1", "claim"), "s1 signs for b1 and cannot hand it on")
    desks.hold("second", ["b1"])
    refuses(desks, lambda: desks.act("b2", "claim"), "b2 holds no role that signs at second")


def test_where_the_chain_says_nothing_of_claims_nobody_claims() -> None:
    desks = Desks(a_chain(a_node("first", verbs=VERBS)))
    desks.start()
    for verb in ("claim", "unclaim"):
        refuses(desks, partial(desks.act, "a1", verb), f"{verb} is not to be done at first")


def test_who_gives_back_a_claim_gives_nobody_more_time() -> None:
    desks = Desks(a_chain(a_node("first", due_hours=8)))
    desks.start()
    before = {task.person: task.due_at for task in desks.rooms.rows(Task)}
    desks.act("a1", "claim")
    desks.act("a1", "unclaim")

    assert {task.person: task.due_at for task in desks.rooms.rows(Task, state="open")} == before


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        (
            a_chain(a_node("first", sign="all", verbs=("claim",))),
            "where one signature is not enough nobody claims it alone",
        ),
        (a_chain(a_node("first", late_to_deputy=True)), "late_to_deputy asks for deputies and due_hours"),
        (
            a_chain(a_node("first", late_to_deputy=True, due_hours=1, deputies=(), verbs=())),
            "late_to_deputy asks for deputies and due_hours",
        ),
    ],
)
def test_a_chain_that_asks_for_what_cannot_be_is_not_published(chain: Chain, why: str) -> None:
    desks = Desks()
    refuses(desks, lambda: desks.publish(chain), why)


def test_only_where_the_chain_says_so_are_several_approved_at_once() -> None:
    desks = Desks(a_chain(a_node("first", "second", batch=True), a_node("second")))
    for number in ("W1", "W2"):
        desks.start(number)
        desks.act("a1", "approve", number=number, mode="batch")
    assert [desks.where(number) for number in ("W1", "W2")] == ["second", "second"]

    refuses(desks, lambda: desks.act("b1", "approve", mode="batch"), "at second each is looked at by itself")
    desks.act("b1", "approve")
    assert [step.mode for step in desks.rooms.rows(Step, number="W1")] == ["", "batch", ""]
    assert desks.replays()


def both(**more: Any) -> Desks:
    """Boss sits at the first and the second desk."""
    said: dict[str, Any] = {"sign_once": True} | more
    desks = Desks(a_chain(a_node("first", "second"), a_node("second", "third"), a_node("third"), **said))
    desks.hold("first", ["a1", "boss"])
    desks.hold("second", ["boss", "b1"])
    desks.start()
    return desks


def test_who_signed_signs_at_the_next_desk_by_the_same_hand() -> None:
    desks = both()
    desks.act("boss", "approve")

    assert (desks.where(), desks.asked()) == ("third", {"c1"})
    steps = sorted(desks.rooms.rows(Step), key=lambda step: step.ordinal)
    assert [(step.verb, step.by, step.node, step.mode) for step in steps[1:]] == [
        ("approve", "boss", "first", ""),
        ("approve", "boss", "second", "again"),
    ]
    assert steps[2].reason == "signed at first just before"
    assert desks.replays()


def test_two_hands_sign_twice_and_so_does_one_where_the_chain_does_not_say_otherwise() -> None:
    other = both()
    other.act("a1", "approve")
    assert other.where() == "second"
    plain = both(sign_once=False)
    plain.act("boss", "approve")
    assert plain.where() == "second"


def test_one_hand_at_every_desk_ends_it_with_one_signature() -> None:
    desks = both()
    desks.hold("third", ["boss"])
    [ended] = desks.act("boss", "approve")

    assert (ended.body.outcome, ended.body.by, desks.instance().steps) == ("approved", "boss", 4)
    assert desks.asked() == set()
    assert desks.replays()


def test_who_returned_it_looks_again_and_what_is_not_asked_yet_is_not_signed() -> None:
    desks = both()
    desks.act("a1", "approve")
    desks.act("boss", "return", "first", mode="resume")
    desks.act("boss", "approve")
    assert desks.where() == "second", "it came back because it was promised"
    desks.act("boss", "approve")

    in_order = Desks(
        a_chain(
            a_node("first", "second"),
            a_node("second", "third", sign="sequence"),
            a_node("third"),
            sign_once=True,
        )
    )
    in_order.hold("first", ["b2"])
    in_order.start()
    in_order.act("b2", "approve")
    assert (in_order.where(), in_order.asked()) == ("second", {"b1"})
    assert desks.replays()
    assert in_order.replays()


def test_no_person_says_what_the_house_alone_does() -> None:
    desks = both(sign_once=False)
    refuses(
        desks, lambda: desks.act("boss", "approve", mode="again"), "is the house's own; no person says it"
    )
    refuses(desks, lambda: desks.act("boss", "escalate", "s1"), "is the house's own; no person says it")


def retire(desks: Desks, approver: str = "wang", reason: str = "merged", chain: str = "loans") -> None:
    said = ChainTakenOut(chain=chain, proposer="li", approver=approver, reason=reason)
    desks.tell("workflow.chain_retired.v1", said)


def test_on_a_chain_that_is_out_of_use_nothing_starts_and_what_runs_goes_on() -> None:
    desks = begin()
    retire(desks)

    refuses(desks, lambda: desks.start("W2"), "chain loans is out of use: merged")
    desks.act("b1", "approve")
    desks.act("c1", "approve")
    assert desks.where() == "approved"
    desks.publish(a_chain(a_node("first"), version=2))
    desks.start("W2")
    assert desks.instance("W2").chain_version == 2
    retire(desks, reason="again")
    refuses(desks, lambda: desks.start("W3"), "out of use: again")
    assert [row.version for row in desks.rooms.rows(ChainRetired)] == [2]


def test_a_chain_is_taken_out_of_use_by_two_with_a_reason() -> None:
    desks = Desks(three())
    refuses(desks, lambda: retire(desks, approver="li"), "a second person approves")
    refuses(desks, lambda: retire(desks, reason=" "), "without a reason")
    refuses(desks, lambda: retire(desks, chain="gold"), "chain gold is not published")
