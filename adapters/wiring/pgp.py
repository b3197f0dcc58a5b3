"""OpenPGP where a contract asks for it: files are opened on their way in, sealed on their way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from adapters.pgp.keyring import Keys
from adapters.pgp.opening import GpgOpening, opening
from adapters.pgp.sealing import seal
from adapters.wiring.secret_files import read_secret
from core.hub.contract_terms import Pgp
from core.hub.endpoints import MEDIA, Endpoint, Sent

SUFFIX = ".pgp"
SEALED_MEDIA = "application/pgp-encrypted"


class PgpKeys:
    """Reads secrets anew for each file: a new key is taken at once."""

    def __init__(self, home: Path) -> None:
        self._secrets = home / "secrets"

    def of(self, pgp: Pgp, *, of: str) -> Keys:
        """Raises Unavailable for a secret that is away."""
        secret = read_secret(self._secrets, pgp.secret_file, of=of, cause="pgp.secret")
        passphrase = read_secret(self._secrets, pgp.passphrase_file, of=of, cause="pgp.secret")
        return Keys(secret=secret, passphrase=passphrase, theirs=pgp.theirs)

    @contextmanager
    def opening(self, pgp: Pgp, *, of: str) -> Iterator[GpgOpening]:
        with opening(self.of(pgp, of=of), signed=pgp.signed, of=of) as made:
            yield made


class SealedEndpoint:
    """A way out for files, each sealed before it leaves and named so."""

    def __init__(self, endpoint: Endpoint, keys: PgpKeys, pgp: Pgp) -> None:
        self._endpoint = endpoint
        self._keys = keys
        self._pgp = pgp

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        sealed = seal(payload, self._keys.of(self._pgp, of=name), of=name)
        sent = self._endpoint.send(name + SUFFIX, sealed, {**headers, MEDIA: SEALED_MEDIA})
        return msgspec.structs.replace(sent, text=f"{sent.text}, sealed")

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        return self._endpoint.query(name + SUFFIX, headers)
