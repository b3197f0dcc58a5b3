"""The page People: an administrator gives roles, locks, and helps when a telephone is lost."""

from __future__ import annotations

import re

import pytest

from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.persons import Person
from core.hub.rights import Grant, written
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, text_of


def add(operator: Operator, name: str = "wang", **roles: str) -> str:
    """A new person by the page; the password it showed."""
    answer = operator.post("/people/add", name=name, display="王芳", **roles)
    found = re.search(r'class="secret">([0-9a-f-]+)<', answer.text)
    assert found is not None, text_of(answer.text)
    return found[1]


def person(operator: Operator, name: str = "wang") -> Person:
    found = operator.world.hub.store.get(Person, name)
    assert found is not None
    return found


def test_a_person_is_added_with_roles_and_signs_in_by_the_password_that_was_shown(operator: Operator) -> None:
    password = add(operator, role_operator="1", partners_operator="donghai, bank", role_auditor="1")

    assert "Give these roles" in operator.page("/people/person?name=wang")
    assert "This is you" in operator.page("/people/person?name=operator")
    assert written(person(operator).held) == "operator:donghai,bank auditor"
    assert operator.desk.people.sign_in("wang", password).session.name == "wang"
    text = text_of(operator.page("/people"))
    assert "wang 王芳 Operator: donghai, bank Auditor" in text


def test_a_name_is_given_once(operator: Operator) -> None:
    add(operator)

    assert operator.post("/people/add", name="wang").status_code == 409


def test_roles_hold_from_the_next_page_on(operator: Operator) -> None:
    password = add(operator, role_auditor="1")
    token = operator.desk.people.sign_in("wang", password).token

    operator.post("/people/person/roles", name="wang", role_risk="1")

    found = operator.desk.people.visit(token)
    assert found is not None
    assert not found[1].rights.may("audit.read")
    assert found[1].rights.may("plan.approve")


@pytest.mark.parametrize("act", ["roles", "lock", "remove", "password", "forget-factor"])
def test_nobody_does_it_to_himself(operator: Operator, act: str) -> None:
    answer = operator.post(f"/people/person/{act}", name="operator", role_auditor="1")

    assert answer.status_code == 409
    assert person(operator, "operator").rights.may("person.change")


def test_the_last_administrator_stays(operator: Operator) -> None:
    acts = Administration(operator.desk.people, by="operator")
    acts.add("chief", [Grant("administrator")])
    Administration(operator.desk.people, by="chief").give_roles("operator", [Grant("operator")])

    for act in (acts.lock, acts.remove):
        with pytest.raises(Exception, match="last administrator"):
            act("chief")
    with pytest.raises(Exception, match="last administrator"):
        acts.give_roles("chief", [])
    assert person(operator, "chief").rights.may("person.change"), "nothing of it was kept"


def test_a_lock_ends_the_sessions_and_an_unlock_lets_in_again(operator: Operator) -> None:
    password = add(operator, role_auditor="1")
    token = operator.desk.people.sign_in("wang", password).token

    operator.post("/people/person/lock", name="wang")
    assert operator.desk.people.session(token) is None
    assert "Locked" in operator.page("/people/person?name=wang")
    operator.post("/people/person/unlock", name="wang")

    operator.desk.people.sign_in("wang", password)


def test_who_is_removed_is_gone(operator: Operator) -> None:
    add(operator, role_auditor="1")

    assert operator.post("/people/person/remove", name="wang").status_code == 303

    assert operator.world.hub.store.get(Person, "wang") is None
    assert operator.get("/people/person?name=wang").status_code == 404


def test_who_administers_people_sees_no_message_and_lands_on_their_page(operator: Operator) -> None:
    password = add(operator, "chief", role_administrator="1")
    operator.client.cookies.clear()
    operator.password = password
    page = operator.page("/sign-in")
    token = re.search(r'name="csrf" value="([^"]*)"', page)
    assert token is not None
    form = {"csrf": token[1], "name": "chief", "password": password}

    answer = operator.client.post("/console/sign-in", data=form, follow_redirects=False)

    assert answer.headers["location"] == "/console/people"
    assert operator.get("/messages").status_code == 403
    assert "Messages" not in text_of(operator.page("/people"))


def test_what_is_done_to_people_stands_in_the_audit_with_who_did_it(operator: Operator) -> None:
    add(operator, role_auditor="1")
    operator.post("/people/person/roles", name="wang", role_risk="1", partners_risk="donghai")
    for act in ("password", "lock", "unlock", "forget-factor", "end-sessions", "remove"):
        operator.post(f"/people/person/{act}", name="wang")

    entries = operator.world.hub.store.rows(AuditEntry, limit=99, chain=DESK)
    said = [noted_of(entry) for entry in entries if noted_of(entry).on == "wang"]

    assert {one.by for one in said} == {"operator"}
    assert [one.what for one in said] == [
        "person.added", "person.roles", "password.given", "person.locked", "person.unlocked",
        "factor.forgotten", "sessions.ended", "person.removed",
    ]  # fmt: skip
    assert said[1].change == "auditor -> risk:donghai"
