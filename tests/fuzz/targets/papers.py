"""What is brought to the hub on paper, so to say: an audit's export, a backup, a provider's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec
from joserfc import jwt
from joserfc.jwk import RSAKey

from adapters.file.audit_file import read_export
from adapters.trust.ed25519 import Ed25519
from adapters.wiring.backup import manifest, sealed_keys
from core.hub.audit_checkpoints import fingerprint, sign_checkpoint
from core.hub.audit_desk import Noted, note_alone
from core.hub.audit_lines import written
from core.hub.audit_offline import ExportCheck
from core.hub.audit_walk import Walk
from core.kernel.clock import FixedClock
from gateway.oidc import Begun, OidcProvider, OidcSettings
from tests.fuzz.signing import PARTS
from tests.fuzz.target import Call, Target, outcome
from tests.fuzz.targets.wire import World
from tests.hub_world import START

KEY = Ed25519(b"\x07" * 32)
PASSPHRASE = b"a passphrase for fuzzing"
ISSUER = "https://provider.example"
NONCE = "n" * 32


def targets() -> Iterator[Target]:
    """The files first, then the provider."""
    yield Target(
        name="audit.export", covers=("core/hub/audit_offline.py",), seeds=_exports, open=_verify_export
    )
    yield Target(
        name="backup.manifest",
        covers=("adapters/wiring/backup/manifest.py",),
        seeds=_manifests,
        open=_manifest,
    )
    yield Target(
        name="backup.keys", covers=("adapters/wiring/backup/sealed_keys.py",), seeds=_sealed, open=_unseal
    )
    yield Target(name="oidc.answers", covers=("gateway/oidc.py",), seeds=_provided, open=_signed_in)


def _exports() -> Sequence[bytes]:
    with TemporaryDirectory() as folder:
        store = World(Path(folder)).store
        for number in range(3):
            note_alone(store, Noted(by="li", what="message.read", on=f"1/{number}", change="x"))
            sign_checkpoint(store, KEY)
        lines = list(written(Walk(store, None, None).items(), KEY, hub="hub", whole=True))
        store.engine.dispose()
    return [b"".join(lines)]


def _verify_export(work: Path) -> Call:
    file = work / "audit.jsonl"

    def call(given: bytes) -> str:
        file.write_bytes(given)
        found: list[str] = []

        def verify() -> None:
            check = ExportCheck(Ed25519(bytes(32)), [fingerprint(KEY.public_key)])
            found.extend(one.text[:24] for one in check.verify(read_export(file)).found[:1])

        return f"{outcome(verify)} {found}"

    return call


def _manifests() -> Sequence[bytes]:
    parts = [{"name": name, "size": 1, "sha256": sha256(b"x").hexdigest()} for name in ("hub.db", "blobs/a")]
    said = {
        "format": 1, "hub": "hub", "database": "sqlite", "revision": "r", "incarnation": 1,
        "taken_at": "2026-11-23T08:00:00Z", "parts": parts,
    }  # fmt: skip
    return [msgspec.json.encode(said)]


def _manifest(work: Path) -> Call:
    (work / "blobs").mkdir()
    for name in ("hub.db", "blobs/a"):
        (work / name).write_bytes(b"x")

    def call(given: bytes) -> str:
        (work / manifest.NAME).write_bytes(given)
        return outcome(lambda: manifest.verify(work, manifest.read(work)))

    return call


def _sealed() -> Sequence[bytes]:
    """What is inside is ours or does not open: the seal is what a stranger can touch."""
    return [sealed_keys.MAGIC + bytes(60), sealed_keys.MAGIC, b""]


def _unseal(work: Path) -> Call:
    def call(given: bytes) -> str:
        (work / sealed_keys.FILE).write_bytes(given)
        derive, sealed_keys._key = sealed_keys._key, lambda *_: bytes(32)  # The true one takes its time.
        try:
            return outcome(lambda: sealed_keys.unseal(work, work, PASSPHRASE))
        finally:
            sealed_keys._key = derive

    return call


def _provided() -> Sequence[bytes]:
    """Four parts: description, keys (OURS is a right one), token answer (TOKEN is a signed one), claims."""
    said = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/go", "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    }  # fmt: skip
    now = int(START.timestamp())
    claims = {"iss": ISSUER, "aud": "hub", "sub": "li", "iat": now, "exp": now + 300, "nonce": NONCE}
    parts = (
        msgspec.json.encode(said),
        b'{"keys":[OURS]}',
        b'{"id_token":"TOKEN"}',
        msgspec.json.encode(claims),
    )
    return [PARTS.join(parts), PARTS.join((*parts[:2], b'{"id_token":"eyJhbGciOiJub25lIn0.e30."}', parts[3]))]


class Far:
    """The provider at the far side of the wire: it answers what the input says."""

    def __init__(self) -> None:
        self.parts: list[bytes] = [b""] * 4
        self._key = RSAKey.generate_key(2048, parameters={"kid": "k1"})
        self._public = msgspec.json.encode(self._key.as_dict(private=False))

    def answer(self, request: httpx.Request) -> httpx.Response:
        description, keys, token, claims = self.parts
        said = {"/keys": keys.replace(b"OURS", self._public), "/token": token}.get(
            request.url.path, description
        )
        return httpx.Response(200, content=said.replace(b"TOKEN", self._token(claims)))

    def _token(self, claims: bytes) -> bytes:
        try:
            read: Any = msgspec.json.decode(claims, type=dict[str, Any])
            return jwt.encode({"alg": "RS256", "kid": "k1"}, read, self._key).encode()
        except (ValueError, TypeError, RecursionError):
            return b"x.y.z"


def _signed_in(_: Path) -> Call:
    far = Far()
    settings = OidcSettings(issuer=ISSUER, client_id="hub", client_secret="s", public_url="https://hub")
    begun = Begun(state="s", nonce=NONCE, verifier="v" * 48, until=START.timestamp() + 300)

    provider = OidcProvider(settings, FixedClock(START))
    provider._http = httpx.Client(transport=httpx.MockTransport(far.answer))

    def call(given: bytes) -> str:
        far.parts = ([*given.split(PARTS, 3), b"", b"", b""])[:4]
        provider._discovered = provider._keys = None
        return outcome(lambda: provider.name_of(begun, "s", "code"))

    return call
