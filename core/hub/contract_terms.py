"""What a contract says beyond mappings: its calendar, what a feed brings by when, budgets and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

Working = Literal["every_day", "weekdays", "china"]
Role = Literal[
    "", "warehouse", "supervisor", "funder", "core_enterprise", "supplier", "logistics", "prices", "platform"
]  # fmt: skip
Door = Literal["agent", "rest", "soap", "as2", "sftp", "pull"]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Sealed = Literal["off", "allowed", "required"]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=366 * 86_400)]
DAY_END = "24:00"


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a contract; times of day are HH:MM at the calendar's zone, up to 24:00."""


class SpecialDay(Term, frozen=True, kw_only=True):
    """A day that is not as the calendar has it, or several up to `to`.

    works: whether work is done. closes: a half day ends then. why: for people.
    """

    day: date
    works: bool
    to: date | None = None
    closes: str = ""
    why: str = ""

    def holds(self, day: date) -> bool:
        return self.day <= day <= (self.to or self.day)


class Calendar(Term, frozen=True, kw_only=True):
    """The partner's working time. Of several special days that hold one day the last counts.

    working: `china` follows the State Council's notices, and knows no year that has none yet.
    years: those of which `days` say everything the notice says; all else of them is as weekdays.
    opens, closes: the hours in which silence and staleness count. cut_off: what comes later is the next
    working day's; a half day that closes earlier cuts off earlier.
    """

    zone: str = "Asia/Shanghai"
    working: Working = "weekdays"
    opens: str = "00:00"
    closes: str = DAY_END
    cut_off: str = ""
    days: tuple[SpecialDay, ...] = ()
    years: tuple[Annotated[int, msgspec.Meta(ge=2000, le=2200)], ...] = ()


class Expectation(Term, frozen=True, kw_only=True):
    """What a feed brings by a time of day.

    days: working, every, month_start, month_end (the first and last working day of a month), mon … sun (where
    work is done). since: from when on it counts; later than `by` means the evening before.
    at_least, at_most: rows; 0 = any number, even an empty file.
    """

    by: str
    days: tuple[str, ...] = ("working",)
    since: str = "00:00"
    at_least: Count = 0
    at_most: Count = 0


class RejectBudget(Term, frozen=True, kw_only=True):
    """How many of a thousand documents of the last `window_s` may be refused or unreadable.

    at_least: with fewer refused than that nobody is called.
    """

    per_mille: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    window_s: Annotated[int, msgspec.Meta(ge=60, le=31 * 86_400)] = 86_400
    at_least: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 5


class AnswerTime(Term, frozen=True, kw_only=True):
    """How long the partner has to answer a message of type `to` by one of type `by` that bears its key."""

    to: str
    by: str
    within_s: Annotated[int, msgspec.Meta(ge=1, le=366 * 86_400)]


class Pgp(Term, frozen=True, kw_only=True):
    """How files of this partner are sealed by OpenPGP, docs/pgp.md.

    secret_file: our secret keys; the first signs, all of them open. passphrase_file: of them. theirs: their
    public keys, armored; what one of them signed is the partner's. signed: what none of them did is refused.
    """

    secret_file: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")]
    theirs: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=8)]
    passphrase_file: Annotated[str, msgspec.Meta(pattern="^([A-Za-z0-9_-][A-Za-z0-9._-]{0,63})?$")] = ""
    signed: bool = True


class Contact(Term, frozen=True, kw_only=True):
    """Whom to call when an alarm of this partner lasts."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    phone: Annotated[str, msgspec.Meta(max_length=64)] = ""
    mail: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.phone, self.mail) if part)
