"""`hub person`: without it nobody could sign in to a new hub, nor after a password was lost."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from gateway.console.people import OPERATOR, People
from tests.gateway.cli.conftest import Office


def people(office: Office) -> People:
    return People(office.hub.store, office.hub.clock)


def test_a_new_hub_gives_its_operator_a_password(office: Office) -> None:
    assert office.done("person", "list") == "nobody may sign in yet; `hub person password NAME`\n"

    password = office.done("person", "password").strip()

    assert people(office).sign_in(OPERATOR, password)[1].name == OPERATOR
    assert office.done("person", "list").startswith("operator ")


def test_a_lost_password_is_replaced_and_others_keep_theirs(office: Office) -> None:
    lost = office.done("person", "password").strip()
    other = office.done("person", "add", "王芳", "operator:wms", "auditor").strip()

    found = office.done("person", "password", OPERATOR).strip()

    assert people(office).sign_in(OPERATOR, found)[1].name == OPERATOR
    assert people(office).sign_in("王芳", other)[1].name == "王芳"
    with pytest.raises(Refused, match="name or password is wrong"):
        people(office).sign_in(OPERATOR, lost)


def test_a_person_holds_what_was_given_and_the_last_administrator_stays(office: Office) -> None:
    office.done("person", "password")
    office.done("person", "add", "王芳", "operator:wms", "auditor")

    listed = office.done("person", "list")

    assert "operator:wms auditor" in listed
    for words in (("roles", OPERATOR, "auditor"), ("lock", OPERATOR), ("remove", OPERATOR)):
        result = office.told("person", *words)
        assert isinstance(result.exception, Refused)
        assert "last administrator" in result.exception.text


def test_a_locked_person_is_out_until_unlocked(office: Office) -> None:
    office.done("person", "password")
    password = office.done("person", "add", "王芳", "auditor").strip()
    token = people(office).sign_in("王芳", password).token

    office.done("person", "lock", "王芳")

    assert people(office).session(token) is None
    with pytest.raises(Refused, match="name or password is wrong"):
        people(office).sign_in("王芳", password)
    office.done("person", "unlock", "王芳")
    people(office).sign_in("王芳", password)
    assert "by password" in office.done("person", "sessions", "王芳")
    assert office.done("person", "sessions", "王芳", "--end") == "1 ended\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("roles", OPERATOR, "king"), "is no role"),
        (("roles", OPERATOR, "partner"), "one house"),
        (("roles", OPERATOR, "administrator:wms"), "whole house"),
        (("roles", OPERATOR, "operator:"), "of whom"),
        (("password", "nobody"), "there is no nobody"),
        (("lock", "nobody"), "there is no nobody"),
    ],
)
def test_a_wrong_word_about_a_person_is_answered(office: Office, words: tuple[str, ...], said: str) -> None:
    office.done("person", "password")
    office.done("person", "add", "chief", "administrator")

    result = office.told("person", *words)

    assert isinstance(result.exception, Refused)
    assert said in result.exception.text


@pytest.mark.parametrize("name", ["", " li", "li\n", "x" * 65])
def test_a_name_nobody_can_type_is_refused(office: Office, name: str) -> None:
    result = office.told("person", "password", name)

    assert isinstance(result.exception, Refused)
    assert "is no name" in result.exception.text


def test_a_machine_of_a_partner_gets_an_id_and_a_secret_and_loses_them(office: Office) -> None:
    said = office.done("partner", "client", "add", "wms", "--note", "their gateway")
    client_id = said.split()[1]

    assert client_id.startswith("wms-")
    assert "their gateway" in office.done("partner", "client", "list", "wms")
    office.done("partner", "client", "revoke", client_id)
    assert "revoked" in office.done("partner", "client", "list")
    assert "no machine" in office.done("partner", "client", "list", "other")
