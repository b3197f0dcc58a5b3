"""No form of the console takes more than it needs, whatever is said of its length."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.console.body_limit import FORM_BYTES_MAX
from tests.gateway.console.conftest import Operator

FORM = {"content-type": "application/x-www-form-urlencoded"}


def parts() -> Iterator[bytes]:
    for _ in range(FORM_BYTES_MAX // 1024 + 2):
        yield b"a=" + b"x" * 1021 + b"&"


@pytest.mark.parametrize("path", ["/sign-in", "/people/add", "/alerts/close", "/plans"])
def test_a_form_over_the_limit_is_413(operator: Operator, path: str) -> None:
    for content in (b"a=" + b"x" * FORM_BYTES_MAX, parts()):
        answer = operator.client.post(f"/console{path}", content=content, headers=FORM)

        assert answer.status_code == 413, path


def test_behind_tls_cookies_are_secure_and_the_browser_stays_with_it(stranger: Operator) -> None:
    from fastapi.testclient import TestClient

    from gateway.rest.app import make_app

    client = TestClient(make_app(stranger.world.hub), base_url="https://hub.example")
    answer = client.get("/console/sign-in")

    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    plain = stranger.get("/sign-in")
    assert "strict-transport-security" not in plain.headers
