"""Crypto suites: intl is Ed25519, SHA-256 and AES, gm is SM2, SM3 and SM4; a key's bytes say which."""

import hashlib
import os
from typing import Protocol

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from front_end_agent.errors import Untrusted

INTL, GM = "intl", "gm"
SUITES = (INTL, GM)
ED25519_BYTES, SM2_BYTES, SECRET_BYTES = 32, 65, 32
_UNCOMPRESSED = 4


class SigningKey(Protocol):
    """A key pair that signs by its suite; `seed` is the secret as it is kept."""

    @property
    def suite(self) -> str: ...

    @property
    def seed(self) -> bytes: ...

    @property
    def public(self) -> bytes: ...

    @property
    def id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Key:
    """An Ed25519 key pair."""

    suite = INTL

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.public, self._secret = crypto_sign_seed_keypair(seed)
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return crypto_sign(message, self._secret)[:64]


class Sm2Key:
    """An SM2 key pair; Misconfigured, with what to do, where this machine's OpenSSL has none."""

    suite = GM

    def __init__(self, seed: bytes) -> None:
        from front_end_agent import sm2

        self.seed, self.public = seed, sm2.public_of(seed)
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        from front_end_agent import sm2

        return sm2.sign(self.seed, self.public, message)


def new_key(suite: str) -> SigningKey:
    """By chance."""
    if suite != GM:
        return Key(os.urandom(SECRET_BYTES))
    from front_end_agent import sm2

    return Sm2Key(sm2.make_private())


def suite_of(public: bytes) -> str:
    """The suite of a public key; "" if it is none."""
    if len(public) == ED25519_BYTES:
        return INTL
    return GM if len(public) == SM2_BYTES and public[0] == _UNCOMPRESSED else ""


def digest(suite: str, text: bytes) -> str:
    """SHA-256 or SM3, as 64 hex digits."""
    if suite != GM:
        return hashlib.sha256(text).hexdigest()
    return hashlib.new("sm3", text).hexdigest()


def key_id(public: bytes) -> str:
    return digest(suite_of(public), public)[:16]


def verify(public: bytes, *, message: bytes, signature: bytes) -> None:
    """Raises Untrusted if the message was not signed by this key."""
    if suite_of(public) == GM:
        from front_end_agent import sm2

        if not sm2.verify(public, signature, message):
            raise Untrusted(f"the signature does not hold under key {key_id(public)}")
        return
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise Untrusted(f"the signature does not hold under key {key_id(public)}") from error
