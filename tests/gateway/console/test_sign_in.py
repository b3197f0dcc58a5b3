"""Nobody sees anything without signing in; wrong passwords are slowed down; a session ends."""

from __future__ import annotations

import re

import pytest

from core.hub.persons import Person, Session
from core.hub.ports import Store
from core.kernel.errors import Refused
from gateway.console.people import OPERATOR, People
from tests.gateway.console.conftest import QUICK, Operator, field
from tests.gateway.console.seed import World

PAGES = ("/", "/messages", "/messages/1/1", "/alerts", "/failures", "/custody", "/agents", "/plans")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_to_the_sign_in_and_back(stranger: Operator, path: str) -> None:
    answer = stranger.get(path, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/sign-in?next=/console{path}"


def test_the_stream_and_fragments_are_refused_without_a_page(stranger: Operator) -> None:
    stream = stranger.get("/events", headers={"accept": "text/event-stream"}, follow_redirects=False)
    fragment = stranger.get("/alerts", headers={"hx-request": "true"}, follow_redirects=False)

    assert stream.status_code == 401
    assert fragment.status_code == 401
    assert fragment.headers["hx-redirect"] == "/console/sign-in"


def test_the_right_password_opens_the_page_that_was_wanted(stranger: Operator) -> None:
    page = stranger.page("/sign-in?next=/console/messages%3Fq%3DA")

    answer = stranger.client.post(
        "/console/sign-in",
        data={"csrf": field(page, "csrf"), "next": field(page, "next"), "name": "operator",
              "password": stranger.password},
        follow_redirects=False,
    )  # fmt: skip

    assert answer.headers["location"] == "/console/messages?q=A"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/console" in cookie
    assert stranger.get("/messages").status_code == 200


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere", "/elsewhere", "/console//x"])
def test_signing_in_leads_nowhere_else(stranger: Operator, wanted: str) -> None:
    token = field(stranger.page("/sign-in"), "csrf")
    form = {"csrf": token, "next": wanted, "name": "operator", "password": stranger.password}

    answer = stranger.client.post("/console/sign-in", data=form, follow_redirects=False)

    assert answer.headers["location"] == "/console/"


def test_a_wrong_password_or_name_is_told_the_same_way(stranger: Operator) -> None:
    answers = []
    for name, password in (("operator", "wrong"), ("nobody", stranger.password)):
        token = field(stranger.page("/sign-in"), "csrf")
        form = {"csrf": token, "name": name, "password": password}
        answers.append(stranger.client.post("/console/sign-in", data=form))

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("Name or password is wrong." in answer.text for answer in answers)


def test_the_sign_in_form_needs_its_own_token(stranger: Operator) -> None:
    stranger.page("/sign-in")

    answer = stranger.client.post(
        "/console/sign-in", data={"csrf": "x", "name": "operator", "password": stranger.password}
    )

    assert answer.status_code == 403
    assert stranger.get("/messages", follow_redirects=False).status_code == 303


def test_after_five_wrong_passwords_even_the_right_one_waits(stranger: Operator) -> None:
    people = stranger.desk.people
    for _ in range(5):
        with pytest.raises(Refused, match="wrong"):
            people.sign_in(OPERATOR, "wrong")

    assert stranger.sign_in().status_code == 429
    stranger.world.later(2)
    assert stranger.sign_in().status_code == 303


def test_the_wait_doubles_up_to_a_minute_and_a_right_password_ends_it(stranger: Operator) -> None:
    people, store = stranger.desk.people, stranger.world.hub.store
    for _ in range(14):
        with pytest.raises(Refused):
            people.sign_in(OPERATOR, "wrong")
        stranger.world.later(61)

    person = _person(store)
    assert person.next_try_at is not None
    people.sign_in(OPERATOR, stranger.password)
    assert _person(store).failed == 0


def test_signing_out_ends_the_session_in_the_store(operator: Operator) -> None:
    store = operator.world.hub.store
    assert len(store.rows(Session, limit=10)) == 1

    answer = operator.post("/sign-out")

    assert answer.status_code == 303
    assert store.rows(Session, limit=10) == []
    assert operator.get("/messages", follow_redirects=False).status_code == 303


def test_a_session_in_use_lasts_and_an_idle_one_ends(operator: Operator) -> None:
    for _ in range(4):
        operator.world.later(6 * 3600)
        assert operator.get("/agents", follow_redirects=False).status_code == 200

    operator.world.later(12 * 3600)

    assert operator.get("/agents", follow_redirects=False).status_code == 303


def test_the_first_password_is_made_once_and_kept_only_as_a_hash(
    tmp_path: object, stranger: Operator
) -> None:
    store = stranger.world.hub.store
    with store.unit() as unit:
        unit.shelf(Person).remove(OPERATOR)
    people = People(store, stranger.world.clock, QUICK)

    password = people.first_password()

    assert password is not None
    assert re.fullmatch(r"([0-9a-f]{4}-){4}[0-9a-f]{4}", password)
    assert people.first_password() is None
    assert password not in _person(store).password_hash
    assert _person(store).password_hash.startswith("$argon2id$")
    assert people.sign_in(OPERATOR, password)[1].name == OPERATOR


def test_a_new_password_ends_every_session(operator: Operator) -> None:
    operator.desk.people.new_password(OPERATOR)

    assert operator.get("/messages", follow_redirects=False).status_code == 303


def test_a_link_from_elsewhere_asks_for_itself_again_from_here(operator: Operator) -> None:
    """A strict cookie does not come with a link in a mail, but with a page's own question."""
    cookies = dict(operator.client.cookies)
    operator.client.cookies.clear()
    answer = operator.get("/alerts", headers={"sec-fetch-site": "cross-site"}, follow_redirects=False)
    operator.client.cookies.update(cookies)

    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text


def _person(store: Store) -> Person:
    person = store.get(Person, OPERATOR)
    assert person is not None
    return person


def test_sign_in_works_beside_the_partners_doors(tmp_path: object) -> None:
    from gateway.rest.app import make_app

    assert "/console" in {getattr(route, "path", "") for route in make_app(World(tmp_path).hub).routes}  # type: ignore[arg-type]
