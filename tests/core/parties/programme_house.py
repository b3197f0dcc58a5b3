"""People who run programmes over a master of three parties, and the room that keeps them."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.parties import (
    MemberAdmitted,
    Membership,
    MemberSuspended,
    PartiesWork,
    PartyClassified,
    ProgrammeChanged,
    ProgrammeOpened,
    programme_of,
)
from tests.core.rooms import Rooms, RoomUnit, at, ordered, told

CORE, ONE, TWO, OUT = (
    "91350100M000100Y43",
    "91310000MA1FL0000N",
    "91110000100000000R",
    "91440300MA5DABCD89",
)
TWO_PEOPLE: dict[str, Any] = {"proposer": "li", "approver": "wang", "reason": "framework contract"}
OPENED: dict[str, Any] = {
    "programme": "P1",
    "core": CORE,
    "name": "闽江 1+N",
    "currency": "CNY",
    "total_minor": 1_000,
    **TWO_PEOPLE,
}


class House:
    """Parties of the master, and people who run programmes; each thing is said an hour after the last."""

    def __init__(self, *codes: str) -> None:
        self.rooms = Rooms("parties")
        self.hours = 0
        for code in codes or (CORE, ONE, TWO):
            said = {"uscc": code, "name": f"公司{code[:4]}", "as_of_date": "2025-06-01"}
            roles = ["core" if code == CORE else "seller"]
            self.rooms.receive(told("party.master.v1", said | {"roles": roles}))

    def tell(self, type_name: str, body: Any) -> None:
        self.hours += 1
        self.rooms.receive(ordered(type_name, body, at(self.hours), key=str(self.hours)))

    def open(self, **said: Any) -> None:
        self.tell("party.programme_opened.v1", ProgrammeOpened(**(OPENED | said)))

    def change(self, **said: Any) -> None:
        usual = {"programme": "P1", "total_minor": 1_000, "state": "running", **TWO_PEOPLE}
        self.tell("party.programme_changed.v1", ProgrammeChanged(**(usual | said)))

    def admit(self, member: str = ONE, minor: int = 400, **said: Any) -> None:
        usual = {"programme": "P1", "member": member, "side": "supplier", "limit_minor": minor, **TWO_PEOPLE}
        self.tell("party.member_admitted.v1", MemberAdmitted(**(usual | said)))

    def classify(self, code: str, standing: Any) -> None:
        said = PartyClassified(uscc=code, standing=standing, reason="fraud", proposer="li", approver="wang")
        self.tell("party.classified.v1", said)

    def suspend(self, member: str = ONE, **said: Any) -> None:
        usual = {"programme": "P1", "member": member, **TWO_PEOPLE}
        self.tell("party.member_suspended.v1", MemberSuspended(**(usual | said)))

    def work(self) -> PartiesWork:
        return PartiesWork(RoomUnit(self.rooms.tables))

    def place(self, member: str = ONE, **more: Any) -> Membership | None:
        return programme_of(self.work(), CORE, member, **more)

    def closed(self, member: str = ONE, **more: Any) -> str:
        place = self.place(member, **more)
        assert place is not None
        return place.closed


def refuses(house: House, act: Any, why: str) -> None:
    before = house.rooms.books()
    with pytest.raises(Refused, match=why):
        act()
    assert house.rooms.books() == before
