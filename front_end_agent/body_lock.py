"""Encrypting bodies to the hub's key: a fresh content key each time, which the hub alone unwraps."""

import os

from front_end_agent.errors import HubRefused
from front_end_agent.suites import GM, key_id, suite_of

NONCE_BYTES, AES_BYTES, SM4_BYTES = 12, 32, 16
INFO = b"lianqiao-wrap-1"


class BodyLock:
    """The hub's public key for bodies; ValueError if it is none."""

    def __init__(self, public: bytes) -> None:
        self.suite = suite_of(public)
        if not self.suite:
            raise ValueError(f"{len(public)} bytes are no key; is the agent an older one?")
        self.public, self.id = public, key_id(public)

    def seal(self, body: bytes, *, bound: bytes) -> tuple[dict[str, str], bytes]:
        """What the header says of the encryption, and the body as it travels."""
        nonce = os.urandom(NONCE_BYTES)
        close = _by_sm4 if self.suite == GM else _by_aes
        wrapped, sealed = close(self.public, body, nonce=nonce, bound=bound)
        return {"key": self.id, "wrapped": wrapped.hex(), "nonce": nonce.hex()}, sealed


def lock_of(key: str) -> BodyLock | None:
    """Of the key in hex; None where there is none. Raises HubRefused if it is no key."""
    try:
        return BodyLock(bytes.fromhex(key)) if key else None
    except ValueError as error:
        raise HubRefused(f"the hub's key for bodies: {error}") from error


def bound_to(agent: str, epoch: str, number: int) -> bytes:
    """What the tag covers beside the body: a body at another place, or of another agent, does not open."""
    return f"lianqiao-body-1\n{agent}\n{epoch}\n{number}".encode()


def _by_aes(public: bytes, body: bytes, *, nonce: bytes, bound: bytes) -> tuple[bytes, bytes]:
    # Loaded by the first body that is encrypted: an agent that encrypts nothing starts as light as before.
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    once, content = X25519PrivateKey.generate(), os.urandom(AES_BYTES)
    point = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    hkdf = HKDF(algorithm=SHA256(), length=AES_BYTES, salt=None, info=INFO + point + public)
    return point + aes_key_wrap(hkdf.derive(shared), content), AESGCM(content).encrypt(nonce, body, bound)


def _by_sm4(public: bytes, body: bytes, *, nonce: bytes, bound: bytes) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import SM4

    from front_end_agent import sm2

    content = os.urandom(SM4_BYTES)
    encryptor = Cipher(SM4(content), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    sealed = encryptor.update(body) + encryptor.finalize()
    return sm2.wrap(public, content), sealed + encryptor.tag
