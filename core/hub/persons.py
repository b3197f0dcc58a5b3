"""People who sign in: the person, the sessions, the codes for when a telephone is lost."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from core.hub.records import Record
from core.hub.rights import Grant, Rights, every_role

LOCKED = "locked"


class Person(Record, frozen=True, kw_only=True):
    """A person who may sign in; failed counts wrong tries since the last right one.

    grants: the roles as JSON; None = made before there were roles, when everybody could do everything.
    state: active, or locked by an administrator (None = active). totp: the sealed secret of the second
    factor, None = none yet. totp_step: the last step whose code was taken, so that none is taken twice.
    """

    TABLE: ClassVar[str] = "console_person"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    password_hash: str
    made_at: datetime
    failed: int
    next_try_at: datetime | None
    display: str | None = None
    grants: bytes | None = None
    state: str | None = None
    totp: bytes | None = None
    totp_step: int | None = None

    @property
    def held(self) -> tuple[Grant, ...]:
        return (
            every_role() if self.grants is None else msgspec.json.decode(self.grants, type=tuple[Grant, ...])
        )

    @property
    def rights(self) -> Rights:
        return Rights(self.held)

    @property
    def locked(self) -> bool:
        return self.state == LOCKED


class Session(Record, frozen=True, kw_only=True):
    """A person who signed in; the cookie holds the token, we only its hash.

    device: what the browser said it is. factor: how it was proven (password, totp, recovery, oidc).
    """

    TABLE: ClassVar[str] = "console_session"
    KEY: ClassVar[tuple[str, ...]] = ("token_hash",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    token_hash: str
    name: str
    csrf: str
    until: datetime
    opened_at: datetime | None = None
    device: str | None = None
    factor: str | None = None


class RecoveryCode(Record, frozen=True, kw_only=True):
    """A code that stands for the second factor once; only its hash is kept."""

    TABLE: ClassVar[str] = "console_recovery_code"
    KEY: ClassVar[tuple[str, ...]] = ("name", "code_hash")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    name: str
    code_hash: str
    used_at: datetime | None


class Device(Record, frozen=True, kw_only=True):
    """A browser in which a person once signed in: strangers' wrong tries do not make it wait.

    failed, next_try_at: of its own wrong tries.
    """

    TABLE: ClassVar[str] = "console_device"
    KEY: ClassVar[tuple[str, ...]] = ("token_hash",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    token_hash: str
    name: str
    used_at: datetime
    failed: int
    next_try_at: datetime | None
