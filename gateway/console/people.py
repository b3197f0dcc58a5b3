"""Who may look: persons with a hashed password, their sessions, and how often a wrong one may be tried."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.hub.ports import Store
from core.hub.records import Record
from core.kernel.clock import Clock
from core.kernel.errors import Refused

OPERATOR = "operator"
SESSION = timedelta(hours=12)
# A session in use is renewed once this much of it is gone, so that a page open all day stays open.
RENEW_AFTER = timedelta(hours=1)
TRIES_FREE = 5
WAIT_MAX_S = 60
HASHING_MAX = 2
HASHING_WAIT_S = 3.0
NAME_MAX = 64
PASSWORD_MAX = 256


class Person(Record, frozen=True, kw_only=True):
    """A person who may sign in; failed counts wrong passwords since the last right one."""

    TABLE: ClassVar[str] = "console_person"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    password_hash: str
    made_at: datetime
    failed: int
    next_try_at: datetime | None


class Session(Record, frozen=True, kw_only=True):
    """A person who signed in; the cookie holds the token, we only its hash."""

    TABLE: ClassVar[str] = "console_session"
    KEY: ClassVar[tuple[str, ...]] = ("token_hash",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    token_hash: str
    name: str
    csrf: str
    until: datetime


class People:
    """Sign-in against the store; its limits are the store's too, so every process holds them."""

    def __init__(self, store: Store, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(HASHING_MAX)
        self._nobody = self._hasher.hash(secrets.token_urlsafe(12))

    def first_password(self) -> str | None:
        """Makes the operator if nobody may sign in yet; the password is told once and kept as a hash."""
        if self._store.rows(Person, limit=1):
            return None
        return self.new_password(OPERATOR)

    def new_password(self, name: str) -> str:
        """Gives the person a new password and ends every session of theirs; a new name is a new person.

        Refused if nobody could sign in by that name.
        """
        if not 0 < len(name) <= NAME_MAX or name != name.strip() or not name.isprintable():
            raise Refused(f"{name[:80]!r} is no name: 1 to {NAME_MAX} signs, no blank before or behind")
        password = "-".join(secrets.token_hex(2) for _ in range(5))
        with self._store.unit() as unit:
            person = Person(
                name=name,
                password_hash=self._hasher.hash(password),
                made_at=unit.now,
                failed=0,
                next_try_at=None,
            )
            unit.shelf(Person).put(person)
            for session in unit.shelf(Session).find(name=name):
                unit.shelf(Session).remove(session.token_hash)
        return password

    def sign_in(self, name: str, password: str) -> tuple[str, Session]:
        """(the token for the cookie, the session). Refused with cause `sign_in.wrong` or `sign_in.wait`."""
        person = self._store.get(Person, name[:NAME_MAX])
        now = self._clock.now()
        if person is not None and person.next_try_at is not None and person.next_try_at > now:
            wait_s = int((person.next_try_at - now).total_seconds()) + 1
            raise Refused(f"too many wrong passwords; try again in {wait_s} s", cause="sign_in.wait")
        right = self._verify(person.password_hash if person else self._nobody, password[:PASSWORD_MAX])
        if person is None or not right:
            self._count_wrong(person, now)
            raise Refused("name or password is wrong", cause="sign_in.wrong")
        return self._open(person, now)

    def session(self, token: str) -> Session | None:
        """The session of this token while it lasts; one in use is renewed from time to time."""
        if not token:
            return None
        session = self._store.get(Session, _hash(token))
        now = self._clock.now()
        if session is None or session.until <= now:
            return None
        if session.until - now < SESSION - RENEW_AFTER:
            session = msgspec.structs.replace(session, until=now + SESSION)
            with self._store.unit() as unit:
                unit.shelf(Session).put(session)
        return session

    def sign_out(self, token: str) -> None:
        with self._store.unit() as unit:
            unit.shelf(Session).remove(_hash(token))

    def _open(self, person: Person, now: datetime) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        session = Session(
            token_hash=_hash(token), name=person.name, csrf=secrets.token_urlsafe(24), until=now + SESSION
        )
        with self._store.unit() as unit:
            unit.shelf(Person).put(msgspec.structs.replace(person, failed=0, next_try_at=None))
            sessions = unit.shelf(Session)
            for old in sessions.find(name=person.name):
                if old.until <= now:
                    sessions.remove(old.token_hash)
            sessions.put(session)
        return token, session

    def _count_wrong(self, person: Person | None, now: datetime) -> None:
        if person is None:
            return
        with self._store.unit() as unit:
            known = unit.shelf(Person).get(person.name) or person
            failed = known.failed + 1
            over = failed - TRIES_FREE
            wait_s = min(2**over, WAIT_MAX_S) if 0 <= over < 10 else WAIT_MAX_S if over > 0 else 0
            until = now + timedelta(seconds=wait_s) if wait_s else None
            unit.shelf(Person).put(msgspec.structs.replace(known, failed=failed, next_try_at=until))

    def _verify(self, hash_: str, password: str) -> bool:
        """Hashing is made slow on purpose: no more than two at once may use our cores and memory."""
        if not self._hashing.acquire(timeout=HASHING_WAIT_S):
            raise Refused("too many people sign in at once; try again in a moment", cause="sign_in.wait")
        try:
            return self._hasher.verify(hash_, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        finally:
            self._hashing.release()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
