"""Passwords as argon2id hashes, a few at a time; an unknown name costs what a known one does."""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from core.kernel.errors import Refused

HASHING_MAX = 2
HASHING_WAIT_S = 3.0


class Hashing:
    """Made slow on purpose: no more than two at once may use our cores and memory."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or _standard()
        self._places = threading.BoundedSemaphore(HASHING_MAX)
        self._nobody = _of_nobody(self._hasher)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, hash_: str, password: str) -> bool:
        """Whether it is the password; "" is nobody's hash, and takes as long to be wrong."""
        if not self._places.acquire(timeout=HASHING_WAIT_S):
            raise Refused("too many people sign in at once; try again in a moment", cause="sign_in.wait")
        try:
            self._hasher.verify(hash_ or self._nobody, password)
            return bool(hash_)
        except (VerifyMismatchError, InvalidHashError, VerificationError):
            return False
        finally:
            self._places.release()


@cache
def _standard() -> PasswordHasher:
    return PasswordHasher()


@cache
def _of_nobody(hasher: PasswordHasher) -> str:
    """Made once a process, and before anybody asks: the first unknown name takes no longer than the next."""
    return hasher.hash(secrets.token_urlsafe(12))
