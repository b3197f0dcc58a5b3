"""How many must sign, in which order, and who signs beside or instead of those that the chain asks."""

from __future__ import annotations

from core.workflow import Task
from tests.core.workflow.desks import begin, refuses


def test_all_need_all_and_one_no_ends_it() -> None:
    """W3."""
    desks = begin(sign="all")
    desks.act("b1", "approve")
    desks.act("b3", "approve")
    refuses(desks, lambda: desks.act("b1", "approve"), "b1 is not asked")
    assert (desks.where(), desks.asked()) == ("second", {"b2"})

    [ended] = desks.act("b2", "reject")

    assert ended.body.outcome == "rejected"
    assert desks.replays()


def test_a_share_needs_that_many_and_bears_as_many_no_as_leave_it_possible() -> None:
    desks = begin(sign="ratio", ratio_percent=67)
    desks.act("b1", "approve")
    desks.act("b2", "approve")
    assert desks.where() == "second", "two of three are 66.7 %"
    desks.act("b3", "approve")
    assert desks.where() == "third"

    half = begin(sign="ratio", ratio_percent=50)
    half.act("b1", "reject")
    assert (half.where(), half.asked()) == ("second", {"b2", "b3"})
    refuses(half, lambda: half.act("b1", "approve"), "b1 is not asked")
    half.act("b2", "reject")
    assert half.where() == "rejected"
    assert half.replays()


def test_in_sequence_one_is_asked_after_the_other() -> None:
    desks = begin(sign="sequence")
    assert desks.asked() == {"b1"}
    refuses(desks, lambda: desks.act("b2", "approve"), "b2 is not asked")
    for person in ("b1", "b2", "b3"):
        desks.act(person, "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_an_added_signer_counts_and_signs_before_or_after() -> None:
    desks = begin()
    desks.act("b1", "add_signer", "s1", mode="before")
    desks.act("b1", "remind")
    assert desks.asked() == {"b2", "b3", "s1"}
    refuses(desks, lambda: desks.act("b1", "approve"), "b1 is not asked")
    desks.act("b2", "approve")
    assert (desks.where(), desks.asked()) == ("second", {"s1"}), "one is enough, but s1 was added"
    desks.act("s1", "add_signer", "s2", mode="after")
    desks.act("s1", "approve")
    assert (desks.where(), desks.asked()) == ("second", {"s2"})
    desks.act("s2", "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_an_added_signers_no_ends_it_and_one_taken_away_does_not_count() -> None:
    desks = begin()
    desks.act("b1", "add_signer", "s1", mode="before")
    desks.act("b2", "approve")
    refuses(desks, lambda: desks.act("b2", "remove_signer", "s1"), "'s1' is none that b2 added")
    refuses(desks, lambda: desks.act("b1", "remove_signer", "b2"), "'b2' is none that b1 added")
    desks.act("b1", "remove_signer", "s1")
    assert desks.where() == "third", "nobody is left who must sign"

    other = begin(sign="ratio", ratio_percent=34)
    other.act("b1", "add_signer", "s1", mode="before")
    other.act("s1", "reject")
    assert other.where() == "rejected"
    assert desks.replays()
    assert other.replays()


def test_what_is_transferred_is_the_others_and_what_is_delegated_is_either_ones() -> None:
    desks = begin(sign="all")
    desks.act("b1", "transfer", "s1")
    desks.act("b2", "delegate", "s2")
    assert desks.asked() == {"s1", "b2", "s2", "b3"}
    assert {task.on_behalf for task in desks.rooms.rows(Task, person="s2")} == {"b2"}
    refuses(desks, lambda: desks.act("b1", "approve"), "b1 is not asked")
    refuses(desks, lambda: desks.act("s2", "transfer", "a1"), "signs for b2 and cannot hand it on")

    desks.act("s2", "approve")
    refuses(desks, lambda: desks.act("b2", "approve"), "b2 is not asked")
    desks.act("s1", "approve")
    desks.act("b3", "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_who_was_added_stays_whoever_added_is_gone() -> None:
    desks = begin(sign="all")
    desks.act("b1", "delegate", "a1")
    desks.act("b1", "add_signer", "s1", mode="after")
    desks.act("b1", "transfer", "s2")
    assert desks.asked() == {"s2", "b2", "b3"}, "nobody signs for s2, and s1 signs after that one"
    desks.act("s2", "approve")
    assert desks.asked() == {"s1", "b2", "b3"}

    other = begin(sign="all")
    other.act("b1", "add_signer", "s1", mode="before")
    other.act("s1", "add_signer", "s2", mode="before")
    other.act("b1", "remove_signer", "s1")
    assert other.asked() == {"s2", "b2", "b3"}, "b1 waits for s2 now"
    assert desks.replays()
    assert other.replays()


def test_who_signs_after_one_that_never_signs_is_asked_when_enough_have() -> None:
    desks = begin()
    desks.act("b1", "add_signer", "s1", mode="after")
    assert desks.asked() == {"b1", "b2", "b3"}
    desks.act("b2", "approve")
    assert (desks.where(), desks.asked()) == ("second", {"s1"})
    desks.act("s1", "approve")
    assert desks.where() == "third"
    assert desks.replays()
