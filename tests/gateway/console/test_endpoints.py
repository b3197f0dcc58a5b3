"""The page of an endpoint: how it stands, what became of each try, and the hands on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.wiring.folders import read_folder
from tests.contracts.hook_partner import SECRET, HookPartner
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import PARTNERS

HOOK = "donghai/hook"
PAGE = "/endpoints/endpoint?name=donghai%2Fhook"


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


@pytest.fixture
def hooked(operator: Operator, partner: HookPartner) -> Operator:
    """The operator of a hub whose warehouse has a webhook."""
    home = operator.world.hub.home
    (home / "secrets").mkdir()
    (home / "secrets" / "hook").write_bytes(SECRET)
    folder = home / "changed" / "donghai"
    (folder / "in").mkdir(parents=True)
    for path in PARTNERS.glob("donghai/in/*"):
        (folder / "in" / path.name).write_bytes(path.read_bytes())
    send = f"{{name: hook, adapter: webhook, address: '{partner.address}', types: [t.v1], repeat: safe"
    contract = (PARTNERS / "donghai" / "partner.yaml").read_text()
    (folder / "partner.yaml").write_text(f"{contract}  - {send}, secret_file: hook}}\n")
    operator.world.hub.publish(read_folder(folder))
    return operator


def follow(operator: Operator, act: str, **fields: str) -> str:
    """What the page says after the act."""
    answer = operator.post(f"/endpoints/endpoint/{act}", name=HOOK, **fields)
    assert answer.status_code == 303, answer.text
    return text_of(operator.page(answer.headers["location"].removeprefix("/console")))


def test_a_test_delivery_is_sent_and_stands_in_the_log(hooked: Operator, partner: HookPartner) -> None:
    assert "Nothing was tried yet" in text_of(hooked.page(PAGE))

    text = follow(hooked, "test")

    assert "The test arrived: 202" in text
    assert len(partner.took()) == 1
    part = text_of(hooked.part(PAGE))
    assert all(said in part for said in ("Confirmed", "202", "ms", "endpoint.tried.v1"))


def test_a_test_that_is_not_taken_says_what_they_said(hooked: Operator, partner: HookPartner) -> None:
    partner.mood("refuses")

    assert "The test did not arrive" in (text := follow(hooked, "test"))
    assert "422 No said no" in text


def test_it_is_paused_with_a_reason_and_goes_on(hooked: Operator) -> None:
    assert hooked.post("/endpoints/endpoint/pause", name=HOOK, reason=" ").status_code == 409

    paused = follow(hooked, "pause", reason="they move house")
    assert "Paused by operator: they move house" in paused
    assert "Paused" in text_of(hooked.page("/endpoints"))

    assert "It goes on" in follow(hooked, "resume")


def test_the_list_leads_to_each_endpoint_and_shows_no_query_of_an_address(hooked: Operator) -> None:
    page = hooked.page("/endpoints")

    assert "name=donghai%2Fhook" in page or "name=donghai/hook" in page
    assert "donghai/answers" in page


def test_an_endpoint_that_is_none_is_not_there(hooked: Operator) -> None:
    assert hooked.get("/endpoints/endpoint?name=donghai%2Fother").status_code == 404
    assert hooked.get("/endpoints/endpoint?name=").status_code == 404
    assert hooked.post("/endpoints/endpoint/test", name="donghai/other").status_code == 404


def test_the_log_goes_on_page_by_page(hooked: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.console import endpoints

    monkeypatch.setattr(endpoints, "TRIES", 2)
    for _ in range(3):
        follow(hooked, "test")
        hooked.world.clock.move(1)  # type: ignore[attr-defined]

    page = hooked.page(PAGE)
    older = page.split("before=")[1].split('"')[0]

    assert page.count("endpoint.tried.v1") == 2
    assert hooked.page(f"{PAGE}&before={older}").count("endpoint.tried.v1") == 1
