"""Who we are at a partner's API: put into each request, renewed where it ends, written into no log."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Protocol
from urllib.parse import quote_plus

import msgspec

from adapters.rest.http import Http, Request
from adapters.rest.moments import written
from adapters.rest.patience import Patience
from adapters.rest.signing import signature
from adapters.rest.words import Auth, Basic, Bearer, ClientCredentials, Key, Open, Signed
from core.kernel.errors import UNDECODABLE, Refused, Unavailable

TOKEN_BYTES_MAX = 64 * 1024
# A token is renewed so long before it ends; one that does not say when lasts so long.
EARLY_S, LASTS_S = 30.0, 300.0


class Proof(Protocol):
    """One way to say who we are."""

    def proven(self, request: Request) -> Request:
        """The request with it. Raises Unavailable or Refused where it cannot be got."""
        ...

    def forget(self) -> bool:
        """They do not take it; whether another can be got."""
        ...


class Fixed:
    """The same in each request: headers, or a parameter."""

    def __init__(self, headers: dict[str, str], parameters: dict[str, str]) -> None:
        self._headers = headers
        self._parameters = parameters

    def proven(self, request: Request) -> Request:
        return msgspec.structs.replace(
            request,
            headers=request.headers | self._headers,
            parameters=request.parameters | self._parameters,
        )

    def forget(self) -> bool:
        return False


class Signing:
    """A digest over what is asked; two that are the same but for their moment have two digests."""

    def __init__(self, words: Signed, secret: bytes, patience: Patience) -> None:
        self._words = words
        self._secret = secret
        self._patience = patience

    def proven(self, request: Request) -> Request:
        words, said = self._words, dict(request.parameters)
        if words.clock:
            at = self._patience.now() - timedelta(seconds=words.clock_less_s)
            said[words.clock] = written(at, words.clock_format, words.zone)
        said[words.parameter] = signature(words, self._secret, said, request.body)
        return msgspec.structs.replace(request, parameters=said)

    def forget(self) -> bool:
        return False


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float | None = None


class Tokens:
    """OAuth2 client credentials: one token until shortly before its end, or until it is not taken."""

    def __init__(self, words: ClientCredentials, secret: bytes, http: Http, patience: Patience) -> None:
        self._words = words
        self._secret = secret.decode("utf-8", "surrogateescape")
        self._http = http
        self._patience = patience
        self._token = ""
        self._until_s = 0.0

    def proven(self, request: Request) -> Request:
        if not self._token or self._patience.seconds() >= self._until_s:
            self._ask()
        said = request.headers | {"Authorization": f"Bearer {self._token}"}
        return msgspec.structs.replace(request, headers=said)

    def forget(self) -> bool:
        held, self._token = bool(self._token), ""
        return held

    def _ask(self) -> None:
        answer = self._http.ask(self._request(), bytes_max=TOKEN_BYTES_MAX)
        # What was answered may quote the secret, or be the token: none of it is said on.
        if answer.status in (400, 401, 403):
            raise Refused(
                f"{self._http.origin} gives {self._words.client_id!r} no token ({answer.status}); look at its"
                " secret and scope",
                cause=f"rest.{answer.status}",
            )
        try:
            if answer.status != 200:
                raise ValueError(f"status {answer.status}")
            token = msgspec.json.decode(answer.body, type=_Token)
        except (*UNDECODABLE, ValueError):
            raise Unavailable(
                f"{self._http.origin} was asked for a token and answered {answer.status} without one",
                cause="rest.token",
            ) from None
        self._token = token.access_token
        lasts_s = token.expires_in if token.expires_in is not None else LASTS_S
        self._until_s = self._patience.seconds() + max(0.0, lasts_s - EARLY_S)

    def _request(self) -> Request:
        words, headers = self._words, {"Accept": "application/json"}
        form = {"grant_type": "client_credentials"} | ({"scope": words.scope} if words.scope else {})
        if words.by == "form":
            form |= {"client_id": words.client_id, "client_secret": self._secret}
        else:
            # RFC 6749 §2.3.1: both are form-encoded before they are joined.
            headers |= _basic(quote_plus(words.client_id), quote_plus(self._secret))
        return Request(method="POST", address=words.address, parameters=form, headers=headers, form=True)


def make_proof(words: Auth, secret: bytes, http: Http, patience: Patience) -> Proof:
    """Refused where a secret is needed and there is none. http: asks at the place of tokens."""
    if isinstance(words, Open):
        return Fixed({}, {})
    if not secret:
        raise Refused("its auth needs a secret; name its file by `secret_file`", cause="rest.secret")
    text = secret.decode("utf-8", "surrogateescape")
    if isinstance(words, Basic):
        return Fixed(_basic(words.user, text), {})
    if isinstance(words, Bearer):
        return Fixed({words.header: f"{words.scheme} {text}".strip()}, {})
    if isinstance(words, Key):
        return Fixed({}, {words.parameter: text})
    if isinstance(words, Signed):
        return Signing(words, secret, patience)
    return Tokens(words, secret, http, patience)


def _basic(user: str, password: str) -> dict[str, str]:
    both = base64.b64encode(f"{user}:{password}".encode("utf-8", "surrogateescape")).decode()
    return {"Authorization": f"Basic {both}"}
