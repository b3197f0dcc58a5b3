"""What is done to people: by themselves (password, second factor, sessions) and by an administrator."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

import msgspec

from core.hub.audit_desk import Noted, note, note_alone
from core.hub.person_rules import require_administrator_left, require_name, require_password
from core.hub.persons import LOCKED, Device, Person, RecoveryCode, Session
from core.hub.ports import Unit
from core.hub.rights import Grant, checked, written
from core.kernel.errors import Refused
from gateway.console.people import PEOPLE_MAX, People, a_person, end_sessions
from gateway.console.sealing import Seal
from gateway.console.second_factor import (
    matching_step,
    new_recovery_codes,
    new_secret,
    recovery_hash,
)


class OwnAccount:
    """What a person does to themselves; each asks for what only they know."""

    def __init__(self, people: People) -> None:
        self._people = people

    def change_password(self, session: Session, present: str, wanted: str) -> None:
        """Every other session of theirs ends. Refused if the present one is wrong."""
        person = self._require_password(session.name, present)
        hash_ = self._people.hashing.hash(require_password(person.name, wanted))
        with self._people.store.unit() as unit:
            _change(unit, person.name, lambda now: msgspec.structs.replace(now, password_hash=hash_))
            end_sessions(unit, person.name, but=session.token_hash)
            for device in unit.shelf(Device).find(name=person.name):
                unit.shelf(Device).remove(device.token_hash)
            note(unit, Noted(by=person.name, what="password.changed", on=person.name))

    def begin_factor(self, name: str) -> tuple[str, bytes]:
        """(the secret sealed for the form to bring back, the secret for the picture)."""
        secret = new_secret()
        return base64.urlsafe_b64encode(_seal(self._people).close(f"new/{name}", secret)).decode(), secret

    def opened(self, name: str, sealed: str) -> bytes:
        """The secret that a form brings back. Broken if it is not ours or another's."""
        try:
            raw = base64.urlsafe_b64decode(sealed.encode())
        except ValueError as error:
            raise Refused("the form was changed; begin again", cause="factor.form") from error
        return _seal(self._people).open(f"new/{name}", raw)

    def confirm_factor(self, session: Session, sealed: str, code: str) -> list[str]:
        """The telephone is the second factor from now on; gives the recovery codes, shown once."""
        secret, now = self.opened(session.name, sealed), self._people.clock.now()
        step = matching_step(secret, code, now, after=0)
        if step is None:
            raise Refused(
                "this code is not of that picture; is the telephone's clock right?", cause="factor.code"
            )
        kept = _seal(self._people).close(session.name, secret)
        with self._people.store.unit() as unit:
            _change(unit, session.name, lambda one: msgspec.structs.replace(one, totp=kept, totp_step=step))
            end_sessions(unit, session.name, but=session.token_hash)
            codes = _new_codes(unit, session.name)
            note(unit, Noted(by=session.name, what="factor.set", on=session.name))
            return codes

    def new_codes(self, session: Session, present: str) -> list[str]:
        """New recovery codes; the old ones hold no longer."""
        self._require_password(session.name, present)
        with self._people.store.unit() as unit:
            return _new_codes(unit, session.name)

    def drop_factor(self, session: Session, present: str) -> None:
        """Back to the password alone."""
        self._require_password(session.name, present)
        with self._people.store.unit() as unit:
            _drop_factor(unit, session.name)
            note(unit, Noted(by=session.name, what="factor.dropped", on=session.name))

    def end_session(self, name: str, token_hash: str) -> None:
        """One of the person's sessions; another's is none."""
        with self._people.store.unit() as unit:
            row = unit.shelf(Session).get(token_hash)
            if row is not None and row.name == name:
                unit.shelf(Session).remove(token_hash)

    def end_others(self, session: Session) -> None:
        with self._people.store.unit() as unit:
            end_sessions(unit, session.name, but=session.token_hash)

    def codes_left(self, name: str) -> int:
        rows = self._people.store.rows(RecoveryCode, limit=100, name=name)
        return sum(row.used_at is None for row in rows)

    def _require_password(self, name: str, password: str) -> Person:
        # By the door, so that wrong ones are counted here too.
        entered = self._people.sign_in(name, password)
        self._people.sign_out(entered.token)
        person = self._people.store.get(Person, name)
        if person is None:
            raise Refused(f"{name} is no longer here", cause="person.unknown")
        return person


class Administration:
    """What an administrator does to people; never to the last administrator, and to nobody himself.

    by: who does it, as the audit names them. here: by whoever has the hub's machine, who could do anything
    there and may do it to himself.
    """

    def __init__(self, people: People, *, by: str, here: bool = False) -> None:
        self._people = people
        self._by = by
        self._here = here

    def require_other(self, name: str) -> None:
        """Refused where somebody does it to himself."""
        if self._by == name and not self._here:
            raise Refused(
                "another administrator does this to you, and to nobody himself", cause="person.self"
            )

    def _everybody(self) -> list[Person]:
        return self._people.store.rows(Person, limit=PEOPLE_MAX)

    def add(self, name: str, grants: Sequence[Grant], display: str = "") -> str:
        """A new person; gives the first password, shown once."""
        require_name(name)
        held = tuple(checked(grant) for grant in grants)
        with self._people.store.unit() as unit:
            if unit.shelf(Person).get(name) is not None:
                raise Refused(f"there is a {name} already", cause="person.exists")
            unit.shelf(Person).add(a_person(name, unit.now, held, display))
            self._note(unit, "person.added", name, written(held))
        return self._people.new_password(name)

    def new_password(self, name: str) -> str:
        """Shown once; where they are signed in, that ends."""
        self.require_other(name)
        note_alone(self._people.store, Noted(by=self._by, what="password.given", on=name))
        return self._people.new_password(name)

    def give_roles(self, name: str, grants: Sequence[Grant]) -> None:
        """These roles and no others."""
        self.require_other(name)
        held = tuple(checked(grant) for grant in grants)

        def given(person: Person) -> Person:
            return msgspec.structs.replace(person, grants=msgspec.json.encode(held))

        with self._people.store.unit() as unit:
            before = unit.shelf(Person).get(name)
            changed = _change(unit, name, given)
            if not changed.rights.may("person.change"):
                require_administrator_left(self._everybody(), name)
            had = written(before.held) if before is not None else ""
            self._note(unit, "person.roles", name, f"{had or 'none'} -> {written(held) or 'none'}")

    def lock(self, name: str) -> None:
        """Nobody signs in by it until it is unlocked; who is signed in is out."""
        self.require_other(name)
        require_administrator_left(self._everybody(), name)
        with self._people.store.unit() as unit:
            _change(unit, name, lambda one: msgspec.structs.replace(one, state=LOCKED))
            end_sessions(unit, name)
            self._note(unit, "person.locked", name)

    def unlock(self, name: str) -> None:
        """Also of the wait after wrong passwords."""
        self.require_other(name)
        with self._people.store.unit() as unit:
            _change(
                unit, name, lambda one: msgspec.structs.replace(one, state=None, failed=0, next_try_at=None)
            )
            self._note(unit, "person.unlocked", name)

    def remove(self, name: str) -> None:
        """The person is gone; what they did keeps their name."""
        self.require_other(name)
        require_administrator_left(self._everybody(), name)
        with self._people.store.unit() as unit:
            _change(unit, name, lambda one: one)
            _drop_factor(unit, name)
            end_sessions(unit, name)
            unit.shelf(Person).remove(name)
            self._note(unit, "person.removed", name)

    def forget_factor(self, name: str) -> None:
        """The telephone is lost and the codes too: the password alone holds, and every session ends."""
        self.require_other(name)
        with self._people.store.unit() as unit:
            _drop_factor(unit, name)
            end_sessions(unit, name)
            self._note(unit, "factor.forgotten", name)

    def end_sessions(self, name: str) -> int:
        self.require_other(name)
        with self._people.store.unit() as unit:
            ended = end_sessions(unit, name)
            self._note(unit, "sessions.ended", name, f"{ended} ended")
            return ended

    def _note(self, unit: Unit, what: str, name: str, change: str = "") -> None:
        note(unit, Noted(by=self._by, what=what, on=name, change=change))


def _change(unit: Unit, name: str, change: Callable[[Person], Person]) -> Person:
    person = unit.shelf(Person).get(name)
    if person is None:
        raise Refused(f"there is no {name}; `hub person list` shows everybody", cause="person.unknown")
    changed = change(person)
    unit.shelf(Person).put(changed)
    return changed


def _drop_factor(unit: Unit, name: str) -> None:
    _change(unit, name, lambda one: msgspec.structs.replace(one, totp=None, totp_step=None))
    for code in unit.shelf(RecoveryCode).find(name=name):
        unit.shelf(RecoveryCode).remove(code.name, code.code_hash)


def _new_codes(unit: Unit, name: str) -> list[str]:
    shelf = unit.shelf(RecoveryCode)
    for old in shelf.find(name=name):
        shelf.remove(old.name, old.code_hash)
    codes = new_recovery_codes()
    for code in codes:
        shelf.put(RecoveryCode(name=name, code_hash=recovery_hash(name, code), used_at=None))
    return codes


def _seal(people: People) -> Seal:
    if people.seal is None:
        raise Refused("this process has no key for second factors", cause="factor.no_key")
    return people.seal
