"""Rooms above ask who stands with whom, and who may begin nothing."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.parties import (
    PartiesWork,
    Party,
    PartyClassified,
    StandingEnded,
    beneficial_owners_of,
    controllers_of,
    group_of,
    require_not_blocked,
    standings_over,
)
from tests.core.rooms import Rooms, RoomUnit, at, ordered, told

ONE, TWO, THREE = "91350100M000100Y43", "91310000MA1FL0000N", "91110000100000000R"


@pytest.fixture
def rooms() -> Rooms:
    return Rooms("parties")


def tell(rooms: Rooms, code: str, *owners: tuple[str, str], **more: Any) -> None:
    said = [
        {"uscc" if each.startswith("9") else "name": each, "share": share} | {"name": each}
        for each, share in owners
    ]
    body = {"uscc": code, "name": f"公司{code[:4]}", "as_of_date": "2025-06-01", "owners": said}
    rooms.receive(told("party.master.v1", body | more))


def classify(rooms: Rooms, standing: Any, hours: float = 1, **more: Any) -> None:
    said = PartyClassified(
        uscc=ONE, standing=standing, reason="fraud", proposer="li", approver="wang", **more
    )
    rooms.receive(ordered("party.classified.v1", said, at(hours)))


def work(rooms: Rooms) -> PartiesWork:
    return PartiesWork(RoomUnit(rooms.tables))


def test_a_group_is_all_under_one_controller_as_the_masters_tell(rooms: Rooms) -> None:
    tell(rooms, ONE, ("林某", "0.6"))
    tell(rooms, TWO, (ONE, "0.3"), ("林某", "0.3"))
    tell(rooms, THREE, ("陈某", "0.5"), (TWO, "0.5"))

    assert group_of(work(rooms), ONE.lower()) == tuple(sorted((ONE, TWO)))
    assert group_of(work(rooms), THREE) == (THREE,), "half is no control"
    assert controllers_of(work(rooms), TWO) == ("person:林某",)
    assert [each.name for each in beneficial_owners_of(work(rooms), TWO)] == ["person:林某"]


def test_a_holding_that_is_sold_leaves_the_group(rooms: Rooms) -> None:
    tell(rooms, TWO, (ONE, "0.6"))
    assert len(group_of(work(rooms), ONE)) == 2
    tell(rooms, TWO, (ONE, "0.4"), as_of_date="2025-06-02")
    assert group_of(work(rooms), ONE) == (ONE,)


def test_nothing_is_begun_with_who_is_unknown_blacklisted_or_no_more(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="not in the master"):
        require_not_blocked(work(rooms), ONE, "a drawdown")
    tell(rooms, ONE)
    assert require_not_blocked(work(rooms), ONE, "a drawdown").uscc == ONE

    classify(rooms, "blacklisted", until=at(10))
    with pytest.raises(Refused, match=f"a drawdown is not for {ONE}: 公司9135 is blacklisted: fraud"):
        require_not_blocked(work(rooms), ONE.lower(), "a drawdown")
    require_not_blocked(work(rooms), ONE, "a drawdown at a moment when its time was over", at=at(10))
    classify(rooms, "", 2)
    tell(rooms, ONE, status="revoked", as_of_date="2025-06-02")
    with pytest.raises(Refused, match="is revoked"):
        require_not_blocked(work(rooms), ONE, "a drawdown")


def test_a_standing_ends_at_its_time_once_and_everybody_is_told(rooms: Rooms) -> None:
    tell(rooms, ONE)
    classify(rooms, "good", until=at(10))
    assert standings_over(rooms.rows(Party), at(9)) == []
    [over] = standings_over(rooms.rows(Party), at(10))

    rooms.receive(ordered("party.standing_ended.v1", over, at(10)))

    party = rooms.row(Party, ONE)
    assert (party.standing, party.standing_reason, party.standing_until) == ("", "its time is over", None)
    changes = [message.body for message in rooms.produced]
    assert [(each.before, each.standing) for each in changes] == [("", "good"), ("good", "")]
    before = rooms.books()
    rooms.receive(ordered("party.standing_ended.v1", over, at(11)))
    assert rooms.books() == before


def test_a_standing_that_was_given_again_does_not_end_by_what_the_clock_saw(rooms: Rooms) -> None:
    tell(rooms, ONE)
    classify(rooms, "blacklisted", until=at(10))
    classify(rooms, "blacklisted", 9, until=at(20))

    rooms.receive(ordered("party.standing_ended.v1", StandingEnded(uscc=ONE, until=at(10)), at(10)))
    rooms.receive(ordered("party.standing_ended.v1", StandingEnded(uscc=ONE, until=at(20)), at(11)))

    assert rooms.row(Party, ONE).standing == "blacklisted"
