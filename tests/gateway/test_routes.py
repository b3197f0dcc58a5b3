"""Every route the applications have is tried as nobody, as every role, and as another partner's people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from fastapi.testclient import TestClient

from core.hub import failures
from core.hub.access import give_token
from core.hub.arrivals import Arrival
from core.hub.failures import Failure
from core.hub.rights import ACTIONS, ROLES, Grant, Rights
from gateway.rest.app import make_agents_app
from gateway.soap.words import SOAP_11
from tests.gateway.busy_house import MARKED, House
from tests.gateway.console.seed import CONTRACT, SITE
from tests.gateway.routes import (
    AGENT,
    CONSOLE,
    DOORS,
    MACHINE,
    OPEN,
    SIGNED_IN,
    SOAP,
    STATIC,
    Known,
    routes_of,
)
from tests.hub_trust import trust_of

ASKED = [(method, path, known) for (method, path), known in CONSOLE.items() if known.asks != STATIC]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("hub"))
    yield made
    made.world.hub.store.engine.dispose()


def test_every_route_says_who_may_use_it(house: House) -> None:
    assert set(routes_of(house.console.routes)) == set(CONSOLE)
    agents = make_agents_app(trust_of(house.world.hub))
    assert set(routes_of(house.app.routes)) | set(routes_of(agents.routes)) == set(DOORS)
    assert not any(path.startswith("/agent/") for _, path in routes_of(house.app.routes))


def test_every_action_that_a_route_asks_for_is_some_roles(house: House) -> None:
    assert {known.asks for *_, known in ASKED} - {OPEN, SIGNED_IN} <= ACTIONS


@pytest.mark.parametrize(("method", "path", "known"), ASKED, ids=lambda one: str(one)[:40])
def test_nobody_is_asked_to_sign_in(house: House, method: str, path: str, known: Known) -> None:
    answer = house.ask(method, known)

    if known.asks == OPEN:
        assert answer.status_code in (200, 303, 403, 404, 422), path
    else:
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/console/sign-in"), path


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_each_role_does_what_it_holds_and_nothing_else(house: House, role: str) -> None:
    held = (Grant(role, ("donghai", "bank") if role == "partner" else ("*",)),) if role else ()
    rights, token = Rights(held), house.token(*held)

    for method, path, known in ASKED:
        if known.asks in (OPEN, SIGNED_IN) or path == "/events":
            continue
        answer = house.ask(method, known, token)
        refused = answer.status_code == 403 and "Your roles do not hold this" in answer.text
        assert refused != rights.may_somewhere(known.asks), (role, method, path, answer.status_code)
        if not refused and path != "/people/person/{act}":
            assert answer.status_code != 404, (role, method, path)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_another_partners_things_are_not_there(house: House, role: str) -> None:
    held = (Grant(role, ("gangjia",)),)
    rights, token = Rights(held), house.token(*held)

    for method, path, known in ASKED:
        if not rights.may_somewhere(known.asks) or path == "/events":
            continue
        answer = house.ask(method, known, token)
        if known.shared:
            shown = re.sub(r'value="[^"]*"|back=[^"]*|DH-L1”|href="[^"]*"', "", answer.text)
            for named in ("donghai", "DH-L", "CK-", "dh-wms-1", SITE, CONTRACT, MARKED):
                assert known.asks.startswith("person.") or named not in shown, (role, path, named)
        else:
            assert answer.status_code == 404, (role, method, path, answer.status_code)


def test_who_may_not_read_bodies_finds_no_value_of_one_on_any_page(house: House) -> None:
    blind, seeing = house.token(Grant("operator")), house.token(Grant("auditor"))
    told = 0

    for method, path, known in ASKED:
        if method == "POST" or known.asks in (OPEN, SIGNED_IN) or path == "/events":
            continue
        for extra in ("", "?state=failing", "?q=marked.csv"):
            asked = known._replace(path=known.path.split("?")[0] + extra) if extra else known
            assert MARKED not in house.ask(method, asked, blind).text, path
            told += MARKED in house.ask(method, asked, seeing).text

    assert told >= 4, "the mark is shown to whoever may read"


def test_what_an_open_page_is_told_has_the_scope_and_the_words_of_its_reader(house: House) -> None:
    live = house.console.state.desk.live
    everything = live.of(Rights((Grant("risk"),)).scope("alert.list"))
    nothing = live.of(Rights((Grant("risk", ("gangjia-2",)),)).scope("alert.list"))
    wordless = live.of(Rights((Grant("operator"),)).scope("alert.list"), values=False)

    [alerts, picture] = everything._look()
    [none, empty] = nothing._look()
    [silent, _] = wordless._look()

    assert len(msgspec.json.decode(alerts.json)) > 0
    assert msgspec.json.decode(none.json) == []
    assert set(msgspec.json.decode(empty.json).values()) == {0}
    assert msgspec.json.decode(picture.json)["failing"] > 0
    assert {one["text"] for one in msgspec.json.decode(silent.json)} == {"•••"}


@pytest.mark.parametrize(("method", "path"), sorted(DOORS))
def test_a_machine_without_its_proof_gets_nothing(house: House, method: str, path: str) -> None:
    known = DOORS[method, path]
    agents = TestClient(make_agents_app(trust_of(house.world.hub)))
    with agents if known.asks == AGENT else house.browser() as client:
        answer = client.request(
            method, house.fill(known.path), content=b"{}", headers={"Idempotency-Key": "1"}
        )

    if known.asks == MACHINE:
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    elif known.asks == AGENT:
        assert answer.status_code in (400, 401, 403)
    elif known.asks == SOAP:
        assert answer.status_code == 415
        body = f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body><a/></s:Body></s:Envelope>'
        said = {"Content-Type": "text/xml"}
        assert client.request(method, known.path, content=body, headers=said).status_code == 401


def test_a_machine_of_another_partner_finds_nothing(house: House) -> None:
    with house.world.hub.store.unit() as unit:
        token = give_token(unit, "gangjia")
    with house.browser() as client:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.get(house.fill("/v1/messages/{place}"), headers=headers)

    assert answer.status_code == 404
    assert "donghai" not in answer.text


def test_the_world_has_what_the_routes_are_tried_with(house: House) -> None:
    store = house.world.hub.store
    arrival = store.get(Arrival, *_key(house, store.arrival(house.marked.partition, house.marked.number)))
    assert arrival is not None
    assert MARKED.encode() in (arrival.body or b"")
    rows = store.rows(Failure, limit=10, partition=house.marked.partition, number=house.marked.number)
    assert [row.state for row in rows] == [failures.OPEN]
    assert MARKED in rows[0].text


def _key(house: House, arrival: Arrival | None) -> tuple[object, ...]:
    assert arrival is not None
    return tuple(getattr(arrival, name) for name in Arrival.KEY)
