"""SM2 (GB/T 32918) by OpenSSL: signatures over SM3 with the standard user id, and keys wrapped to a key."""

from __future__ import annotations

import ctypes
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.trust import der
from adapters.trust.libcrypto import CURVE_NID, Failed, held, libcrypto, must

# GB/T 32918.5 gives the curve; a private key is 1 to n - 2.
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
# GM/T 0009: who has named no id of their own has this one.
USER_ID = b"1234567812345678"
SCALAR_BYTES, POINT_BYTES, SIGNATURE_BYTES, DIGEST_BYTES = 32, 65, 64, 32
WRAPPED_BYTES_MAX = 1024
_UNCOMPRESSED, _KEYPAIR, _PUBLIC = 4, 0x87, 0x86


def is_point(public_key: bytes) -> bool:
    return len(public_key) == POINT_BYTES and public_key[0] == _UNCOMPRESSED


def make_private() -> bytes:
    return (secrets.randbelow(ORDER - 2) + 1).to_bytes(SCALAR_BYTES, "big")


def public_of(private: bytes) -> bytes:
    """The point of this key; ValueError if it is no key."""
    if len(private) != SCALAR_BYTES or not 1 <= int.from_bytes(private, "big") <= ORDER - 2:
        raise ValueError("no private key of SM2")
    call = libcrypto()
    point = ctypes.create_string_buffer(POINT_BYTES)
    with (
        held(call["EC_GROUP_new_by_curve_name"](CURVE_NID), "EC_GROUP_free") as group,
        held(call["BN_bin2bn"](private, SCALAR_BYTES, None), "BN_clear_free") as scalar,
        held(call["EC_POINT_new"](group), "EC_POINT_free") as made,
    ):
        must(call["EC_POINT_mul"](group, made, scalar, None, None, None))
        written = call["EC_POINT_point2oct"](group, made, _UNCOMPRESSED, point, POINT_BYTES, None)
        must(int(written == POINT_BYTES))
    return point.raw


def sign(private: bytes, public: bytes, text: bytes) -> bytes:
    """r and s, 32 bytes each."""
    call = libcrypto()
    size = ctypes.c_size_t(SIGNATURE_BYTES + 16)
    made = ctypes.create_string_buffer(size.value)
    with _key(public, private) as key, _digest(key) as context:
        must(call["EVP_DigestSignInit"](context, None, call["EVP_sm3"](), None, key))
        must(call["EVP_DigestSign"](context, made, ctypes.addressof(size), text, len(text)))
    return b"".join(der.fixed(part, SCALAR_BYTES) for part in der.read_sequence(made.raw[: size.value]))


def verify(public: bytes, signature: bytes, text: bytes) -> bool:
    if not is_point(public) or len(signature) != SIGNATURE_BYTES:
        return False
    call = libcrypto()
    said = der.sequence(der.integer(signature[:SCALAR_BYTES]), der.integer(signature[SCALAR_BYTES:]))
    try:
        with _key(public) as key, _digest(key) as context:
            must(call["EVP_DigestVerifyInit"](context, None, call["EVP_sm3"](), None, key))
            must(call["EVP_DigestVerify"](context, said, len(said), text, len(text)))
    except Failed:
        return False
    return True


def wrap(public: bytes, secret: bytes) -> bytes:
    """C1 || C3 || C2 of GB/T 32918.4 (a point, a hash, the secret under its mask); Failed if it is no key."""
    call = libcrypto()
    with _key(public) as key, _context(key) as context:
        must(call["EVP_PKEY_encrypt_init"](context))
        made = _out(call["EVP_PKEY_encrypt"], context, secret)
    x, y, digest, masked = der.read_sequence(made)
    point = b"".join(der.fixed(part, SCALAR_BYTES) for part in (x, y))
    return bytes((_UNCOMPRESSED,)) + point + digest + masked


def unwrap(private: bytes, public: bytes, wrapped: bytes) -> bytes:
    """What was wrapped to this key; Failed if it was not, or was touched."""
    call = libcrypto()
    hidden = wrapped[POINT_BYTES + DIGEST_BYTES :]
    if not is_point(wrapped[:POINT_BYTES]) or not hidden or len(wrapped) > WRAPPED_BYTES_MAX:
        raise Failed
    x, y = wrapped[1 : 1 + SCALAR_BYTES], wrapped[1 + SCALAR_BYTES : POINT_BYTES]
    digest = wrapped[POINT_BYTES : POINT_BYTES + DIGEST_BYTES]
    said = der.sequence(der.integer(x), der.integer(y), der.octets(digest), der.octets(hidden))
    with _key(public, private) as key, _context(key) as context:
        must(call["EVP_PKEY_decrypt_init"](context))
        return _out(call["EVP_PKEY_decrypt"], context, said)


@contextmanager
def _key(public: bytes, private: bytes = b"") -> Iterator[int]:
    """The key as OpenSSL holds it; it checks that the point lies on the curve."""
    call = libcrypto()
    with (
        held(call["OSSL_PARAM_BLD_new"](), "OSSL_PARAM_BLD_free") as build,
        held(call["BN_bin2bn"](private, len(private), None), "BN_clear_free") as scalar,
        held(call["EVP_PKEY_CTX_new_from_name"](None, b"SM2", None), "EVP_PKEY_CTX_free") as context,
    ):
        must(call["OSSL_PARAM_BLD_push_utf8_string"](build, b"group", b"SM2", 0))
        must(call["OSSL_PARAM_BLD_push_octet_string"](build, b"pub", public, len(public)))
        if private:
            must(call["OSSL_PARAM_BLD_push_BN"](build, b"priv", scalar))
        made = ctypes.c_void_p()
        with held(call["OSSL_PARAM_BLD_to_param"](build), "OSSL_PARAM_free") as said:
            must(call["EVP_PKEY_fromdata_init"](context))
            kind = _KEYPAIR if private else _PUBLIC
            must(call["EVP_PKEY_fromdata"](context, ctypes.addressof(made), kind, said))
        with held(made.value, "EVP_PKEY_free") as key:
            yield key


@contextmanager
def _context(key: int) -> Iterator[int]:
    with held(libcrypto()["EVP_PKEY_CTX_new_from_pkey"](None, key, None), "EVP_PKEY_CTX_free") as context:
        yield context


@contextmanager
def _digest(key: int) -> Iterator[int]:
    """A digest that begins with ZA, the hash of the user id, the curve and the key (GB/T 32918.2)."""
    call = libcrypto()
    with held(call["EVP_MD_CTX_new"](), "EVP_MD_CTX_free") as digest, _context(key) as context:
        must(call["EVP_PKEY_CTX_set1_id"](context, USER_ID, len(USER_ID)))
        call["EVP_MD_CTX_set_pkey_ctx"](digest, context)
        yield digest


def _out(call: Callable[..., int], context: int, text: bytes) -> bytes:
    size = ctypes.c_size_t(0)
    must(call(context, None, ctypes.addressof(size), text, len(text)))
    made = ctypes.create_string_buffer(size.value)
    must(call(context, made, ctypes.addressof(size), text, len(text)))
    return made.raw[: size.value]
