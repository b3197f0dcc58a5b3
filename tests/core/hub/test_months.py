"""What is sent again across a month's end, and after its month was let go, is still one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import msgspec
import pytest
import sqlalchemy as sa

from adapters.database.message_months import DatabaseMonths
from adapters.database.queues import DatabaseQueues
from adapters.database.store import DatabaseStore
from adapters.trust.ed25519 import Ed25519
from core.custody import Movement
from core.hub.agents import Epoch, TakenFrame
from core.hub.arrivals import Arrival
from core.hub.audit import AuditEntry, AuditHead, AuditLetGo, AuditNamed
from core.hub.deliveries import DeliveryConflict, Kept
from core.hub.documents import Effect, Handled, StoredDocument
from core.hub.enrol import Invitation, invite
from core.hub.identities import Seen
from core.hub.months import MonthGone, MonthRetention, gone_with
from core.hub.outbox import Attempt, Outgoing
from core.hub.plan_records import Selection
from core.hub.records import RECORDS, Record, key_of
from core.hub.retention import Retained, Retention
from core.hub.status import status_of
from core.hub.timetable import JobRun
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken, Refused
from tests.audit import verified
from tests.contracts.stores import KINDS, open_store
from tests.core.hub.planning import plans_of
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, START, HubWorld, slip
from tests.rebuild import rebuilt

DAY_S = 86_400.0
KEPT = 4
# What retention may take away; every other record is an identity, a book or a paper, and stays.
MAY_GO = {Arrival, StoredDocument, Outgoing, Attempt, JobRun, AuditEntry}
# Rows that retention writes itself or that move with any message.
MOVING = {MonthGone, Retained, AuditHead, AuditNamed, AuditLetGo}
SLIP = slip("in", "IN-1", ("L1", "10"))


@pytest.fixture(params=[kind for kind in KINDS if kind != "memory"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> HubWorld:
    """The last minute of November."""
    clock = FixedClock(START)
    made = HubWorld(open_store(request.param, request, clock), clock, tmp_path / "mappings")
    made.publish(contract=f"{CONTRACT}retention_days: 30\n")
    clock.move(7 * DAY_S + 16 * 3600 - 60)
    return made


def months(world: HubWorld, kept: int = KEPT) -> MonthRetention:
    return MonthRetention(world.store, DatabaseMonths(store(world).engine), months_kept=kept)


def store(world: HubWorld) -> DatabaseStore:
    return cast(DatabaseStore, world.store)


def half_a_year_later(world: HubWorld) -> int:
    """All that may go is let go; the first month that went."""
    world.clock.move(180 * DAY_S)
    retention = Retention(world.store, world.library, DatabaseQueues(store(world).engine))
    while any(retention.keep(world.clock.now()).values()):
        continue
    first = months(world).keep(world.clock.now())
    while months(world).keep(world.clock.now()):
        continue
    return first


def booked_once(world: HubWorld) -> bool:
    """One inbound has moved the books, whatever came."""
    return [effect.kind for effect in world.effects() if effect.key.endswith("L1")] == ["lot.in"]


def test_the_same_across_a_months_end_and_after_it_was_let_go_is_one_by_its_delivery(world: HubWorld) -> None:
    first = world.deliver(SLIP, "k1")
    world.work()
    world.clock.move(120)

    assert world.deliver(SLIP, "k1") == Kept(first.partition, first.number, True)
    assert half_a_year_later(world) == 202611
    again = world.deliver(SLIP, "k1")
    world.work()

    assert again == Kept(first.partition, first.number, True)
    assert world.store.arrival(first.partition, first.number) is None
    assert booked_once(world)
    with pytest.raises(DeliveryConflict):
        world.deliver(slip("in", "IN-1", ("L1", "11")), "k1")


def test_the_same_frame_of_an_agent_is_one(world: HubWorld) -> None:
    maker = world.agent()
    opening, frame = maker.open(), maker.data(document(SLIP))
    world.take(opening, frame)
    world.work()
    world.clock.move(120)
    world.take(opening, frame)
    half_a_year_later(world)

    receipt = world.take(opening, frame)
    world.work()

    assert receipt.contiguous == 2
    assert booked_once(world)


def test_the_same_document_by_another_door_is_one(world: HubWorld) -> None:
    world.deliver(SLIP, "k1")
    world.work()
    world.clock.move(120)
    world.deliver(SLIP, "k2")
    world.work()
    half_a_year_later(world)
    maker = world.agent()

    world.take(maker.open(), maker.data(document(SLIP)))
    last = world.deliver(SLIP, "k3")
    world.work()

    assert booked_once(world)
    status = world.status(last)
    assert status.state == "noted"
    assert "seen before at 1/" in status.documents[0].reason
    assert world.failures() == []


def test_a_document_that_says_something_else_is_a_conflict_though_its_forerunner_is_gone(
    world: HubWorld,
) -> None:
    world.deliver(SLIP, "k1")
    world.work()
    half_a_year_later(world)

    other = world.deliver(slip("in", "IN-1", ("L1", "11")), "k2")
    world.work()

    assert world.status(other).state == "conflict"
    assert booked_once(world)


def test_what_is_asked_about_one_that_is_gone_is_answered_since_when(world: HubWorld) -> None:
    first = world.deliver(SLIP, "k1")
    world.work()
    half_a_year_later(world)

    status = status_of(world.store, first.partition, first.number)
    assert status is not None
    assert status.state == "let_go"
    assert "it came in 2026-11, and that month was let go at 2027-" in status.text
    assert gone_with(world.store, first.partition, first.number + 10_000) is None
    place = f"{first.partition}/{first.number}"
    with pytest.raises(Refused, match=f"of {place}, it came in 2026-11"):
        plans_of(world).create(Selection(places=(place,)), kind="reread", who="li", reason="x")
    with pytest.raises(Broken, match=r"only 0 messages are kept.*it came in 2026-11"):
        rebuilt(world)
    assert verified(world.store, Ed25519(b"\x07" * 32)).found == ()


def test_a_month_stays_while_anything_in_it_is_needed(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}retention_days: 300\n")
    world.deliver(SLIP, "k1")
    world.clock.move(180 * DAY_S)
    retention = months(world)

    assert "is not handled yet" in retention.held(world.clock.now())
    world.work()
    assert "has raw bytes that its partner's contract keeps longer" in retention.held(world.clock.now())
    assert retention.keep(world.clock.now()) == 0

    world.publish(contract=f"{CONTRACT}retention_days: 30\n")
    assert half_a_year_later(world) == 202611


def test_what_failed_keeps_its_month_until_somebody_mends_or_dismisses_it(world: HubWorld) -> None:
    world.deliver(b"[]", "k1")
    world.work()

    assert half_a_year_later(world) == 0
    assert "failed, and nobody mended or dismissed it" in months(world).held(world.clock.now())


def test_no_identity_is_forgotten_before_what_it_protects(world: HubWorld) -> None:
    maker: FrameMaker = world.agent()
    world.take(maker.open(), maker.data(document(SLIP)))
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.deliver(slip("out", "OUT-1", ("L2", "4")), "k3")
    with world.store.unit() as unit:
        invite(unit, Invitation(agent="agent-2", partner="wms", shard=0), ttl_s=60)
    world.work()
    before = {kind: rows_of(world, kind) for kind in RECORDS.values() if kind not in MAY_GO | MOVING}
    assert all(before[kind] for kind in (Seen, TakenFrame, Epoch, Effect, Handled, Movement))

    assert half_a_year_later(world) == 202611

    assert world.store.rows(Arrival, limit=9, partition=1) == []
    for kind, rows in before.items():
        assert rows_of(world, kind) == rows, kind.TABLE


def rows_of(world: HubWorld, kind: type[Record]) -> dict[tuple[object, ...], bytes]:
    return {key_of(row): msgspec.json.encode(row) for row in world.store.rows(kind, limit=10_000)}


def test_a_setting_that_lets_messages_go_before_what_points_at_them_is_refused(world: HubWorld) -> None:
    with pytest.raises(Refused, match=r"LIANQIAO_MONTHS_KEPT.*at least 4"):
        months(world, 3)
    assert months(world, 0).keep(world.clock.now()) == 0


def test_a_month_that_was_named_and_not_dropped_is_dropped_at_the_next_turn(world: HubWorld) -> None:
    world.deliver(SLIP, "k1")
    world.work()
    world.clock.move(180 * DAY_S)
    Retention(world.store, world.library, DatabaseQueues(store(world).engine)).keep(world.clock.now())
    retention = months(world)
    retention._name(202611)

    assert retention.keep(world.clock.now()) == 202611
    assert retention.keep(world.clock.now()) in (0, 202612)


def test_a_month_that_nobody_foresaw_takes_messages_in_and_goes_as_well(world: HubWorld) -> None:
    world.clock.move(400 * DAY_S)

    first = world.deliver(SLIP, "k1")
    world.work()
    assert world.status(first).state == "done"
    half_a_year_later(world)

    assert world.store.arrival(first.partition, first.number) is None
    with store(world).engine.connect() as connection:
        assert (
            connection.execute(sa.text("SELECT count(*) FROM hub_document WHERE month = 202801")).scalar()
            == 0
        )
