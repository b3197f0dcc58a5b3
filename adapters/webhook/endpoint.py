"""A signed webhook: one POST a send, with id, time and HMAC-SHA256 as Standard Webhooks writes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import httpx

from adapters.formats.http_failures import http_failures
from adapters.webhook.secrets import Secrets, read_secrets
from core.hub.contracts import Send
from core.hub.endpoints import (
    KEY,
    MEDIA,
    MESSAGE_ID,
    SEND_ID,
    SENT_AT,
    TRACE,
    TRACE_STATE,
    TYPE,
    Busy,
    InDoubt,
    Sent,
)
from core.kernel.errors import Refused, Unavailable

ADAPTER = "webhook"
REPEATS = ("safe", "ask", "never")
ANSWER_BYTES_MAX = 64 * 1024
TEXT_MAX = 200
RETRY_AFTER_S = 30.0

# They are there, but took nothing: busy, throttling, or our address or right there is wrong, which a person
# mends on either side without touching the message.
_NOT_TAKEN = {401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429, 503}


class WebhookEndpoint:
    """POSTs to one address; each connection serves once, so a stale one is no lost answer."""

    def __init__(self, address: str, secrets: Secrets, *, timeout_s: float) -> None:
        self._address = address
        self._secrets = secrets
        self._timeout_s = timeout_s
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout_s),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """2xx: they have it. The other answers say refused, not taken, or leave it in doubt."""
        signed = self._signed(headers[SEND_ID], headers[SENT_AT], payload)
        said = {
            **signed,
            "Idempotency-Key": headers[SEND_ID],
            "Content-Type": headers[MEDIA],
            "Lianqiao-Name": name,
            "Lianqiao-Type": headers[TYPE],
            "Lianqiao-Key": quote(headers[KEY]),
            "Lianqiao-Message": headers[MESSAGE_ID],
            **{name: headers[name] for name in (TRACE, TRACE_STATE) if name in headers},
        }
        with (
            http_failures(self._address, timeout_s=self._timeout_s, cause="webhook"),
            self._http.stream("POST", self._address, content=payload, headers=said) as answer,
        ):
            return _judge(answer, self._address)

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """`GET address?id=<our id>`: 2xx they have it, 404 they do not, anything else says nothing."""
        try:
            with self._http.stream("GET", self._address, params={"id": headers[SEND_ID]}) as answer:
                if answer.status_code == 404:
                    return None
                if answer.is_success:
                    return Sent(text=_text(answer))
                raise Unavailable(
                    f"asked for {name}, {self._address} said {_text(answer)}", cause="webhook.asked"
                )
        except httpx.TransportError as error:
            raise Unavailable(
                f"{self._address} could not be asked: {_why(error)}", cause="webhook.away"
            ) from error

    def _signed(self, send_id: str, sent_at: str, payload: bytes) -> dict[str, str]:
        """By every secret that holds now, in one order in both headers: whoever knows one finds it."""
        text = b".".join((send_id.encode(), sent_at.encode(), payload))
        known = self._secrets.at(datetime.fromtimestamp(int(sent_at), UTC))
        digests = [hmac.new(one.key, text, hashlib.sha256).digest() for one in known]
        return {
            "webhook-id": send_id,
            "webhook-timestamp": sent_at,
            "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in digests),
            "Lianqiao-Secret": " ".join(one.id for one in known),
        }


def make_endpoint(send: Send, secret: bytes) -> WebhookEndpoint:
    """The endpoint a contract declares. Raises Refused for an address or a secret that would not be safe."""
    try:
        urlsplit(send.address)
        url = httpx.URL(send.address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"webhook {send.name}: {send.address!r}: {error}", cause="webhook.address") from error
    if not url.host or (url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.host))):
        raise Refused(f"webhook {send.name}: {send.address!r} is no https address", cause="webhook.address")
    try:
        secrets = read_secrets(secret)
    except Refused as error:
        raise Refused(f"webhook {send.name}: {error.text}", cause=error.cause) from error
    return WebhookEndpoint(send.address, secrets, timeout_s=send.timeout_s)


def _judge(answer: httpx.Response, address: str) -> Sent:
    said = _text(answer)
    text = f"{address} said {said}"
    if answer.is_success:
        return Sent(text=said, code=str(answer.status_code))
    if answer.status_code in _NOT_TAKEN or answer.is_redirect:
        raise Busy(text, retry_after_s=_retry_after(answer), cause=f"webhook.{answer.status_code}")
    if answer.is_client_error:
        raise Refused(text, cause=f"webhook.{answer.status_code}")
    raise InDoubt(text, cause=f"webhook.{answer.status_code}")


def _text(answer: httpx.Response) -> str:
    """The status and the beginning of the body; a body that breaks off changes nothing any more."""
    body = b""
    try:
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > ANSWER_BYTES_MAX:
                break
    except httpx.HTTPError:
        body += b" (broke off)"
    said = " ".join(body.decode("utf-8", errors="replace").split())[:TEXT_MAX]
    return f"{answer.status_code} {answer.reason_phrase} {said}".strip()


def _retry_after(answer: httpx.Response) -> float:
    said = answer.headers.get("Retry-After", "")
    if said.isdecimal():
        return float(said)
    return RETRY_AFTER_S if answer.status_code in (429, 503) else 0.0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _why(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
