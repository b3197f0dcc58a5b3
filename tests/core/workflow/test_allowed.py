"""What is offered to a person is what may be done: nobody is shown a door that is locked."""

from __future__ import annotations

import msgspec
import pytest

from core.kernel.errors import Refused
from core.workflow import Chain, ChainVersion, Role, allowed
from tests.core.workflow.desks import Desks, begin, three

EVERYBODY = ("a1", "a2", "b1", "b2", "b3", "c1", "mia", "s1", "s2", "s3", "nobody")
REASONED = {"return": {"mode": "redo"}, "add_signer": {"mode": "before"}}


class Held:
    """Who holds what, as the room has it."""

    def __init__(self, desks: Desks) -> None:
        self._roles = {row.role: row for row in desks.rooms.rows(Role)}

    def get(self, role: str) -> Role | None:
        return self._roles.get(role)


def offered(desks: Desks, person: str, number: str = "W1") -> dict[str, tuple[str, ...]]:
    instance = desks.instance(number)
    row = desks.rooms.row(ChainVersion, instance.chain, instance.chain_version)
    return allowed(msgspec.json.decode(row.body, type=Chain), instance, Held(desks), person)


def test_a_signer_is_offered_what_the_node_allows_and_whom_it_may_go_to() -> None:
    desks = begin(sign="all")

    found = offered(desks, "b1")

    assert set(found) == {"approve", "reject", "return", "transfer", "delegate", "add_signer", "remind"}
    assert found["return"] == ("maker", "first")
    assert found["transfer"] == ("s1", "s2", "s3", "a1")


def test_the_maker_may_take_it_back_and_remind_and_never_sign() -> None:
    assert set(offered(begin(), "mia")) == {"withdraw", "remind"}


def test_who_may_claim_is_offered_it_and_then_whoever_sits_there_to_give_it_back() -> None:
    desks = begin()
    assert "claim" in offered(desks, "b1")
    assert "unclaim" not in offered(desks, "b1")

    desks.act("b1", "claim")

    assert [person for person in EVERYBODY if "unclaim" in offered(desks, person)] == ["b1", "b2", "b3"]
    assert [person for person in EVERYBODY if "claim" in offered(desks, person)] == []


def test_who_has_no_part_in_it_is_offered_nothing_and_nobody_after_its_end() -> None:
    desks = begin()
    assert offered(desks, "nobody") == {}

    desks.act("b1", "reject")

    assert [offered(desks, each) for each in EVERYBODY] == [{}] * len(EVERYBODY)


def test_who_added_somebody_may_take_that_one_away_and_nobody_else() -> None:
    desks = begin()
    desks.act("b1", "add_signer", "s1", mode="before")

    assert offered(desks, "b1")["remove_signer"] == ("s1",)
    assert "remove_signer" not in offered(desks, "b2")
    assert "approve" not in offered(desks, "b1"), "s1 signs before"


def test_who_lost_the_role_meanwhile_is_not_offered_to_sign() -> None:
    desks = begin()
    desks.hold("second", ("b2",))

    assert "approve" not in offered(desks, "b1")
    assert "approve" in offered(desks, "b2")


def test_at_the_maker_s_desk_it_is_handed_in_again_or_withdrawn() -> None:
    desks = begin()
    desks.act("b1", "return", "maker", mode="resume")

    assert set(offered(desks, "mia")) == {"resubmit", "withdraw"}
    assert offered(desks, "b1") == {}


@pytest.mark.parametrize("verb", ["approve", "reject", "return", "transfer", "add_signer", "withdraw"])
def test_whatever_is_offered_is_done_and_whatever_is_not_is_refused(verb: str) -> None:
    for person in EVERYBODY:
        desks = Desks(three(sign="all"))
        desks.start()
        desks.act("a1", "approve")
        named = offered(desks, person).get(verb, ())
        for to in (*named, "nobody") if named and named != ("",) else ("", *named)[:1]:
            fresh = begin(sign="all")
            if to in named:
                fresh.act(person, verb, to, **REASONED.get(verb, {}))
            else:
                with pytest.raises(Refused):
                    fresh.act(person, verb, to, **REASONED.get(verb, {}))
