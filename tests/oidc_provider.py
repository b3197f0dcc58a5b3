"""A small OpenID provider to test against, a process of its own: `python -m tests.oidc_provider PORT`.

It knows one client. `POST /control` says who signs in next and how its word is wrong, if it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "lianqiao", "a secret of the house"
OURS = RSAKey.generate_key(2048, parameters={"kid": "k1"})
STRANGE = RSAKey.generate_key(2048, parameters={"kid": "k1"})


class Provider(BaseHTTPRequestHandler):
    """The provider's addresses."""

    codes: ClassVar[dict[str, dict[str, str]]] = {}
    said: ClassVar[dict[str, Any]] = {"sub": "operator"}
    rotated: ClassVar[RSAKey | None] = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{sys.argv[1]}"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": self.said.get("calls_itself", self.issuer),
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            )
        elif asked.path == "/keys":
            key = self.rotated or OURS
            self.answer({"keys": [key.as_dict(private=False)]})
        elif asked.path == "/authorize":
            self.authorize({name: values[0] for name, values in parse_qs(asked.query).items()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if self.path == "/control":
            Provider.said = json.loads(body)
            if Provider.said.get("rotate"):
                Provider.rotated = RSAKey.generate_key(2048, parameters={"kid": "k2"})
            self.answer({})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body.decode()).items()})

    def authorize(self, asked: dict[str, str]) -> None:
        """Whoever comes is let in at once; what is asked must be right."""
        right = (asked["response_type"], asked["client_id"], asked["code_challenge_method"])
        assert right == ("code", CLIENT, "S256"), asked
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        self.send_response(302)
        self.send_header("location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def token(self, asked: dict[str, str]) -> None:
        """A code is good once, for its client, with its verifier."""
        known = self.codes.pop(asked.get("code", ""), None)
        proof = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        proven = self.headers.get("authorization") in (f"Basic {proof}", f"Basic {plain}")
        if known is None or not proven or challenge != known["code_challenge"]:
            self.answer({"error": "invalid_grant"}, 400)
        elif self.said.get("wrong") == "huge":
            self.answer({"id_token": "x" * 600_000})
        elif self.said.get("wrong") == "broken":
            self.answer({"error": "server"}, 500)
        else:
            self.answer({"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(known)})

    def id_token(self, asked: dict[str, str]) -> str:
        wrong, now = self.said.get("wrong", ""), int(time.time())
        claims = {
            "iss": self.issuer if wrong != "iss" else "https://elsewhere.example",
            "aud": {"aud": "another", "azp": [CLIENT, "another"]}.get(wrong, CLIENT),
            "sub": self.said["sub"],
            "iat": now - (7200 if wrong == "old" else 0),
            "exp": now + (-3600 if wrong == "expired" else 300),
            "nonce": asked["nonce"] if wrong != "nonce" else "another",
            **self.said.get("claims", {}),
        }
        if wrong == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(_part(json.dumps(part).encode()) for part in parts) + "."
        if wrong == "shared":
            shared = OctKey.import_key(OURS.as_pem(private=False))
            return jwt.encode({"alg": "HS256"}, claims, shared)
        key = STRANGE if wrong == "key" else self.rotated or OURS
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)

    def answer(self, said: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
