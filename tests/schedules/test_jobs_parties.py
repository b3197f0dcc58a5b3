"""The clock ends standings whose time is over, once."""

from __future__ import annotations

from datetime import timedelta

from core.parties import Party, PartyClassified, Programme, ProgrammeOpened
from tests.core.hub.test_parties_room import MASTERS, master
from tests.hub_world import CONTRACT
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import START, Ticking

CODE = "91350100M000100Y43"


def test_a_blacklisting_with_an_end_is_over_when_its_time_has_come(ticking: Ticking) -> None:
    ticking.publish(CONTRACT, MASTERS)
    ticking.deliver(master("甲", 20), "k1")
    said = PartyClassified(
        uscc=CODE,
        standing="blacklisted",
        reason="fraud",
        proposer="li",
        approver="wang",
        until=START + timedelta(hours=2),
    )
    ticking.tell("party.classified.v1", said)

    for hours, standing in ((1, "blacklisted"), (1.1, ""), (1, "")):
        ticking.run("end_standings", after_s=hours * 3600)
        assert [row.standing for row in ticking.hub.store.rows(Party, limit=9)] == [standing]
    assert_rebuilds(ticking.hub)


def test_a_programme_with_an_end_is_over_when_its_time_has_come(ticking: Ticking) -> None:
    ticking.publish(CONTRACT, MASTERS + "          roles: {each: roles, item: {from: .}}\n")
    ticking.deliver(master("甲", 20).replace(b"}", b', "roles": ["core"]}'), "k1")
    opened = ProgrammeOpened(
        programme="P1",
        core=CODE,
        name="1+N",
        currency="CNY",
        total_minor=1_000,
        proposer="li",
        approver="wang",
        reason="contract",
        until=START + timedelta(hours=2),
    )
    ticking.tell("party.programme_opened.v1", opened)

    for hours, state in ((1, "running"), (1.1, "ended"), (1, "ended")):
        ticking.run("end_programmes", after_s=hours * 3600)
        assert [row.state for row in ticking.hub.store.rows(Programme, limit=9)] == [state]
    assert_rebuilds(ticking.hub)
