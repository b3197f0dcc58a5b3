"""A webhook is signed as Standard Webhooks says, and every answer means one thing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from adapters.webhook.endpoint import make_endpoint
from core.hub.endpoints import Busy, InDoubt
from core.kernel.errors import HubError, Refused, Unavailable
from tests.contracts.hook_partner import SECRET, HookPartner
from tests.contracts.moods import a_send
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD

Answering = Callable[[bytes], str]


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Starts a server that answers every request with these bytes and hangs up; gives its address."""
    opened: list[socket.socket] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        opened.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    for one in opened:
        one.close()


def said(status: str, *lines: str, body: str = "") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines])
    return f"{head}\r\n\r\n{body}".encode()


def test_the_signature_is_that_of_standard_webhooks(partner: HookPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    [(headers, payload)] = partner.requests
    key = base64.b64decode(SECRET.removeprefix(b"whsec_"))
    text = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), payload))
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("5f0c1f0e", "1772452800")
    assert headers["Idempotency-Key"] == "5f0c1f0e"


def test_a_chinese_key_travels_percent_encoded(partner: HookPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    [(headers, _)] = partner.requests
    assert headers["Lianqiao-Key"] == "C01%3AW1/%E6%89%B9%E6%AC%A1%207"


@pytest.mark.parametrize("status", ["200 OK", "202 Accepted", "204 No Content"])
def test_every_2xx_is_sent(answering: Answering, status: str) -> None:
    endpoint = make_endpoint(a_send("webhook", answering(said(status))), SECRET)

    assert endpoint.send(NAME, PAYLOAD, HEADERS).text.startswith(status)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("301 Moved", Busy), ("401 Unauthorized", Busy), ("404 Not Found", Busy), ("409 Conflict", Busy),
        ("429 Too Many", Busy), ("503 Away", Busy), ("400 Bad", Refused), ("413 Large", Refused),
        ("422 No", Refused), ("500 Oops", InDoubt), ("502 Gateway", InDoubt), ("504 Timeout", InDoubt),
    ],
)  # fmt: skip
def test_what_each_answer_means(answering: Answering, status: str, meaning: type[HubError]) -> None:
    endpoint = make_endpoint(a_send("webhook", answering(said(status, body="because"))), SECRET)

    with pytest.raises(HubError) as raised:
        endpoint.send(NAME, PAYLOAD, HEADERS)

    assert type(raised.value) is meaning
    assert f"{status} because" in raised.value.text


def test_a_partner_says_when_to_come_again(partner: HookPartner) -> None:
    partner.mood("busy")

    with pytest.raises(Busy) as raised:
        partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    assert raised.value.retry_after_s == 7


def test_every_send_has_a_connection_of_its_own() -> None:
    """One that is kept may be closed by the other side just then: that would look like a lost answer."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                taken.append(connection)
                connection.recv(65536)
                connection.sendall(said("202 Accepted", "Connection: keep-alive"))

        threading.Thread(target=serve, daemon=True).start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        endpoint = make_endpoint(a_send("webhook", address), SECRET)
        endpoint.send(NAME, PAYLOAD, HEADERS)
        endpoint.send(NAME, PAYLOAD, HEADERS)

    assert len(taken) == 2


def test_a_redirect_is_not_followed(answering: Answering, partner: HookPartner) -> None:
    elsewhere = answering(said("307 Temporary Redirect", f"Location: {partner.address}"))

    with pytest.raises(Unavailable):
        make_endpoint(a_send("webhook", elsewhere), SECRET).send(NAME, PAYLOAD, HEADERS)

    assert partner.took() == []


def test_an_answer_that_is_no_http_is_doubt(answering: Answering) -> None:
    with pytest.raises(InDoubt):
        make_endpoint(a_send("webhook", answering(b"SMTP\r\n\r\n")), SECRET).send(NAME, PAYLOAD, HEADERS)


def test_an_answer_that_never_comes_is_doubt_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(InDoubt, match="gave no whole answer within"):
            make_endpoint(a_send("webhook", address, timeout_s=0.2), SECRET).send(NAME, PAYLOAD, HEADERS)


def test_a_long_answer_is_not_read_to_its_end(answering: Answering) -> None:
    endpoint = make_endpoint(a_send("webhook", answering(said("200 OK", body="x" * 300_000))), SECRET)

    assert len(endpoint.send(NAME, PAYLOAD, HEADERS).text) < 300


def test_an_answer_that_breaks_off_after_its_status_is_still_an_answer(answering: Answering) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"

    assert (
        "broke off"
        in make_endpoint(a_send("webhook", answering(answer)), SECRET).send(NAME, PAYLOAD, HEADERS).text
    )


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("http://bank.example/in", SECRET), ("ftp://bank.example/", SECRET), ("https://[bad/", SECRET),
        ("https://bank.example/", b""), ("https://bank.example/", b"short"),
        ("https://bank.example/", b"whsec_??"),
    ],
)  # fmt: skip
def test_an_unsafe_declaration_is_refused(address: str, secret: bytes) -> None:
    with pytest.raises(Refused):
        make_endpoint(a_send("webhook", address), secret)


def test_a_query_that_says_nothing_is_no_answer(answering: Answering) -> None:
    with pytest.raises(Unavailable, match="500"):
        make_endpoint(a_send("webhook", answering(said("500 Oops"))), SECRET).query(NAME, HEADERS)


def test_a_post_is_of_its_message_s_trace(partner: HookPartner) -> None:
    trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "tracestate": "a=1"}

    partner.endpoint.send(NAME, PAYLOAD, {**HEADERS, **trace})

    said = {name.lower(): value for name, value in partner.requests[0][0].items()}
    assert {name: said[name] for name in trace} == trace
