"""A file is sealed: encrypted to the partner's key in force, and signed by ours."""

from __future__ import annotations

from adapters.pgp.keyring import Keyring, Keys, keyring
from core.kernel.errors import Unavailable


def seal(payload: bytes, keys: Keys, *, of: str) -> bytes:
    """Raises Unavailable where no key of theirs is in force, or ours does not open: it waits for a person."""
    with keyring(keys, of=of) as ring:
        for theirs in ring.theirs:
            sealed = _sealed(ring, payload, theirs)
            if sealed is not None:
                return sealed
    text = "no key of theirs can be encrypted to (over, revoked, or for signing alone); ask for a new one"
    raise Unavailable(f"{of}: {text}", cause="pgp.no_key")


def _sealed(ring: Keyring, payload: bytes, theirs: str) -> bytes | None:
    """None where nothing can be encrypted to this key."""
    words = ("--local-user", ring.ours[0], "--recipient", theirs, "--digest-algo", "SHA256")
    sealed = ring.run("--encrypt", "--sign", *words, given=payload)
    said = ring.found()
    if "INV_RECP" in said:
        return None
    if "END_ENCRYPTION" not in said or "SIG_CREATED" not in said or not sealed:
        raise Unavailable(
            "gpg did not seal it: our key is over, or the passphrase file of `pgp` does not open it",
            cause="pgp.our_key",
        )
    return sealed
