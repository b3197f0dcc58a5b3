"""A person's own account: the password, the telephone, the codes for when it is lost, the sessions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from httpx import Response

from core.hub.persons import Person, Session
from core.hub.rights import Grant
from core.kernel.errors import Broken, Refused
from gateway.console.people import OPERATOR
from gateway.console.people_acts import Administration, OwnAccount
from gateway.console.sealing import NAME, Seal
from gateway.house_rules import HouseRules
from tests.gateway.console.conftest import Operator, field

WANTED = "a sentence nobody guesses"


def telephone(operator: Operator) -> tuple[pyotp.TOTP, list[str]]:
    """Sets the second factor up by the page; the telephone, and the recovery codes it was shown."""
    page = operator.post("/account/factor/begin").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    phone = pyotp.TOTP(secret[1].replace(" ", ""))
    answer = operator.post(
        "/account/factor/confirm", sealed=field(page, "sealed"), code=code(operator, phone)
    )
    return phone, re.findall(r"<li>([0-9a-f-]{26})</li>", answer.text)


def code(operator: Operator, phone: pyotp.TOTP) -> str:
    return phone.at(operator.world.clock.now())


def half_way(operator: Operator) -> Response:
    operator.client.cookies.delete("lianqiao_session")
    return operator.sign_in()


def second_step(operator: Operator, said: str) -> Response:
    token = operator.client.cookies["lianqiao_form"]
    answer: Response = operator.client.post(
        "/console/sign-in/code", data={"csrf": token, "code": said}, follow_redirects=False
    )
    return answer


def test_the_picture_is_drawn_here_and_its_code_turns_the_second_factor_on(operator: Operator) -> None:
    page = operator.post("/account/factor/begin").text
    assert "<svg" in page
    assert " style=" not in page

    _, codes = telephone(operator)

    assert len(codes) == 10
    kept = operator.world.hub.store.get(Person, OPERATOR)
    assert kept is not None
    assert kept.totp is not None


def test_after_the_password_the_code_is_asked_for_and_without_it_nothing_opens(operator: Operator) -> None:
    phone, _ = telephone(operator)

    page = half_way(operator)

    assert "Code from your telephone" in page.text
    assert operator.get("/messages", follow_redirects=False).status_code == 303
    operator.world.later(60)
    assert second_step(operator, code(operator, phone)).status_code == 303
    assert operator.get("/messages").status_code == 200


def test_a_code_is_not_taken_twice_nor_an_earlier_one(operator: Operator) -> None:
    phone, _ = telephone(operator)
    operator.world.later(60)
    said, earlier = code(operator, phone), phone.at(operator.world.clock.now(), -1)
    half_way(operator)
    assert second_step(operator, said).status_code == 303

    for used in (said, earlier):
        half_way(operator)
        answer = second_step(operator, used)
        assert answer.status_code == 403
        assert "wrong or was used" in answer.text


def test_a_recovery_code_does_once_in_place_of_the_telephone(operator: Operator) -> None:
    _, codes = telephone(operator)
    half_way(operator)
    assert second_step(operator, codes[3].upper()).status_code == 303

    half_way(operator)

    assert second_step(operator, codes[3]).status_code == 403
    assert second_step(operator, codes[4]).status_code == 303
    assert "8 recovery codes are left" in operator.page("/account")


def test_wrong_codes_wait_as_wrong_passwords_do(operator: Operator) -> None:
    telephone(operator)
    half_way(operator)

    answers = [second_step(operator, "000000").status_code for _ in range(7)]

    assert answers[0] == 403
    assert answers[-1] == 429


def test_half_a_sign_in_ends_after_five_minutes(operator: Operator) -> None:
    phone, _ = telephone(operator)
    half_way(operator)
    operator.world.later(301)

    answer = second_step(operator, code(operator, phone))

    assert answer.status_code == 403
    assert "took too long" in answer.text


def test_the_secret_is_sealed_by_a_key_of_the_home_for_its_owner_alone(
    operator: Operator, tmp_path: Path
) -> None:
    phone, _ = telephone(operator)
    kept = operator.world.hub.store.get(Person, OPERATOR)
    assert kept is not None
    assert kept.totp is not None
    home = operator.world.hub.home / "keys"

    assert phone.secret.encode() not in kept.totp
    assert (home / NAME).stat().st_mode & 0o777 == 0o600
    assert Seal.kept_in(home).open(OPERATOR, kept.totp) == phone.secret.encode()
    for seal, owner in ((Seal.kept_in(home), "another"), (Seal.kept_in(tmp_path / "else"), OPERATOR)):
        with pytest.raises(Broken):
            seal.open(owner, kept.totp)


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(operator: Operator) -> None:
    elsewhere = operator.desk.people.sign_in(OPERATOR, operator.password).token

    wrong = operator.post("/account/password", present="wrong", wanted=WANTED, again=WANTED)
    assert "present password is wrong" in wrong.text
    assert operator.desk.people.session(elsewhere) is not None
    done = operator.post("/account/password", present=operator.password, wanted=WANTED, again=WANTED)

    assert done.headers["location"] == "/console/account?did=password"
    assert operator.desk.people.session(elsewhere) is None
    assert operator.get("/account", follow_redirects=False).status_code == 200
    operator.desk.people.sign_in(OPERATOR, WANTED)


@pytest.mark.parametrize("wanted", ["short", "operator-123", "x" * 257])
def test_a_weak_password_is_refused(operator: Operator, wanted: str) -> None:
    session = operator.desk.people.session(operator.client.cookies["lianqiao_session"])
    assert session is not None

    with pytest.raises(Refused):
        OwnAccount(operator.desk.people).change_password(session, operator.password, wanted)


def test_sessions_are_listed_and_ended_but_never_anothers(operator: Operator) -> None:
    people = operator.desk.people
    password = Administration(people, by="chief").add("wang", [Grant("auditor")])
    mine = people.sign_in(OPERATOR, operator.password, about="Firefox at home").session
    others = people.sign_in("wang", password, about="Safari").session

    page = operator.page("/account")
    assert "Firefox at home" in page
    assert "Safari" not in page
    operator.post("/account/sessions/end", session=mine.token_hash)
    operator.post("/account/sessions/end", session=others.token_hash)

    store = operator.world.hub.store
    assert store.get(Session, mine.token_hash) is None
    assert store.get(Session, others.token_hash) is not None


def test_a_stranger_who_tries_without_end_does_not_lock_the_person_out_at_their_own_desk(
    operator: Operator,
) -> None:
    people = operator.desk.people
    for _ in range(30):
        with pytest.raises(Refused):
            people.sign_in(OPERATOR, "guessed")
        operator.world.later(1)

    with pytest.raises(Refused, match="too many"):
        people.sign_in(OPERATOR, operator.password)

    operator.client.cookies.delete("lianqiao_session")
    assert operator.sign_in().status_code == 303, "this browser signed in before"


def test_where_a_second_factor_is_required_only_the_account_is_open_until_there_is_one(
    operator: Operator,
) -> None:
    desk = replace(operator.desk, rules=HouseRules(second_factor_required=True))
    operator.client.app.mount  # type: ignore[attr-defined]  # noqa: B018
    console = operator.client.app.state.console  # type: ignore[attr-defined]
    console.state.desk = desk

    closed = operator.get("/messages", follow_redirects=False)

    assert closed.headers["location"] == "/console/account"
    page = operator.page("/account")
    assert "wants a second factor" in page
    assert 'id="live"' not in page, "its stream is closed too, and would be called lost for ever"
    assert 'href="/console/messages"' not in page, "nothing is offered that leads back here"
    password = Administration(desk.people, by="chief").add("looker", [Grant("auditor")])
    operator.client.cookies.set("lianqiao_session", desk.people.sign_in("looker", password).token)
    assert operator.get("/messages", follow_redirects=False).status_code == 200, "who only looks needs none"


def test_the_form_of_another_persons_picture_is_refused(operator: Operator) -> None:
    sealed, secret = OwnAccount(operator.desk.people).begin_factor("somebody else")

    answer = operator.post(
        "/account/factor/confirm", sealed=sealed, code=code(operator, pyotp.TOTP(secret.decode()))
    )

    assert answer.status_code == 409
    assert operator.world.hub.store.get(Person, OPERATOR).totp is None  # type: ignore[union-attr]
