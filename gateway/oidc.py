"""Sign-in by another house (OpenID Connect): the code flow with PKCE, and what is believed of its answer."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.kernel.clock import Clock
from core.kernel.errors import UNDECODABLE, Refused, Unavailable

ANSWER_S = 5.0
ANSWER_BYTES_MAX = 256 * 1024
KEPT_S = 600.0
# A key that is not known yet is asked for again, but not by every token somebody makes up.
AGAIN_S = 30.0
LEEWAY_S = 60
AGE_S_MAX = 600
# Asymmetric ones alone: `none` proves nothing, and a shared secret signs for both sides.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
T = TypeVar("T")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """claim: what of the answer is the person's name here. public_url: by which browsers call this hub."""

    issuer: str
    client_id: str
    client_secret: str
    public_url: str
    claim: str = "sub"

    @property
    def redirect_uri(self) -> str:
        return f"{self.public_url}/console/sign-in/oidc/back"


class Begun(msgspec.Struct, frozen=True):
    """What one sign-in keeps between going there and coming back."""

    state: str
    nonce: str
    verifier: str
    until: float
    next: str = ""


class Discovered(msgspec.Struct, frozen=True):
    """What we need of the provider's own description."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Answered(msgspec.Struct, frozen=True):
    """What we need of the token answer."""

    id_token: str


class OidcProvider:
    """One provider; its description and keys are kept for minutes, and asked for with bounds."""

    def __init__(self, settings: OidcSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._http = httpx.Client(timeout=ANSWER_S, follow_redirects=False)
        self._lock = threading.Lock()
        self._discovered: tuple[float, Discovered] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, wanted: str) -> tuple[str, Begun]:
        """(the address to send the browser to, what to keep until it comes back)."""
        begun = Begun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            until=self._clock.now().timestamp() + KEPT_S,
            next=wanted,
        )
        challenge = base64.urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        said = {
            "response_type": "code",
            "scope": "openid profile email" if self._settings.claim != "sub" else "openid",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.redirect_uri,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._description().authorization_endpoint}?{urlencode(said)}", begun

    def name_of(self, begun: Begun, state: str, code: str) -> str:
        """The name that the provider vouches for. Refused with cause `oidc.…` where its word is not good."""
        if not secrets.compare_digest(begun.state.encode(), state.encode()):
            raise Refused("this answer belongs to another sign-in", cause="oidc.state")
        if begun.until <= self._clock.now().timestamp():
            raise Refused("the sign-in took too long; begin again", cause="oidc.late")
        claims = self._claims(self._exchange(begun, code))
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), begun.nonce.encode()):
            raise Refused("the answer was made for another sign-in", cause="oidc.nonce")
        if self._settings.claim == "email" and claims.get("email_verified") is not True:
            raise Refused("the provider has not verified this address", cause="oidc.email")
        name = claims.get(self._settings.claim)
        if not isinstance(name, str) or not name:
            raise Refused(f"the answer has no {self._settings.claim}", cause="oidc.claim")
        return name

    def _exchange(self, begun: Begun, code: str) -> str:
        settings = self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_uri,
            "code_verifier": begun.verifier,
        }
        body = self._ask(
            "POST",
            self._description().token_endpoint,
            data=form,
            auth=httpx.BasicAuth(settings.client_id, settings.client_secret),
        )
        return _read(body, Answered).id_token

    def _claims(self, token: str) -> dict[str, Any]:
        settings, now = self._settings, int(self._clock.now().timestamp())
        try:
            claims = self._decoded(token)
            registry = jwt.JWTClaimsRegistry(
                now=now,
                leeway=LEEWAY_S,
                iss={"essential": True, "value": settings.issuer},
                aud={"essential": True, "value": settings.client_id},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True},
                sub={"essential": True},
            )
            registry.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise Refused(f"the provider's word is not good: {error}", cause="oidc.token") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != settings.client_id:
            raise Refused("the answer was made for another client", cause="oidc.token")
        if now - int(claims["iat"]) > AGE_S_MAX:
            raise Refused("the answer is old", cause="oidc.token")
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        """Verified by a key of the provider; by a newly fetched one if none of those that are kept does."""
        try:
            return dict(jwt.decode(token, self._key_set(KEPT_S), algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            return dict(jwt.decode(token, self._key_set(AGAIN_S), algorithms=list(ALGORITHMS)).claims)

    def _key_set(self, age_s_max: float) -> KeySet:
        with self._lock:
            if self._keys is None or time.monotonic() - self._keys[0] > age_s_max:
                said = _read(self._ask("GET", self._description_held().jwks_uri), dict[str, Any])
                self._keys = (time.monotonic(), KeySet.import_key_set({"keys": said.get("keys", [])}))
            return self._keys[1]

    def _description(self) -> Discovered:
        with self._lock:
            return self._description_held()

    def _description_held(self) -> Discovered:
        kept = self._discovered
        if kept is None or time.monotonic() - kept[0] > KEPT_S:
            address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = _read(self._ask("GET", address), Discovered)
            if found.issuer != self._settings.issuer:
                raise Refused(f"the provider calls itself {found.issuer[:200]!r}", cause="oidc.issuer")
            for one in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                require_safe(one, what="an address of the provider")
            kept = self._discovered = (time.monotonic(), found)
        return kept[1]

    def _ask(self, method: str, address: str, **more: Any) -> bytes:
        """The body, no longer than the bound and in bounded time. Unavailable if there is none."""
        until = time.monotonic() + ANSWER_S
        try:
            with self._http.stream(method, address, headers={"accept": "application/json"}, **more) as answer:
                body = b""
                for part in answer.iter_bytes(16 * 1024):
                    body += part
                    if len(body) > ANSWER_BYTES_MAX or time.monotonic() > until:
                        raise Unavailable("the provider's answer is too long or too slow", cause="oidc.away")
                if answer.status_code != 200:
                    raise _not_good(answer.status_code)
                return body
        except httpx.InvalidURL as error:
            raise _no_address("an address of the provider", address) from error
        except httpx.HTTPError as error:
            raise Unavailable(f"the provider did not answer: {error}", cause="oidc.away") from error


def require_safe(address: str, *, what: str) -> str:
    """The address. Refused if it is neither https nor this machine's own."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise _no_address(what, address) from error
    allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not allowed or not parts.hostname:
        raise _no_address(what, address)
    return address


def _no_address(what: str, address: str) -> Refused:
    return Refused(
        f"{what} is {address[:200]!r}: it must be an address that begins with https://", cause="oidc.address"
    )


def _not_good(status: int) -> Refused | Unavailable:
    if status >= 500:
        return Unavailable(f"the provider answered {status}", cause="oidc.away")
    return Refused(f"the provider answered {status}", cause="oidc.refused")


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except UNDECODABLE as error:
        raise Refused(f"the provider's answer cannot be read: {error}", cause="oidc.answer") from error
