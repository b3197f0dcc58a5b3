"""Signing in by another house, against a real provider: whom we know, on a word that is good."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from adapters.wiring.hub import SystemClock
from core.hub.persons import Session
from core.hub.rights import Grant
from core.kernel.errors import Refused
from gateway.console.people_acts import Administration
from gateway.oidc import OidcProvider, OidcSettings, require_safe
from gateway.settings import read_settings
from tests.gateway.console.conftest import Operator, open_console
from tests.gateway.console.seed import World
from tests.oidc_provider import CLIENT, SECRET
from tests.patience import PATIENCE_S, until
from tests.programs import Program
from tests.servers.ports import answers, free_port

OURS = "http://testserver"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.oidc_provider", str(port)]
    program = Program(command, tmp_path_factory.mktemp("oidc") / "provider.log")
    until(lambda: answers(port), "the provider")
    yield f"http://127.0.0.1:{port}"
    program.stop()


@pytest.fixture
def visitor(issuer: str, tmp_path: Path) -> Iterator[Operator]:
    """Somebody at the sign-in page of a hub that knows the provider."""
    world = World(tmp_path, SystemClock())
    app, desk, password = open_console(world)
    settings = OidcSettings(issuer=issuer, client_id=CLIENT, client_secret=SECRET, public_url=OURS)
    desk = replace(desk, oidc=OidcProvider(settings, world.clock))
    app.state.console.state.desk = desk
    says(issuer, sub="operator")
    with TestClient(app, headers={"accept-language": "en"}) as client:
        yield Operator(client=client, world=world, desk=desk, password=password)
    world.hub.store.engine.dispose()


def says(issuer: str, **said: object) -> None:
    httpx.post(f"{issuer}/control", content=json.dumps(said), timeout=PATIENCE_S).raise_for_status()


def there(visitor: Operator, wanted: str = "") -> str:
    """What the provider sends the browser back with."""
    address = visitor.get(f"/sign-in/oidc?next={wanted}", follow_redirects=False).headers["location"]
    answer = httpx.get(address, timeout=PATIENCE_S, follow_redirects=False)
    return answer.headers["location"].removeprefix(f"{OURS}/console")


def test_a_person_of_this_house_comes_in_by_the_other(visitor: Operator) -> None:
    assert "/sign-in/oidc" in visitor.page("/sign-in")

    answer = visitor.get(there(visitor, "/console/alerts"), follow_redirects=False)

    assert answer.headers["location"] == "/console/alerts"
    assert visitor.get("/alerts").status_code == 200
    [session] = visitor.world.hub.store.rows(Session, limit=9)
    assert session.factor == "oidc"


def test_roles_are_what_this_house_gave_whatever_the_other_says(visitor: Operator, issuer: str) -> None:
    Administration(visitor.desk.people, by="chief").add("wang", [Grant("auditor")])
    says(issuer, sub="wang", claims={"roles": ["administrator"], "groups": ["operator"]})

    visitor.get(there(visitor))

    assert visitor.get("/messages").status_code == 200
    answer = visitor.post("/people/add", name="another")
    assert answer.status_code == 403


def test_who_is_not_known_here_stays_out(visitor: Operator, issuer: str) -> None:
    says(issuer, sub="stranger")

    answer = visitor.get(there(visitor), follow_redirects=False)

    assert answer.status_code == 403
    assert "nobody here has your name" in answer.text
    assert visitor.world.hub.store.rows(Session, limit=9) == []


def test_who_is_locked_here_stays_out(visitor: Operator, issuer: str) -> None:
    acts = Administration(visitor.desk.people, by="chief")
    acts.add("wang", [Grant("auditor")])
    acts.lock("wang")
    says(issuer, sub="wang")

    assert visitor.get(there(visitor), follow_redirects=False).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    ["iss", "aud", "azp", "expired", "old", "nonce", "none", "shared", "key", "huge", "broken"],
)
def test_a_word_that_is_not_good_lets_nobody_in(visitor: Operator, issuer: str, wrong: str) -> None:
    says(issuer, sub="operator", wrong=wrong)

    answer = visitor.get(there(visitor), follow_redirects=False)

    assert answer.status_code in (403, 503)
    assert visitor.world.hub.store.rows(Session, limit=9) == []


def test_a_new_key_of_the_provider_is_fetched(visitor: Operator, issuer: str) -> None:
    says(issuer, sub="operator")
    assert visitor.get(there(visitor), follow_redirects=False).status_code == 303
    provider = visitor.desk.oidc
    assert provider is not None
    at, keys = provider._keys or (0.0, None)
    provider._keys = (at - 31, keys)  # type: ignore[assignment]
    says(issuer, sub="operator", rotate=True)

    assert visitor.get(there(visitor), follow_redirects=False).status_code == 303


def test_an_answer_belongs_to_the_browser_that_asked_and_is_good_once(visitor: Operator) -> None:
    address = there(visitor)
    cookies = dict(visitor.client.cookies)

    visitor.client.cookies.clear()
    assert visitor.get(address, follow_redirects=False).status_code == 403, "another browser"
    visitor.client.cookies.update(cookies)
    forged = address.replace("state=", "state=x")
    assert visitor.get(forged, follow_redirects=False).status_code == 403
    visitor.client.cookies.clear()
    again = there(visitor)
    assert visitor.get(again, follow_redirects=False).status_code == 303
    assert visitor.get(again, follow_redirects=False).status_code == 403, "used"


def test_the_browser_is_sent_with_a_challenge_and_the_secret_stays_here(visitor: Operator) -> None:
    answer = visitor.get("/sign-in/oidc", follow_redirects=False)

    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert SECRET not in answer.headers["location"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_a_provider_that_is_away_or_another_is_said(visitor: Operator, issuer: str) -> None:
    for address, status in (("http://127.0.0.1:9", 503), (issuer + "/", 403)):
        settings = OidcSettings(issuer=address, client_id=CLIENT, client_secret=SECRET, public_url=OURS)
        desk = replace(visitor.desk, oidc=OidcProvider(settings, visitor.world.clock))
        visitor.client.app.state.console.state.desk = desk  # type: ignore[attr-defined]

        assert visitor.get("/sign-in/oidc", follow_redirects=False).status_code == status


def test_a_house_without_a_provider_has_no_such_door(stranger: Operator) -> None:
    assert "/sign-in/oidc" not in stranger.page("/sign-in")
    assert stranger.get("/sign-in/oidc", follow_redirects=False).status_code == 404


def test_the_settings_say_it_whole_and_by_https(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    said = {
        "LIANQIAO_HOME": str(tmp_path),
        "LIANQIAO_OIDC_ISSUER": "https://id.bank.example",
        "LIANQIAO_OIDC_CLIENT_ID": "hub",
        "LIANQIAO_OIDC_CLIENT_SECRET_FILE": str(file),
        "LIANQIAO_PUBLIC_URL": "https://hub.example/",
    }
    found = read_settings(said).rules.oidc
    assert found is not None
    assert (found.client_secret, found.redirect_uri) == (
        "s3cret",
        "https://hub.example/console/sign-in/oidc/back",
    )
    for name in ("LIANQIAO_OIDC_CLIENT_ID", "LIANQIAO_OIDC_CLIENT_SECRET_FILE", "LIANQIAO_PUBLIC_URL"):
        with pytest.raises(Refused, match=name):
            read_settings({key: value for key, value in said.items() if key != name})
    with pytest.raises(Refused, match="https"):
        read_settings({**said, "LIANQIAO_OIDC_ISSUER": "http://id.bank.example"})
    assert require_safe("http://localhost:1", what="x")
