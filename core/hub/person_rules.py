"""What holds of people wherever they are kept: names, passwords, waits, and the last administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from core.hub.persons import Person
from core.kernel.errors import Refused

NAME_MAX = 64
PASSWORD_MIN = 12
PASSWORD_MAX = 256
TRIES_FREE = 5
WAIT_MAX_S = 60


def require_name(name: str) -> str:
    """The name. Refused if nobody could sign in by it."""
    if not 0 < len(name) <= NAME_MAX or name != name.strip() or not name.isprintable():
        raise Refused(
            f"{name[:80]!r} is no name: 1 to {NAME_MAX} signs, no blank before or behind", cause="person.name"
        )
    return name


def require_password(name: str, password: str) -> str:
    """The password. Length is what counts; it must not be the name with something around it."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Refused(
            f"a password has {PASSWORD_MIN} to {PASSWORD_MAX} signs, this one {len(password)}",
            cause="person.password",
        )
    if name.casefold() in password.casefold() and len(password) - len(name) < PASSWORD_MIN:
        raise Refused("the password is little more than the name", cause="person.password")
    return password


def wait_after(failed: int) -> timedelta | None:
    """How long nobody is let in by this way after so many wrong tries: growing, and never over a minute."""
    over = failed - TRIES_FREE
    if over < 0:
        return None
    return timedelta(seconds=min(2**over, WAIT_MAX_S) if over < 10 else WAIT_MAX_S)


def require_administrator_left(people: Iterable[Person], without: str) -> None:
    """Refused where nobody but `without` may change people: the house would have locked itself out."""
    others = (one for one in people if one.name != without and not one.locked)
    if not any(one.rights.may("person.change") for one in others):
        raise Refused(
            f"{without} is the last administrator; give another person that role first", cause="person.last"
        )
