"""A programme as a person writes it down: what the core stands for, and its members with their limits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from adapters.wiring.parties_data import read_file
from core.parties import MemberAdmitted, ProgrammeChanged, ProgrammeOpened

S = TypeVar("S", bound=msgspec.Struct)
State = Literal["running", "suspended", "ended"]


class MemberLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One member; reason: the programme's, unless it has one of its own."""

    member: str
    side: Literal["supplier", "dealer"]
    limit_minor: int
    until: datetime | None = None
    reason: str = ""


class ProgrammeFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole programme."""

    programme: str
    core: str
    name: str
    currency: str
    total_minor: int
    reason: str
    members_percent_max: int = 100
    until: datetime | None = None
    state: State = "running"
    members: tuple[MemberLine, ...] = ()

    def opened(self, proposer: str, approver: str) -> ProgrammeOpened:
        return _message(self, ProgrammeOpened, proposer, approver)

    def changed(self, proposer: str, approver: str) -> ProgrammeChanged:
        return _message(self, ProgrammeChanged, proposer, approver)

    def admitted(self, proposer: str, approver: str) -> list[MemberAdmitted]:
        """One message a member; two of one member are two, the later one counts."""
        return [
            _message(
                msgspec.structs.replace(line, reason=line.reason or self.reason),
                MemberAdmitted,
                proposer,
                approver,
                programme=self.programme,
            )
            for line in self.members
        ]


def read_programme(path: Path) -> ProgrammeFile:
    """The programme of a file; Unreadable names the file and the place."""
    return read_file(path, ProgrammeFile)


def _message(said: msgspec.Struct, kind: type[S], proposer: str, approver: str, **more: str) -> S:
    """What the file says in the message's fields, held against the message's own bounds."""
    told = msgspec.structs.asdict(said) | more | {"proposer": proposer, "approver": approver}
    names = {field.name for field in msgspec.structs.fields(kind)}
    return msgspec.convert({name: value for name, value in told.items() if name in names}, kind)
