"""A partner's web service: one call a send, by any WSDL that was registered, checked before it leaves."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

import httpx

from adapters.formats.http_failures import http_failures
from adapters.soap.answering import judge, read_body
from adapters.soap.kept import decoded
from adapters.soap.options import Options, options_of
from adapters.soap.service import Called, Service
from adapters.soap.values import parts_of
from core.hub.contracts import Send
from core.hub.endpoints import SEND_ID, TRACE, TRACE_STATE, Sent
from core.kernel.errors import Refused, Unavailable

ADAPTER = "soap"
# `safe` only where their service knows a repeat by our key: `key_at` says where it stands in the message.
REPEATS = ("safe", "never")
# The word of the options that names what was registered.
KEPT = "wsdl"


class SoapEndpoint:
    """Calls one operation of one service; each connection serves once, so a stale one is no lost answer."""

    def __init__(self, send: Send, service: Service, options: Options, secret: bytes) -> None:
        self._address = send.address
        self._timeout_s = send.timeout_s
        self._service = service
        self._options = options
        self._secret = secret.decode("utf-8", errors="replace").strip()
        self._http = httpx.Client(
            timeout=httpx.Timeout(send.timeout_s),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
            auth=(options.user, self._secret) if options.proof == "basic" else None,
        )

    def made(self, payload: bytes, send_id: str) -> Called:
        """The message that would leave. Raises Refused where the values fit no message of the WSDL."""
        values, headers = parts_of(payload, self._options, send_id)
        called = self._service.call(self._options.operation, values, port=self._options.port, headers=headers)
        return self._proven(called)

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """Their answer says that they have it, that they want none of it, or leaves it in doubt."""
        called = self.made(payload, headers[SEND_ID])
        said = {**called.headers, **{one: headers[one] for one in (TRACE, TRACE_STATE) if one in headers}}
        with (
            http_failures(self._address, timeout_s=self._timeout_s, cause="soap"),
            self._http.stream("POST", self._address, content=called.content, headers=said) as answer,
        ):
            return judge(answer.status_code, read_body(answer), self._options.judged)

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """There is no general way to ask a service what it has: `ask` is not declared."""
        raise Unavailable(f"{self._address} cannot be asked for {name}", cause="soap.asked")

    def _proven(self, called: Called) -> Called:
        """With a UsernameToken in its header, where the contract says so."""
        if self._options.proof not in ("text", "digest"):
            return called
        from zeep.wsse.username import UsernameToken

        token = UsernameToken(self._options.user, self._secret, use_digest=self._options.proof == "digest")
        envelope, headers = token.apply(called.envelope, called.headers)
        return Called(envelope, headers)


def make_endpoint(send: Send, secret: bytes, kept: bytes = b"") -> SoapEndpoint:
    """The endpoint a contract declares. Raises Refused for what would not be safe, or could never be sent."""
    options = options_of(send.name, send.options)
    _require_safe_address(send)
    if send.repeat == "safe" and not options.key_at:
        raise Refused(
            f"soap {send.name}: repeat: safe needs `key_at`, where their service finds the key it knows a"
            " repeat by",
            cause="soap.repeat",
        )
    if options.proof and not secret.strip():
        raise Refused(f"soap {send.name}: `proof` needs a secret_file", cause="soap.secret")
    service = Service(decoded(kept))
    service.require(options.operation, port=options.port)
    return SoapEndpoint(send, service, options, secret)


def _require_safe_address(send: Send) -> None:
    try:
        url = httpx.URL(send.address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"soap {send.name}: {send.address!r}: {error}", cause="soap.address") from error
    plain = url.scheme == "http" and (_is_loopback(url.host) or send.options.get("plain") == "allowed")
    if not url.host or not (url.scheme == "https" or plain):
        raise Refused(
            f"soap {send.name}: {send.address!r} is no https address; on a private line say plain: allowed",
            cause="soap.address",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
