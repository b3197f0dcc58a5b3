"""Signing in: who comes with which proof, the sessions of it, and how often a wrong one may be tried."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from argon2 import PasswordHasher

from core.hub.person_rules import NAME_MAX, PASSWORD_MAX, require_name, wait_after
from core.hub.persons import Device, Person, RecoveryCode, Session
from core.hub.ports import Store, Unit
from core.hub.rights import every_role
from core.kernel.clock import Clock
from core.kernel.errors import Refused
from gateway.console.hashing import Hashing
from gateway.console.sealing import Seal
from gateway.console.second_factor import CODE_MAX, matching_step, recovery_hash

OPERATOR = "operator"
SESSION = timedelta(hours=12)
# Between the right password and the code of the telephone.
HALF_WAY = timedelta(minutes=5)
# A session in use is renewed once this much of it is gone, so that a page open all day stays open.
RENEW_AFTER = timedelta(hours=1)
HALF = "half"
DEVICE_MAX = 120
DEVICES_KEPT = 10
SESSIONS_MAX = 100
PEOPLE_MAX = 10_000


class Entered(NamedTuple):
    """What signing in gave; half: the telephone's code is still wanted. device: a token for this browser."""

    token: str
    session: Session
    device: str = ""

    @property
    def half(self) -> bool:
        return self.session.factor == HALF


class People:
    """Sign-in against the store; its limits are the store's too, so every process holds them."""

    def __init__(
        self, store: Store, clock: Clock, hasher: PasswordHasher | None = None, seal: Seal | None = None
    ) -> None:
        self.store = store
        self.clock = clock
        self.seal = seal
        self.hashing = Hashing(hasher)

    # -- passwords that are given ------------------------------------------------------------------------

    def first_password(self) -> str | None:
        """Makes the operator if nobody may sign in yet; the password is told once and kept as a hash."""
        if self.store.rows(Person, limit=1):
            return None
        return self.new_password(OPERATOR)

    def new_password(self, name: str) -> str:
        """Gives the person a new password, unlocks them and ends every session of theirs.

        Who is new is made with every role if it is the first person of the house, else with none.
        """
        require_name(name)
        password = "-".join(secrets.token_hex(2) for _ in range(5))
        hash_ = self.hashing.hash(password)
        with self.store.unit() as unit:
            people = unit.shelf(Person)
            known = people.get(name)
            if known is None:
                first = not self.store.rows(Person, limit=1)
                known = a_person(name, unit.now, every_role() if first else ())
            changed: dict[str, Any] = {
                "password_hash": hash_,
                "failed": 0,
                "next_try_at": None,
                "state": None,
            }
            people.put(msgspec.structs.replace(known, **changed))
            end_sessions(unit, name)
        return password

    # -- coming in ---------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, *, device: str = "", about: str = "") -> Entered:
        """A session, or half of one. Refused with cause `sign_in.wrong` or `sign_in.wait`.

        device: the token of a browser in which this person signed in before. about: what the browser is.
        """
        person = self.store.get(Person, name[:NAME_MAX])
        door = _Door(self.store, person, device)
        door.require_open(self.clock.now())
        right = self.hashing.verify(person.password_hash if person else "", password[:PASSWORD_MAX])
        if person is None or not right or person.locked:
            door.count_wrong(self.clock.now())
            raise Refused("name or password is wrong", cause="sign_in.wrong")
        if person.totp is not None:
            return self._open(person, HALF, about, HALF_WAY)
        return self._whole(person, "password", about, door)

    def second_step(self, half: str, code: str, *, device: str = "") -> Entered:
        """The whole session for a half one. Refused with cause `sign_in.wrong`, `.wait` or `.again`."""
        session = self.store.get(Session, token_hash(half)) if half else None
        now = self.clock.now()
        if session is None or session.factor != HALF or session.until <= now:
            raise Refused("the password was too long ago; sign in again", cause="sign_in.again")
        person = self.store.get(Person, session.name)
        door = _Door(self.store, person, device)
        door.require_open(now)
        factor = self._proven(person, code[:CODE_MAX]) if person is not None and not person.locked else ""
        if person is None or not factor:
            door.count_wrong(now)
            raise Refused("the code is wrong or was used", cause="sign_in.wrong")
        self.sign_out(half)
        return self._whole(person, factor, session.device or "", door)

    def come_by(self, person: Person, factor: str, about: str) -> Entered:
        """A session of somebody whom another house vouches for. Refused if we locked them."""
        if person.locked:
            raise Refused("this person is locked here", cause="sign_in.locked")
        return self._whole(person, factor, about, _Door(self.store, person, ""))

    def _proven(self, person: Person, code: str) -> str:
        """Which proof the code is; it is used up in the same unit of work that finds it good."""
        with self.store.unit() as unit:
            known = unit.shelf(Person).get(person.name)
            if known is None or known.totp is None or self.seal is None:
                return ""
            secret = self.seal.open(known.name, known.totp)
            step = matching_step(secret, code, self.clock.now(), after=known.totp_step or 0)
            if step is not None:
                unit.shelf(Person).put(msgspec.structs.replace(known, totp_step=step))
                return "totp"
            spare = unit.shelf(RecoveryCode).get(known.name, recovery_hash(known.name, code))
            if spare is None or spare.used_at is not None:
                return ""
            unit.shelf(RecoveryCode).put(msgspec.structs.replace(spare, used_at=unit.now))
            return "recovery"

    # -- sessions ----------------------------------------------------------------------------------------

    def session(self, token: str) -> Session | None:
        """The session of this token while it lasts; one in use is renewed from time to time."""
        found = self.visit(token)
        return found[0] if found else None

    def visit(self, token: str) -> tuple[Session, Person] | None:
        """The session and whose it is: roles and locks hold from the next page on."""
        session = self.store.get(Session, token_hash(token)) if token else None
        now = self.clock.now()
        if session is None or session.until <= now or session.factor == HALF:
            return None
        person = self.store.get(Person, session.name)
        if person is None or person.locked:
            return None
        if session.until - now < SESSION - RENEW_AFTER:
            with self.store.unit() as unit:
                # Ended meanwhile, it stays ended.
                if unit.shelf(Session).get(session.token_hash) is None:
                    return None
                session = msgspec.structs.replace(session, until=now + SESSION)
                unit.shelf(Session).put(session)
        return session, person

    def sign_out(self, token: str) -> None:
        with self.store.unit() as unit:
            unit.shelf(Session).remove(token_hash(token))

    def sessions(self, name: str) -> list[Session]:
        """Where this person is signed in, the newest first."""
        now = self.clock.now()
        rows = self.store.rows(Session, limit=SESSIONS_MAX, name=name)
        live = [row for row in rows if row.until > now and row.factor != HALF]
        return sorted(live, key=lambda row: row.opened_at or row.until, reverse=True)

    def _whole(self, person: Person, factor: str, about: str, door: _Door) -> Entered:
        entered = self._open(person, factor, about, SESSION)
        return entered._replace(device=door.let_in(self.clock.now()))

    def _open(self, person: Person, factor: str, about: str, lasts: timedelta) -> Entered:
        token, now = secrets.token_urlsafe(32), self.clock.now()
        session = Session(
            token_hash=token_hash(token),
            name=person.name,
            csrf=secrets.token_urlsafe(24),
            until=now + lasts,
            opened_at=now,
            device=about[:DEVICE_MAX],
            factor=factor,
        )
        with self.store.unit() as unit:
            sessions = unit.shelf(Session)
            for old in sessions.find(name=person.name):
                if old.until <= now:
                    sessions.remove(old.token_hash)
            sessions.put(session)
        return Entered(token, session)


class _Door:
    """Where wrong tries are counted: at a browser known to the person, else at the person's name.

    So a stranger who tries a name without end makes strangers wait, and never the person at their own desk.
    """

    def __init__(self, store: Store, person: Person | None, device: str) -> None:
        self._store = store
        self._person = person
        known = store.get(Device, token_hash(device)) if device and person else None
        self._device = (
            known if known is not None and person is not None and known.name == person.name else None
        )
        self._token = device if self._device is not None else ""

    def require_open(self, now: datetime) -> None:
        counted = self._device or self._person
        if counted is not None and counted.next_try_at is not None and counted.next_try_at > now:
            wait_s = int((counted.next_try_at - now).total_seconds()) + 1
            raise Refused(f"too many wrong tries; try again in {wait_s} s", cause="sign_in.wait")

    def count_wrong(self, now: datetime) -> None:
        if self._person is None:
            return
        with self._store.unit() as unit:
            if self._device is not None:
                _count(unit, Device, self._device.token_hash, now)
            else:
                _count(unit, Person, self._person.name, now)

    def let_in(self, now: datetime) -> str:
        """What was counted is forgotten, and the browser is known from now on; gives its token."""
        person = self._person
        if person is None:
            return ""
        token = self._token or secrets.token_urlsafe(32)
        with self._store.unit() as unit:
            known = unit.shelf(Person).get(person.name)
            if known is not None and (known.failed or known.next_try_at):
                unit.shelf(Person).put(msgspec.structs.replace(known, failed=0, next_try_at=None))
            devices = unit.shelf(Device)
            row = Device(
                token_hash=token_hash(token), name=person.name, used_at=now, failed=0, next_try_at=None
            )
            devices.put(row)
            rows = sorted(devices.find(name=person.name), key=lambda one: one.used_at, reverse=True)
            for old in rows[DEVICES_KEPT:]:
                devices.remove(old.token_hash)
        return token


def _count(unit: Unit, kind: type[Any], key: str, now: datetime) -> None:
    known = unit.shelf(kind).get(key)
    if known is not None:
        failed = known.failed + 1
        wait = wait_after(failed)
        until = now + wait if wait else None
        unit.shelf(kind).put(msgspec.structs.replace(known, failed=failed, next_try_at=until))


def a_person(name: str, at: datetime, grants: tuple[Any, ...], display: str = "") -> Person:
    """A person nobody can sign in as yet: no password is right."""
    return Person(
        name=require_name(name),
        password_hash="",
        made_at=at,
        failed=0,
        next_try_at=None,
        display=display[:NAME_MAX],
        grants=msgspec.json.encode(grants),
    )


def end_sessions(unit: Unit, name: str, but: str = "") -> int:
    """Ends every session of the person but one; how many."""
    sessions = unit.shelf(Session)
    ended = [row for row in sessions.find(name=name) if row.token_hash != but]
    for row in ended:
        sessions.remove(row.token_hash)
    return len(ended)


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
