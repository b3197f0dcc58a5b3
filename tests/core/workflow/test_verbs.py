"""What people do at the desks of a chain, what it leads to, and what may not be done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from core.workflow import Approvers, Step, Way
from tests.core.workflow.desks import Desks, a_chain, a_node, begin, refuses, three


@pytest.fixture
def desks() -> Iterator[Desks]:
    """A chain of three desks where one signature is enough; at the end its log is played again."""
    made = Desks(three())
    made.start()
    yield made
    assert made.replays()


def test_an_instance_goes_from_desk_to_desk_and_its_outcome_is_told(desks: Desks) -> None:
    assert (desks.where(), desks.asked()) == ("first", {"a1", "a2"})
    desks.act("a2", "approve")
    assert (desks.where(), desks.asked()) == ("second", {"b1", "b2", "b3"})
    desks.act("b3", "approve")
    [ended] = desks.act("c1", "approve", reason="fine")

    assert ended.type == "workflow.ended.v1"
    assert ended.keys == ("W1", "A1")
    body = ended.body
    assert (body.subject, body.outcome, body.by, body.chain_version) == ("A1", "approved", "c1", 1)
    assert desks.asked() == set()
    steps = sorted(desks.rooms.rows(Step), key=lambda step: step.ordinal)
    assert [(step.verb, step.by, step.node) for step in steps] == [
        ("start", "mia", "first"),
        ("approve", "a2", "first"),
        ("approve", "b3", "second"),
        ("approve", "c1", "third"),
    ]


def test_nothing_follows_an_end(desks: Desks) -> None:
    [ended] = desks.act("a1", "reject", reason="no security")

    assert (ended.body.outcome, ended.body.reason) == ("rejected", "no security")
    for by, verb in (("a1", "approve"), ("mia", "withdraw"), ("mia", "remind"), ("mia", "resubmit")):
        refuses(desks, partial(desks.act, by, verb), "it is rejected")


def test_only_who_is_asked_signs_and_only_what_the_desk_allows(desks: Desks) -> None:
    refuses(desks, lambda: desks.act("b1", "approve"), "b1 holds no role that signs at first")
    refuses(desks, lambda: desks.act("s1", "approve"), "s1 is not asked to sign at first now")
    refuses(desks, lambda: desks.act("a1", "resubmit"), "resubmit is not to be done at first")
    refuses(desks, lambda: desks.act("a1", "pay"), "pay is not to be done at first")
    bare = Desks(a_chain(a_node("first", verbs=())))
    bare.start()
    for verb in ("reject", "return", "transfer", "delegate", "add_signer", "withdraw", "remind"):
        refuses(bare, partial(bare.act, "a1", verb, "s1"), "is not to be done")


def test_a_maker_never_checks() -> None:
    """W2."""
    desks = Desks(three(sign="all"))
    desks.hold("first", ["mia", "a1"])
    desks.start()

    assert desks.asked() == {"a1"}
    refuses(desks, lambda: desks.act("mia", "approve"), "mia is not asked")
    desks.hold("spare", ["mia", "s1"])
    for verb in ("transfer", "delegate", "add_signer"):
        refuses(desks, partial(desks.act, "a1", verb, "mia", mode="before"), "maker never checks")


def test_a_maker_never_checks_by_a_name_in_other_letters() -> None:
    desks = Desks(three(sign="all"))
    desks.hold("first", ["Mia", "a1"])
    desks.hold("spare", ["MIA", "s1"])
    desks.start()

    assert desks.asked() == {"a1"}
    refuses(desks, partial(desks.act, "a1", "transfer", "MIA"), "maker never checks")


def test_where_only_the_maker_could_sign_nothing_is_started_or_passed_on() -> None:
    desks = Desks(three())
    desks.hold("second", ["mia"])
    desks.start()
    refuses(desks, lambda: desks.act("a1", "approve"), "nobody but the maker could sign at second")
    desks.hold("first", [])
    refuses(desks, lambda: desks.start("W2"), "nobody but the maker could sign at first")


def test_who_lost_the_role_signs_no_more_though_asked(desks: Desks) -> None:
    desks.hold("first", ["a1"])

    refuses(desks, lambda: desks.act("a2", "approve"), "a2 holds no role that signs at first any more")
    desks.act("a1", "approve")


def test_nobody_signs_twice_for_two(desks: Desks) -> None:
    desks.act("a1", "delegate", "s1")
    for verb in ("transfer", "delegate", "add_signer"):
        refuses(desks, partial(desks.act, "a2", verb, "s1", mode="after"), "s1 signs at first already")
    refuses(desks, lambda: desks.act("a2", "transfer", "a1"), "a1 signs at first already")
    refuses(desks, lambda: desks.act("a2", "transfer", "b1"), "'b1' may not stand in at first")
    refuses(desks, lambda: desks.act("a2", "add_signer", "s2", mode="later"), "before or after")


@pytest.mark.parametrize(
    ("mode", "then"), [("redo", ["first", "second", "third"]), ("resume", ["first", "third"])]
)
def test_what_is_returned_visits_exactly_the_desks_that_were_promised(mode: str, then: list[str]) -> None:
    """W4."""
    desks = begin(sign="all")
    for person in ("b1", "b2", "b3"):
        desks.act(person, "approve")
    desks.act("c1", "return", "first", mode=mode)

    visited = []
    while desks.where() != "approved":
        visited.append(desks.where())
        desks.act(min(desks.asked()), "approve")
    assert list(dict.fromkeys(visited)) == then
    assert desks.replays()


def test_what_is_returned_to_the_maker_comes_back_when_it_is_submitted_again() -> None:
    desks = begin(sign="all")
    desks.act("b2", "approve")
    desks.act("b1", "return", "first", mode="resume")
    desks.act("a1", "return", "maker", mode="resume")
    assert (desks.where(), desks.asked()) == ("maker", {"mia"})
    refuses(desks, lambda: desks.act("mia", "approve"), "approve is not to be done at maker")
    refuses(desks, lambda: desks.act("a1", "resubmit"), "a1 is not asked")

    desks.act("mia", "resubmit")
    assert desks.where() == "first"
    desks.act("a2", "approve")
    assert (desks.where(), desks.asked()) == ("second", {"b1", "b2", "b3"}), "all sign again what changed"
    assert desks.replays()


def test_a_return_goes_back_only_and_says_how_and_why(desks: Desks) -> None:
    refuses(desks, lambda: desks.act("a1", "return", "second", mode="redo"), "does not lie before first")
    refuses(desks, lambda: desks.act("a1", "return", "first", mode="redo"), "does not lie before first")
    refuses(desks, lambda: desks.act("a1", "return", "maker"), "redo or resume")
    refuses(desks, lambda: desks.act("a1", "return", "maker", mode="redo", reason=" "), "without a reason")
    refuses(desks, lambda: desks.act("a1", "reject", reason=""), "without a reason")


def test_only_the_maker_withdraws_and_who_has_a_part_reminds(desks: Desks) -> None:
    refuses(desks, lambda: desks.act("a1", "withdraw"), "mia made it")
    refuses(desks, lambda: desks.act("b1", "remind"), "b1 has no part in it")
    version = desks.instance().version
    desks.act("mia", "remind")
    assert desks.instance().version == version, "nobody who decides meanwhile loses by it"

    [ended] = desks.act("mia", "withdraw")

    assert ended.body.outcome == "withdrawn"


def test_of_two_who_saw_one_version_the_second_is_refused(desks: Desks) -> None:
    """W5."""
    seen = desks.instance().version
    desks.act("a1", "add_signer", "s1", mode="after", version=seen)

    refuses(desks, lambda: desks.act("a2", "approve", version=seen), "at version 2, not 1; look again")
    desks.act("a2", "approve")


def test_what_runs_keeps_the_version_it_began_with(desks: Desks) -> None:
    """W7."""
    desks.publish(a_chain(a_node("third"), version=2))
    desks.start("W2")

    assert (desks.instance().chain_version, desks.where()) == (1, "first")
    assert (desks.instance("W2").chain_version, desks.where("W2")) == (2, "third")
    for person in ("a1", "b1", "c1"):
        assert desks.where() != "approved"
        desks.act(person, "approve")
    assert desks.where() == "approved"


def test_the_amount_says_which_way_and_who() -> None:
    approvers = (Approvers(roles=("first",), below_minor=100), Approvers(roles=("second",), from_minor=100))
    ways = (Way(to="end", below_minor=200), Way(to="third", from_minor=200))
    desks = Desks(a_chain(a_node("first", approvers=approvers, next=ways), a_node("third")))
    for minor, asked, then in ((99, "a1", "approved"), (100, "b1", "approved"), (200, "b1", "third")):
        desks.start(f"W{minor}", minor)
        assert asked in desks.asked(f"W{minor}")
        desks.act(asked, "approve", number=f"W{minor}")
        assert desks.where(f"W{minor}") == then


def test_an_instance_is_started_once_about_what_its_chain_decides(desks: Desks) -> None:
    refuses(desks, desks.start, "was started before")
    refuses(desks, lambda: desks.start("W2", chain="gold"), "chain gold is not published")
    refuses(desks, lambda: desks.start("W2", currency="USD"), "application in CNY, not application in USD")
    refuses(desks, lambda: desks.start("W2", subject_kind="release"), "not release in CNY")
    refuses(desks, lambda: desks.act("a1", "approve", number="W2", version=1), "there is no workflow W2")


def test_promises_within_promises_are_kept_the_last_one_first() -> None:
    desks = begin()
    desks.act("b1", "approve")
    desks.act("c1", "return", "first", mode="resume")
    desks.act("a1", "return", "maker", mode="resume")
    desks.act("mia", "resubmit")
    assert desks.where() == "first"
    desks.act("a1", "approve")
    assert desks.where() == "third"
    assert desks.replays()


def test_a_redo_drops_what_was_promised_before() -> None:
    desks = begin()
    desks.act("b1", "approve")
    desks.act("c1", "return", "first", mode="resume")
    desks.act("a1", "return", "maker", mode="redo")
    desks.act("mia", "resubmit")
    for person, then in (("a1", "second"), ("b1", "third"), ("c1", "approved")):
        desks.act(person, "approve")
        assert desks.where() == then
    assert desks.replays()
