"""A restored hub: a new life, everybody recovering until proven, and no send made twice that may not be."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from core.hub.access import PartnerToken
from core.hub.agents import Agent, Epoch, new_epoch
from core.hub.arrivals import Arrival, Arriving
from core.hub.audit import DESK, AuditEntry
from core.hub.commands import HubCommand, give, settle
from core.hub.decide_send import Decided, decide
from core.hub.incarnations import Incarnation, newest, next_number
from core.hub.intake import store_arrivals
from core.hub.outbox import Attempt, Outgoing
from core.hub.recovery import Restored, SaidByAgent, close, hear_agent, mark_restored, still_open
from core.hub.revocation import REVOKED
from core.kernel.errors import Refused
from tests.core.hub.outbound import NOON, House

BACKUP = NOON - timedelta(minutes=30)
AGENT, EPOCH = "wms-01", "e" * 32


@pytest.fixture
def house() -> House:
    """One agent of a warehouse and one bank that hands in by itself."""
    made = House()
    with made.store.unit() as unit:
        unit.shelf(Agent).add(an_agent(unit.now))
        unit.shelf(Epoch).add(
            msgspec.structs.replace(new_epoch(AGENT, EPOCH, unit.now), booked=100, head="a" * 64)
        )
        unit.shelf(PartnerToken).add(
            PartnerToken(sha256="0" * 64, partner="bank", given_at=unit.now, revoked_at=None)
        )
    return made


def an_agent(now: datetime) -> Agent:
    return Agent(
        agent=AGENT, partner="warehouse", state="enrolled", shard=0, token_hash="", token_until=None,
        epoch=EPOCH, beat=0, beat_at=now, skew_ms=0, status=b"", command=0,
    )  # fmt: skip


def restored(house: House, at: datetime = NOON) -> Incarnation:
    said = Restored(complete_to=BACKUP, at=at, by="li", why="the disk died")
    return mark_restored(house.store, house.blobs, said)


def beats(house: House, *, sealed: int, incarnation: int, epoch: str = EPOCH) -> bool:
    said = SaidByAgent(agent=AGENT, epoch=epoch, sealed=sealed, incarnation=incarnation)
    with house.store.unit() as unit:
        return hear_agent(unit, house.blobs, said)


def books_up_to(house: House, number: int) -> None:
    with house.store.unit() as unit:
        epoch = unit.shelf(Epoch).get(AGENT, EPOCH)
        assert epoch is not None
        unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=number))


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


def arrives(house: House, partner: str) -> Arrival:
    with house.store.unit() as unit:
        one = Arriving(
            partner=partner, source="slips", site="", door="agent", delivery=f"{partner}/{unit.now}",
            payload=b"x",
        )  # fmt: skip
        [arrival] = store_arrivals(unit, house.blobs, [one])
    return arrival


def intends(house: House, arrival: Arrival) -> str:
    """A send that is made of what arrived, at the moment when it is handled."""
    send_id = house.intend(f"lot-{arrival.partition}-{arrival.number}")
    with house.store.unit() as unit:
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(
            msgspec.structs.replace(
                row, partition=arrival.partition, number=arrival.number, intent_at=unit.now
            )
        )
    return send_id


def test_a_send_that_was_open_in_the_backup_is_asked_about_before_anything_leaves(house: House) -> None:
    there = house.partner(repeat="ask")
    send_id = house.intend()
    house.deliver()
    assert there.send_ids == [send_id]
    with house.store.unit() as unit:  # The backup was taken before it left.
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(msgspec.structs.replace(row, state="waiting", due_at=NOON, tries=0))
        unit.shelf(Attempt).remove(send_id, 1)
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()

    assert there.send_ids == [send_id], "it was not sent a second time"
    assert house.state(send_id) == "sent"


def test_what_they_do_not_have_is_sent_after_the_question(house: House) -> None:
    there = house.partner(repeat="ask")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.later(5)

    assert there.send_ids == [send_id]
    assert house.tries(send_id) == ["not_arrived", "sent"]


def test_money_that_may_have_gone_waits_for_a_person_and_goes_once_when_he_says_so(house: House) -> None:
    there = house.partner(repeat="never")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()
    assert (there.send_ids, house.state(send_id)) == ([], "in_doubt")
    house.clock.move(60)
    decide(
        house.store, house.blobs, Decided(send_id=send_id, decision="again", by="li", reason="they say no")
    )
    house.later(1)

    assert there.send_ids == [send_id]
    assert house.state(send_id) == "sent"


def test_what_is_made_again_of_resent_records_is_held_also_when_it_is_handled_later(house: House) -> None:
    there = house.partner(repeat="never")
    life = restored(house)
    house.deliverer = house.another_deliverer()
    house.clock.move(60)
    resent = arrives(house, "warehouse")
    books_up_to(house, 150)
    beats(house, sealed=150, incarnation=life.number)
    house.clock.move(60)

    old, new = intends(house, resent), intends(house, arrives(house, "warehouse"))
    house.deliver()

    assert house.state(old) == "in_doubt"
    assert there.send_ids == [new], "what is new goes on as ever"


def test_where_sending_again_does_no_harm_nobody_is_asked(house: House) -> None:
    there = house.partner(repeat="safe")
    send_id = house.intend()
    restored(house)
    house.deliverer = house.another_deliverer()

    house.deliver()

    assert there.send_ids == [send_id]


def test_a_hub_that_was_never_restored_asks_nothing(house: House) -> None:
    there = house.partner(repeat="never")
    send_id = house.intend()

    house.deliver()

    assert there.send_ids == [send_id]


def test_who_recovers_is_not_read_for_each_send_but_an_end_is_heard_within_seconds(house: House) -> None:
    house.partner(repeat="never")
    life = restored(house)
    house.deliverer = house.another_deliverer()
    house.clock.move(60)
    held = intends(house, arrives(house, "warehouse"))
    house.deliver()

    books_up_to(house, 150)
    beats(house, sealed=150, incarnation=life.number)
    house.clock.move(1)
    at_once = intends(house, arrives(house, "warehouse"))
    house.deliver()
    house.clock.move(5)
    later = intends(house, arrives(house, "warehouse"))
    house.deliver()

    assert [house.state(one) for one in (held, at_once, later)] == ["in_doubt", "in_doubt", "sent"]
