"""Who may do what about whom: a look-up in what the roles hold, never more than was given."""

from __future__ import annotations

import pytest

from core.hub.rights import (
    ACTIONS,
    ALL,
    ROLES,
    Grant,
    Rights,
    Scope,
    checked,
    every_role,
    read_grant,
    written,
)
from core.kernel.errors import Refused


def test_a_role_for_one_partner_says_nothing_about_another() -> None:
    rights = Rights((Grant("operator", ("acme",)), Grant("auditor", ("bank",))))

    assert rights.may("plan.retry", "acme")
    assert not rights.may("plan.retry", "bank")
    assert rights.may("message.see_body", "bank")
    assert not rights.may("message.see_body", "acme")
    assert not rights.may("plan.retry", ALL)
    assert rights.scope("message.list") == Scope(frozenset(("acme", "bank")))


def test_a_role_for_all_holds_for_partners_to_come() -> None:
    rights = Rights((Grant("risk"),))

    assert rights.may("custody.see", "tomorrow")
    assert rights.scope("custody.see").holds("tomorrow")
    assert not rights.may_somewhere("person.change")


def test_without_a_role_nothing_is_allowed() -> None:
    rights = Rights(())

    assert not any(rights.may_somewhere(action) for action in ACTIONS)
    assert rights.scope("message.list") == Scope(frozenset())


@pytest.mark.parametrize("role", ["operator", "administrator"])
def test_who_keeps_the_house_running_reads_no_message(role: str) -> None:
    assert "message.see_body" not in ROLES[role]
    assert "custody.see" not in ROLES[role]


def test_only_an_administrator_changes_people_and_he_touches_no_message() -> None:
    assert [role for role in ROLES if "person.change" in ROLES[role]] == ["administrator"]
    assert not any(action.startswith(("message.", "failure.", "plan.")) for action in ROLES["administrator"])


def test_looking_is_not_changing() -> None:
    assert not Rights((Grant("auditor"), Grant("partner", ("acme",)))).changes_things
    assert Rights((Grant("custody"),)).changes_things


def test_the_first_person_holds_every_action_of_the_house() -> None:
    rights = Rights(every_role())

    assert all(rights.may(action) for action in ACTIONS)


@pytest.mark.parametrize("word", ["operator", "risk:acme,bank", "partner:acme"])
def test_a_grant_is_read_as_it_is_written(word: str) -> None:
    assert written([read_grant(word)]) == word


@pytest.mark.parametrize("word", ["king", "operator:", "risk:*,acme", "partner", "administrator:acme"])
def test_a_grant_that_makes_no_sense_is_refused(word: str) -> None:
    with pytest.raises(Refused):
        read_grant(word)


def test_a_grant_has_a_bound() -> None:
    with pytest.raises(Refused, match="at most"):
        checked(Grant("operator", tuple(f"p{number}" for number in range(201))))


def test_who_approves_may_read_what_is_approved() -> None:
    for role, actions in ROLES.items():
        assert "plan.approve" not in actions or "message.see_body" in actions, role
