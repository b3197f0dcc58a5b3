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
    other = office.done("person", "password", "王芳").strip()

    found = office.done("person", "password", OPERATOR).strip()

    assert people(office).sign_in(OPERATOR, found)[1].name == OPERATOR
    assert people(office).sign_in("王芳", other)[1].name == "王芳"
    with pytest.raises(Refused, match="name or password is wrong"):
        people(office).sign_in(OPERATOR, lost)


@pytest.mark.parametrize("name", ["", " li", "li\n", "x" * 65])
def test_a_name_nobody_can_type_is_refused(office: Office, name: str) -> None:
    result = office.told("person", "password", name)

    assert isinstance(result.exception, Refused)
    assert "is no name" in result.exception.text
