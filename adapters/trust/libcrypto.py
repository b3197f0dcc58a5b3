"""OpenSSL's libcrypto as far as SM2 needs it: the very library that Python's own hashes stand on."""

from __future__ import annotations

import _hashlib
import ctypes
import hashlib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from functools import cache
from typing import Any

from core.kernel.errors import Refused

# What is called, with what it gives and takes: p a pointer, s bytes, i an int, z a size.
_CALLS = {
    "BN_bin2bn": "p sip", "BN_free": "- p", "BN_clear_free": "- p",
    "EC_GROUP_new_by_curve_name": "p i", "EC_GROUP_free": "- p",
    "EC_POINT_new": "p p", "EC_POINT_free": "- p", "EC_POINT_mul": "i pppppp",
    "EC_POINT_point2oct": "z ppispp",
    "OSSL_PARAM_BLD_new": "p ", "OSSL_PARAM_BLD_free": "- p", "OSSL_PARAM_BLD_push_utf8_string": "i pssz",
    "OSSL_PARAM_BLD_push_octet_string": "i pssz", "OSSL_PARAM_BLD_push_BN": "i psp",
    "OSSL_PARAM_BLD_to_param": "p p", "OSSL_PARAM_free": "- p",
    "EVP_PKEY_CTX_new_from_name": "p psp", "EVP_PKEY_CTX_new_from_pkey": "p ppp", "EVP_PKEY_CTX_free": "- p",
    "EVP_PKEY_CTX_set1_id": "i psi", "EVP_PKEY_fromdata_init": "i p", "EVP_PKEY_fromdata": "i ppip",
    "EVP_PKEY_free": "- p", "EVP_MD_CTX_new": "p ", "EVP_MD_CTX_free": "- p",
    "EVP_MD_CTX_set_pkey_ctx": "- pp", "EVP_sm3": "p ", "EVP_DigestSignInit": "i ppppp",
    "EVP_DigestSign": "i pppsz", "EVP_DigestVerifyInit": "i ppppp", "EVP_DigestVerify": "i pszsz",
    "EVP_PKEY_encrypt_init": "i p", "EVP_PKEY_encrypt": "i pppsz",
    "EVP_PKEY_decrypt_init": "i p", "EVP_PKEY_decrypt": "i pppsz", "ERR_clear_error": "- ",
}  # fmt: skip
_TYPES: dict[str, Any] = {"p": c_void_p, "s": c_char_p, "i": c_int, "z": c_size_t, "-": None}
Calls = dict[str, Callable[..., Any]]
CURVE_NID = 1172


class Failed(Exception):
    """OpenSSL said no; what that means is the caller's to know."""


@cache
def libcrypto() -> Calls:
    """The functions by their names. Refused, with what to do, where this machine's OpenSSL has no SM2."""
    if "sm3" not in hashlib.algorithms_available:
        raise _lacking("SM3")
    library = ctypes.CDLL(_hashlib.__file__)
    calls: Calls = {}
    for name, shape in _CALLS.items():
        given, _, taken = shape.partition(" ")
        try:
            call = getattr(library, name)
        except AttributeError:
            raise _lacking(name) from None
        call.restype, call.argtypes = _TYPES[given], [_TYPES[one] for one in taken]
        calls[name] = call
    group = calls["EC_GROUP_new_by_curve_name"](CURVE_NID)
    if not group:
        raise _lacking("curve SM2")
    calls["EC_GROUP_free"](group)
    return calls


def why_no_gm() -> str:
    """What this machine lacks of the suite gm, and what to do; "" if nothing."""
    try:
        libcrypto()
    except Refused as error:
        return error.text
    return ""


@contextmanager
def held(made: int | None, free: str) -> Iterator[int]:
    """What OpenSSL made, given back at the end; Failed if it made nothing."""
    calls = libcrypto()
    if not made:
        calls["ERR_clear_error"]()
        raise Failed
    try:
        yield made
    finally:
        calls[free](made)


def must(done: int) -> None:
    """Failed unless OpenSSL said yes."""
    if done != 1:
        libcrypto()["ERR_clear_error"]()
        raise Failed


def _lacking(what: str) -> Refused:
    return Refused(
        f"{ssl.OPENSSL_VERSION}, on which this Python stands, has no {what}: the suite gm is not possible on"
        " this machine; use a Python with OpenSSL 3 built with SM2, SM3 and SM4 (Debian's and python.org's"
        " are), or the suite intl",
        cause="suite.gm_missing",
    )
