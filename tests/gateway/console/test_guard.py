"""What a browser may do: nothing from elsewhere, no script in a page, no post without its token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.console.conftest import Operator
from tests.gateway.routes import CONSOLE as ROUTES
from tests.gateway.routes import OPEN

CONSOLE = Path(__file__).parents[3] / "gateway" / "console"
POSTS = tuple(
    known.path.replace("{plan}", "x").replace("{agent}", "x").replace("{publication}", "x")
    for (method, path), known in ROUTES.items()
    if method == "POST" and known.asks != OPEN
)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/static/console.css", "/static/live.js"])
def test_every_answer_has_the_security_headers(operator: Operator, path: str) -> None:
    headers = operator.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", POSTS)
def test_a_post_without_its_token_changes_nothing(operator: Operator, path: str) -> None:
    answer = operator.client.post(f"/console{path}", data={"csrf": "guessed"}, follow_redirects=False)

    assert answer.status_code == 403
    assert "did not come from this console" in answer.text


@pytest.mark.parametrize("path", POSTS)
def test_a_post_of_nobody_is_asked_to_sign_in(stranger: Operator, path: str) -> None:
    answer = stranger.client.post(f"/console{path}", data={}, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in"


def test_a_post_from_another_site_is_refused_even_with_the_token(operator: Operator) -> None:
    session = operator.desk.people.session(operator.client.cookies["lianqiao_session"])
    assert session is not None

    answer = operator.client.post(
        "/console/sign-out", data={"csrf": session.csrf}, headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403


def test_pages_hold_no_script_and_no_style_of_their_own() -> None:
    for template in sorted((CONSOLE / "templates").glob("*.html")):
        text = template.read_text()
        assert " style=" not in text, template.name
        assert "javascript:" not in text, template.name
        assert " onclick" not in text, template.name
        assert text.count("<script") == text.count("<script src="), template.name


def test_what_is_vendored_carries_its_version_and_licence() -> None:
    for folder in (CONSOLE / "static" / "vendor").iterdir():
        assert (folder / "LICENSE").exists(), folder.name
        assert any(sign.isdigit() for sign in folder.name), folder.name


def test_a_page_that_is_not_there_says_so_in_the_readers_language(operator: Operator) -> None:
    answer = operator.get("/messages/1/99999")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_the_first_page_of_the_hub_leads_to_the_console(stranger: Operator) -> None:
    assert stranger.client.get("/", follow_redirects=False).headers["location"] == "/console/"
