"""Partners' machines: a token for a secret, a secret that they change themselves, and an end to both."""

from __future__ import annotations

import base64
from datetime import timedelta

import httpx
import pytest

from adapters.wiring.hub import Hub
from core.hub import clients
from core.hub.clients import (
    AccessToken,
    ClientSecret,
    access_of,
    add_client,
    client_with,
    give_access,
    revoke_client,
    rotate_secret,
)
from core.kernel.errors import Refused
from tests.hub_world import slip

GRANT = {"grant_type": "client_credentials"}
MACHINE = tuple[str, str]


@pytest.fixture
def machine(hub: Hub) -> MACHINE:
    with hub.store.unit() as unit:
        return add_client(unit, "wms", "their gateway")


def ask(door: httpx.Client, fields: dict[str, str], authorization: str = "") -> httpx.Response:
    door.headers.pop("Authorization", None)
    headers = {"Authorization": authorization} if authorization else {}
    return door.post("/oauth2/token", data=fields, headers=headers)


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def look(door: httpx.Client, token: str) -> int:
    return door.get("/v1/messages/1/1", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_machine_gets_a_token_by_form_or_basic_and_hands_in_with_it(
    door: httpx.Client, hub: Hub, machine: MACHINE
) -> None:
    by_form = ask(door, {**GRANT, "client_id": machine[0], "client_secret": machine[1]})
    by_basic = ask(door, GRANT, basic(*machine))

    for answer in (by_form, by_basic):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        said = answer.json()
        assert (said["token_type"], said["expires_in"]) == ("Bearer", 900)
        assert look(door, said["access_token"]) == 404, "let in, and nothing there"
    handed = door.post(
        "/v1/messages?source=slips&site=W1",
        content=slip("in", "IN-1", ("L1", "10")),
        headers={
            "Authorization": f"Bearer {by_form.json()['access_token']}",
            "Idempotency-Key": "k",
            "Content-Type": "application/json",
        },
    )
    assert handed.status_code == 202
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert arrival.partner == "wms"


def test_neither_secret_nor_token_is_kept(door: httpx.Client, hub: Hub, machine: MACHINE) -> None:
    token = ask(door, GRANT, basic(*machine)).json()["access_token"]

    kept = [*hub.store.rows(ClientSecret, limit=9), *hub.store.rows(AccessToken, limit=9)]

    assert len(kept) == 2
    assert not any(word in str(kept) for word in (token, machine[1]))


@pytest.mark.parametrize(
    ("fields", "authorization", "status", "error"),
    [
        (GRANT, "", 401, "invalid_client"),
        ({**GRANT, "client_id": "wms-1", "client_secret": "x"}, "", 401, "invalid_client"),
        (GRANT, "Basic !!!", 401, "invalid_client"),
        (GRANT, "Bearer x", 401, "invalid_client"),
        ({**GRANT, "client_secret": "x"}, "Basic eDp5", 400, "invalid_request"),
        ({**GRANT, "client_id": "other"}, "Basic eDp5", 400, "invalid_request"),
        ({"client_id": "a", "client_secret": "b"}, "", 400, "invalid_request"),
        (
            {"grant_type": "password", "client_id": "a", "client_secret": "b"},
            "",
            400,
            "unsupported_grant_type",
        ),
        ({**GRANT, "client_id": "a", "client_secret": "b", "scope": "all"}, "", 400, "invalid_scope"),
    ],
)
def test_what_is_wrong_is_said_as_the_rfc_says_it(
    door: httpx.Client, fields: dict[str, str], authorization: str, status: int, error: str
) -> None:
    answer = ask(door, fields, authorization)

    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("body", ["grant_type=a&grant_type=b", "a=1&" * 30, "\udcff", "x" * 9000])
def test_a_form_that_is_none_is_refused(door: httpx.Client, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = door.post("/oauth2/token", content=body.encode(errors="surrogateescape"), headers=headers)

    assert answer.status_code in (400, 413)
    json = door.post("/oauth2/token", json=GRANT)
    assert json.json()["error"] == "invalid_request"


def test_whoever_guesses_secrets_is_slowed(door: httpx.Client, machine: MACHINE) -> None:
    answers = [ask(door, GRANT, basic(machine[0], f"guess-{number}")) for number in range(22)]

    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "1"


def test_a_machine_changes_its_own_secret_and_the_old_one_holds_a_day(
    door: httpx.Client, hub: Hub, machine: MACHINE
) -> None:
    token = ask(door, GRANT, basic(*machine)).json()["access_token"]

    answer = door.post("/v1/client/secret", headers={"Authorization": f"Bearer {token}"})

    fresh = answer.json()["client_secret"]
    assert answer.headers["cache-control"] == "no-store"
    now = hub.store.now()
    for secret, moment, holds in (
        (machine[1], now, True),
        (fresh, now, True),
        (machine[1], now + clients.OVERLAP + timedelta(seconds=5), False),
        (fresh, now + clients.OVERLAP + timedelta(seconds=5), True),
    ):
        assert (client_with(hub.store, machine[0], secret, moment) is not None) == holds


def test_of_older_secrets_none_holds(hub: Hub, machine: MACHINE) -> None:
    with hub.store.unit() as unit:
        second, _ = rotate_secret(unit, machine[0])
    with hub.store.unit() as unit:
        third, _ = rotate_secret(unit, machine[0])

    now = hub.store.now()
    held = [
        client_with(hub.store, machine[0], secret, now) is not None for secret in (machine[1], second, third)
    ]
    assert held == [False, True, True]


def test_a_token_given_by_hand_changes_no_secret(door: httpx.Client) -> None:
    answer = door.post("/v1/client/secret")

    assert answer.status_code == 401
    assert "/oauth2/token" in answer.json()["detail"]


def test_what_is_revoked_ends_at_once(door: httpx.Client, hub: Hub, machine: MACHINE) -> None:
    token = ask(door, GRANT, basic(*machine)).json()["access_token"]

    with hub.store.unit() as unit:
        revoke_client(unit, machine[0])

    assert look(door, token) == 401
    assert ask(door, GRANT, basic(*machine)).status_code == 401
    with hub.store.unit() as unit, pytest.raises(Refused, match="no client"):
        revoke_client(unit, "nobody")


def test_a_token_ends_and_what_ended_is_cleared(hub: Hub, machine: MACHINE) -> None:
    now = hub.store.now()
    client = client_with(hub.store, machine[0], machine[1], now)
    assert client is not None
    with hub.store.unit() as unit:
        token, lasts_s = give_access(unit, client)

    assert access_of(hub.store, token, now) is not None
    assert access_of(hub.store, token, now + timedelta(seconds=lasts_s + 5)) is None
    for _ in range(clients.TOKENS_MAX + 3):
        with hub.store.unit() as unit:
            give_access(unit, client)
    assert len(hub.store.rows(AccessToken, limit=500)) == clients.TOKENS_MAX
