"""A partner's API is asked as its contract says: proven, paced, bounded, and its answer judged."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from adapters.rest.asking import Api
from adapters.rest.http import retry_after
from adapters.rest.patience import Pace, Patience
from adapters.rest.words import Words, read_words
from core.hub.endpoints import Busy, InDoubt
from core.kernel.errors import HubError, Refused, Unavailable
from tests.adapters.rest.conftest import Partner
from tests.adapters.rest.erp import FIRST, SECRET, USER, WDT_SALT, WDT_SECRET
from tests.patience import PATIENCE_S

WDT = {
    "kind": "signed", "parameter": "sign", "algorithm": "md5", "around": "both", "body": "parameter",
    "clock": "timestamp", "clock_less_s": 1325347200,
}  # fmt: skip
LENGTHS = {
    "kind": "signed", "pair": "{key_length}-{key}:{value_length}-{value}", "join": ";", "around": "after",
    "blank": True,
}  # fmt: skip
HMAC = {"kind": "signed", "algorithm": "hmac_sha256", "pair": "{key}={value}", "join": "&", "case": "upper"}
QUERY = {"sid": "demo", "名称": "上海 仓", "method": "stock.query", "blank": ""}
OK: dict[str, Any] = {"ok": "status == 0", "says": "message"}


def an_api(
    erp: Partner, path: str, secret: str = SECRET, *, timeout_s: float = PATIENCE_S, **options: Any
) -> Api:
    words = read_words({"pace_per_s": 1000, **options}, Words, of="pull x")
    made = Api(words, erp.url + path, secret.encode(), of="pull x", timeout_s=timeout_s)
    made.check()
    return made


def asked(api: Api) -> list[str]:
    """The names of the rows in the answer."""
    tree = api.judged(api.ask({}))
    assert tree is not None
    return [node.value or "" for node in api.questions.nodes("rows", "rows/no")(tree)]


@pytest.mark.parametrize(
    ("path", "options", "secret"),
    [
        ("/basic", {"auth": {"kind": "basic", "user": USER}}, SECRET),
        ("/bearer", {"auth": {"kind": "bearer"}}, f" {SECRET}\n"),
        ("/key", {"auth": {"kind": "key", "parameter": "apikey"}}, SECRET),
        ("/wdt", {"auth": WDT, "method": "POST", "body": '[{"start_time":"{from}","名":"仓"}]',
                  "query": {"sid": "demo", "salt": WDT_SALT, "v": "1.0", "空": "x y"}}, WDT_SECRET),
        ("/lengths", {"auth": LENGTHS, "query": QUERY}, SECRET),
        ("/lengths", {"auth": LENGTHS, "query": QUERY, "method": "POST", "place": "form"}, SECRET),
        ("/hmac", {"auth": HMAC, "query": QUERY}, SECRET),
    ],
)  # fmt: skip
def test_who_asks_is_proven_as_the_partner_wants(
    erp: Partner, path: str, options: dict[str, Any], secret: str
) -> None:
    assert asked(an_api(erp, path, secret, **options, **OK)) == ["R-0", "R-1"]

    with pytest.raises(Unavailable, match="401"):
        asked(an_api(erp, path, "another secret", **options, **OK))


@pytest.mark.parametrize("by", ["header", "form"])
def test_a_token_is_asked_for_once_and_again_when_it_is_not_taken(erp: Partner, by: str) -> None:
    auth = {"kind": "oauth2", "address": f"{erp.url}/token", "client_id": USER, "by": by}
    api = an_api(erp, "/oauth", auth=auth, **OK)
    asked(api)
    asked(api)
    assert [one["path"] for one in erp.asked()] == ["/token", "/oauth", "/oauth"]

    erp.mood(forget_token=True)
    assert asked(api) == ["R-0", "R-1"]

    assert [one["path"] for one in erp.asked()] == ["/oauth", "/token", "/oauth"]


def test_a_token_is_renewed_before_it_ends(erp: Partner) -> None:
    erp.mood(lasts=20)
    auth = {"kind": "oauth2", "address": f"{erp.url}/token", "client_id": USER}
    api = an_api(erp, "/oauth", auth=auth, **OK)

    asked(api)
    asked(api)

    assert [one["path"] for one in erp.asked()] == ["/token", "/oauth"] * 2


def test_a_partner_that_gives_no_token_refuses_us_and_its_words_are_not_said_on(erp: Partner) -> None:
    auth = {"kind": "oauth2", "address": f"{erp.url}/token", "client_id": "nobody"}

    with pytest.raises(Refused) as refused:
        an_api(erp, "/oauth", auth=auth).ask({})

    assert "'nobody' no token (401)" in refused.value.text
    assert SECRET not in refused.value.text


def test_no_secret_stands_in_a_log_or_an_error(erp: Partner, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    for path, auth in (
        ("/basic", {"kind": "basic", "user": "x"}), ("/bearer", {"kind": "bearer", "scheme": "Other"}),
        ("/key", {"kind": "key", "parameter": "other"}), ("/hmac", LENGTHS),
    ):  # fmt: skip
        with pytest.raises(Unavailable) as failed:
            asked(an_api(erp, path, auth=auth, **OK))
        said.append(failed.value.text)
    with pytest.raises(Unavailable) as failed:
        an_api(Partner(9), "/key", auth={"kind": "key", "parameter": "k"}).ask({})

    assert SECRET not in "".join([*said, failed.value.text, caplog.text])


def test_a_business_error_inside_http_200_is_a_failure_with_its_own_words(erp: Partner) -> None:
    erp.mood(raw='{"status": 100, "message": "参数中必须包含起止时间"}')
    api = an_api(erp, "/number", **OK, again="status == 429")

    with pytest.raises(Unavailable, match="参数中必须包含起止时间") as failed:
        api.judged(api.ask({}))
    assert not isinstance(failed.value, Busy)

    erp.mood(raw='{"status": 429, "message": "频率"}')
    with pytest.raises(Busy):
        api.judged(api.ask({}))


@pytest.mark.parametrize(
    "raw", ['{"status": 0, "message": \u201d x"}', "<html>", "", '{"message": "no status"}']
)
def test_success_that_cannot_be_read_or_judged_is_none(erp: Partner, raw: str) -> None:
    erp.mood(raw=raw)
    api = an_api(erp, "/number", **OK)

    with pytest.raises(Unavailable):
        api.judged(api.ask({}))


def test_retry_after_is_obeyed_as_seconds_and_as_a_date(erp: Partner) -> None:
    erp.mood(busy=1, retry_after=9)
    with pytest.raises(Busy) as busy:
        (api := an_api(erp, "/number")).judged(api.ask({}))
    assert busy.value.retry_after_s == 9

    assert retry_after("Mon, 23 Nov 2026 00:31:00 GMT", 503, FIRST) == 60
    assert retry_after("Mon, 23 Nov 2099 00:31:00 GMT", 503, FIRST) == 3600
    assert retry_after("99999999999999999999", 503, FIRST) == 3600
    assert [retry_after("soon", status, FIRST) for status in (503, 500)] == [30, 0]


def test_nobody_is_led_to_another_host(erp: Partner) -> None:
    for elsewhere in ("http://127.0.0.2:1/x", "https://evil.example/", "file:///etc/passwd"):
        erp.mood(redirect=elsewhere)
        with pytest.raises(Unavailable, match=r"another host|leads to"):
            an_api(erp, "/number").ask({})
        assert len(erp.asked()) == 1


def test_a_redirect_on_the_same_host_is_followed_a_few_times(erp: Partner) -> None:
    erp.mood(redirect="/number")

    with pytest.raises(Unavailable, match="over 3 redirects"):
        an_api(erp, "/moved").ask({})

    assert [one["path"] for one in erp.asked()] == ["/moved", "/number", "/number", "/number"]


def test_a_post_is_not_redirected(erp: Partner) -> None:
    erp.mood(redirect="/number")

    assert an_api(erp, "/orders", method="POST", body="{}").ask({}).status == 302


def test_an_answer_is_bounded_in_size_and_in_time(erp: Partner) -> None:
    with pytest.raises(Unavailable, match="more than 20 bytes"):
        an_api(erp, "/number", answer_bytes_max=20).ask({})

    erp.mood(drip=True)
    with pytest.raises(InDoubt, match=r"was not done within|no whole answer"):
        an_api(erp, "/number", timeout_s=1.0).ask({})


def test_who_is_not_there_took_nothing_for_sure() -> None:
    with pytest.raises(Unavailable) as away:
        an_api(Partner(9), "/number").ask({})

    assert not isinstance(away.value, InDoubt)


class Counted(Patience):
    """Waits by counting."""

    def __init__(self) -> None:
        self.at, self.waited = 0.0, [0.0]

    def seconds(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        self.waited.append(round(seconds, 3))
        self.at += seconds


def test_our_own_pace_is_kept() -> None:
    patience = Counted()
    pace = Pace(4, patience)
    for _ in range(3):
        pace.keep()
    patience.at += 10
    pace.keep()

    assert patience.waited[1:] == [0.25, 0.25]


@pytest.mark.parametrize(
    "options",
    [
        {"colour": "red"}, {"auth": {"kind": "magic"}}, {"auth": {"kind": "basic"}}, {"method": "DELETE"},
        {"ok": "status ==="}, {"ok": "import os"}, {"says": "a//["}, {"format": "none"}, {"pace_per_s": 0},
        {"auth": {"kind": "oauth2", "address": "http://bank.example/", "client_id": "x"}},
    ],
)  # fmt: skip
def test_words_that_are_none_are_refused_before_anything_is_asked(
    erp: Partner, options: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        an_api(erp, "/number", **options)


@pytest.mark.parametrize(
    "address", ["http://bank.example/", "https://u:p@bank.example/", "ftp://x/", "https:///"]
)
def test_an_address_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        Api(Words(), address, b"", of="x", timeout_s=1)


def test_an_auth_without_its_secret_is_refused(erp: Partner) -> None:
    with pytest.raises(HubError, match="secret_file"):
        an_api(erp, "/basic", "", auth={"kind": "basic", "user": "x"})
