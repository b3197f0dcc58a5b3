"""A message is one request to a partner's API; what its answer says decides, not its status alone."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.rest.endpoint import RestEndpoint, make_endpoint
from core.hub.contracts import Send
from core.hub.endpoints import Busy, InDoubt
from core.kernel.errors import HubError, Refused, Unavailable
from tests.adapters.rest.conftest import Partner
from tests.adapters.rest.erp import SECRET
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD
from tests.patience import PATIENCE_S

OK = {"ok": "status == 0", "says": "message", "pace_per_s": 1000}


def an_endpoint(erp: Partner, path: str = "/orders", repeat: Any = "safe", **options: Any) -> RestEndpoint:
    send = Send(
        name="out", adapter="rest", address=erp.url + path, types=("t",), repeat=repeat, timeout_s=PATIENCE_S,
        options={**OK, **options},
    )  # fmt: skip
    return make_endpoint(send, SECRET.encode())


def send(endpoint: RestEndpoint) -> str:
    return endpoint.send(NAME, PAYLOAD, HEADERS).code


def test_a_message_is_the_body_of_a_request_with_our_id_of_it(erp: Partner) -> None:
    trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"}
    endpoint = an_endpoint(erp, query={"v": "1"}, headers={"X-App": "hub"})

    assert endpoint.send(NAME, PAYLOAD, HEADERS | trace).code == "200"

    [asked] = erp.asked()
    said = {name.lower(): value for name, value in asked["headers"].items()}
    assert (asked["body"].encode(), asked["said"]) == (PAYLOAD, {"v": "1"})
    assert (said["idempotency-key"], said["content-type"]) == ("5f0c1f0e", "application/json")
    assert (said["x-app"], said["traceparent"]) == ("hub", trace["traceparent"])


def test_our_id_may_be_a_parameter_and_is_signed_with_the_others(erp: Partner) -> None:
    auth = {
        "kind": "signed",
        "algorithm": "hmac_sha256",
        "pair": "{key}={value}",
        "join": "&",
        "case": "upper",
    }
    endpoint = an_endpoint(erp, "/hmac", auth=auth, key="", key_as="ref", query={"method": "order.push"})

    assert send(endpoint) == "200"

    [asked] = erp.asked()
    assert asked["said"]["ref"] == "5f0c1f0e"
    assert "Idempotency-Key" not in asked["headers"]


def test_said_twice_it_is_done_once_and_their_word_for_twice_is_success(erp: Partner) -> None:
    erp.mood(tells_twice=True)
    endpoint = an_endpoint(erp, there="contains(message, '重复')")
    send(endpoint)

    assert send(endpoint) == "200"

    with pytest.raises(Refused, match="外部单号重复"):
        send(an_endpoint(erp))


def test_in_doubt_they_are_asked_by_our_id(erp: Partner) -> None:
    endpoint = an_endpoint(
        erp, repeat="ask", ask="/known?ref={id}", found="text('data/found') == 'yes'", key_as="ref"
    )
    erp_of_its_own = HEADERS | {"send-id": "asked&by/id"}
    assert endpoint.query(NAME, erp_of_its_own) is None

    endpoint.send(NAME, PAYLOAD, erp_of_its_own)

    assert endpoint.query(NAME, erp_of_its_own) is not None
    assert erp.asked()[0]["said"]["ref"] == "asked&by/id"


@pytest.mark.parametrize(
    ("mood", "meaning"),
    [
        ({"raw": '{"status": 100, "message": "no"}'}, Refused),
        ({"raw": '{"status": 7, "message": "later"}'}, Busy),
        ({"raw": "<html>welcome</html>"}, InDoubt),
        ({"raw": '{"message": "no status"}'}, Refused),
        ({"busy": 1}, Busy), ({"status": 401}, Busy), ({"status": 404}, Busy),
        ({"redirect": "/number"}, Busy), ({"status": 422}, Refused), ({"status": 400}, Refused),
        ({"status": 500}, InDoubt), ({"status": 502}, InDoubt),
    ],
)  # fmt: skip
def test_what_each_answer_means(erp: Partner, mood: dict[str, Any], meaning: type[HubError]) -> None:
    erp.mood(**mood)

    with pytest.raises(HubError) as raised:
        send(an_endpoint(erp, again="status == 7"))

    assert type(raised.value) is meaning


def test_a_question_that_is_not_answered_says_nothing(erp: Partner) -> None:
    endpoint = an_endpoint(erp, repeat="ask", ask="/known?ref={id}")
    erp.mood(status=500)

    with pytest.raises(Unavailable) as asked:
        endpoint.query(NAME, HEADERS)

    assert not isinstance(asked.value, InDoubt)


def test_a_token_that_is_not_taken_is_asked_for_anew_and_the_message_is_sent(erp: Partner) -> None:
    auth = {"kind": "oauth2", "address": f"{erp.url}/token", "client_id": "hub"}
    endpoint = an_endpoint(erp, "/oauth", auth=auth)
    send(endpoint)
    erp.mood(forget_token=True)

    assert send(endpoint) == "200"


@pytest.mark.parametrize(
    ("repeat", "options"),
    [("ask", {}), ("safe", {"key": ""}), ("never", {"colour": "red"}), ("never", {"there": "=="})],
)
def test_a_declaration_that_cannot_be_kept_is_refused(
    erp: Partner, repeat: str, options: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        an_endpoint(erp, repeat=repeat, **options)
