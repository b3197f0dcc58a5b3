"""A restored hub: a new life, and everybody recovering until proven complete."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from core.hub.agents import Agent, Epoch, new_epoch
from core.hub.audit import DESK, AuditEntry
from core.hub.commands import HubCommand, give, settle
from core.hub.incarnations import newest, next_number
from core.hub.recovery import close, still_open
from core.hub.revocation import REVOKED
from core.kernel.errors import Refused
from tests.core.hub.outbound import NOON, House
from tests.core.hub.restored import (
    AGENT,
    BACKUP,
    an_agent,
    beats,
    books_up_to,
    recovering_house,
    restored,
)


@pytest.fixture
def house() -> House:
    return recovering_house()


def command(house: House, name: str, arguments: dict[str, object]) -> HubCommand:
    with house.store.unit() as unit:
        return give(unit, AGENT, name, arguments, ttl_s=3600)


def subjects(house: House) -> list[str]:
    return [row.subject for row in still_open(house.store)]


# -- lives ---------------------------------------------------------------------------------------------------


def test_a_restore_is_a_new_life_and_an_act_in_the_audit(house: House) -> None:
    life = restored(house)

    assert newest(house.store) == life
    assert life.complete_to < BACKUP, "a unit of work that was open then is not in the backup"
    [entry] = house.store.rows(AuditEntry, limit=10, chain=DESK)
    assert b"hub.restored" in entry.text
    assert house.told() == ["raised H20"]


def test_the_same_backup_restored_twice_gives_two_lives_that_were_never_before() -> None:
    first, second = next_number(1, NOON), next_number(1, NOON + timedelta(seconds=1))

    assert 1 < first < second
    assert next_number(second, NOON) == second + 1, "also where the clock was set back"


# -- agents and doors ----------------------------------------------------------------------------------------


def test_an_agent_has_recovered_when_the_hub_has_all_that_it_sealed(house: House) -> None:
    life = restored(house)
    assert subjects(house) == [f"agent {AGENT}", "doors bank"]

    assert not beats(house, sealed=150, incarnation=life.number)
    books_up_to(house, 150)
    assert beats(house, sealed=150, incarnation=life.number)

    assert subjects(house) == ["doors bank"]
    assert not beats(house, sealed=150, incarnation=life.number), "it is over once"


def test_of_an_agent_that_was_revoked_before_the_backup_nobody_is_told_to_wait(house: House) -> None:
    with house.store.unit() as unit:
        unit.shelf(Agent).put(msgspec.structs.replace(an_agent(unit.now), state=REVOKED))

    restored(house)

    row = next(row for row in still_open(house.store) if row.kind == "agent")
    assert row.text == "it was revoked with 100 frames here and sends no more; ask the partner, then close it"


def test_what_an_agent_said_before_it_heard_of_the_restore_proves_nothing(house: House) -> None:
    restored(house)

    assert not beats(house, sealed=90, incarnation=1)
    assert not beats(house, sealed=90, incarnation=0)

    assert f"agent {AGENT}" in subjects(house)


def test_a_restored_hub_gives_no_command_a_number_that_the_lost_one_gave(house: House) -> None:
    """Its agent would not do it, and its heartbeat, which names the last it did, would call it done."""
    for _ in range(3):
        command(house, "log_level", {"level": "debug"})
    done_in_the_lost_time = 60
    restored(house)

    given = command(house, "resend", {"from": 5})
    with house.store.unit() as unit:
        settle(unit, AGENT, done=done_in_the_lost_time, error="")

    assert given.number > done_in_the_lost_time
    told = house.store.rows(HubCommand, limit=10, agent=AGENT)
    assert [one.state for one in told] == ["done", "done", "done", "given"]


def test_an_agent_that_lost_its_spool_is_never_proven_complete(house: House) -> None:
    life = restored(house)
    with house.store.unit() as unit:
        unit.shelf(Epoch).add(new_epoch(AGENT, "f" * 32, unit.now))

    assert not beats(house, sealed=0, incarnation=life.number, epoch="f" * 32)

    [row] = [row for row in still_open(house.store) if row.kind == "agent"]
    assert "its spool was lost" in row.text


def test_a_partner_who_cannot_send_again_by_itself_is_closed_by_a_person_who_says_why(house: House) -> None:
    life = restored(house)
    books_up_to(house, 120)
    beats(house, sealed=120, incarnation=life.number)
    with pytest.raises(Refused, match="says why"):
        close(house.store, house.blobs, subject="doors bank", by="li", why=" ")

    close(house.store, house.blobs, subject="doors bank", by="li", why="they handed it in again")

    assert subjects(house) == []
    assert house.told() == ["raised H20", "cleared H20"]
    with pytest.raises(Refused, match="nothing is open"):
        close(house.store, house.blobs, subject="doors bank", by="li", why="again")


# -- sends ---------------------------------------------------------------------------------------------------
