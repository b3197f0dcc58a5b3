"""The pipe's audit: what was handled stands in a chain, and whatever is touched later is named."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.database.store import DatabaseStore
from core.hub import audit_check, failures
from core.hub.audit import AuditEntry
from core.hub.audit_check import verify_store
from core.hub.audit_checkpoints import sign_checkpoint
from core.hub.audit_leaves import RunText
from core.hub.failures import Failure
from core.kernel.clock import FixedClock
from core.kernel.errors import Unavailable
from tests.audit import first, touch, verified
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import SLIPS, START, HubWorld, slip
from tests.rebuild import rebuilt


@pytest.fixture(params=[kind for kind in KINDS if kind != "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> HubWorld:
    """Three units of work of one warehouse, over a database that somebody could get at."""
    clock = FixedClock(START)
    world = HubWorld(open_store(request.param, request, clock), clock, tmp_path / "mappings")
    world.publish()
    for number in (1, 2, 3):
        world.deliver(slip("in", f"IN-{number}", (f"L{number}", "10")), f"k{number}")
        world.work()
    sign_checkpoint(world.store, world.key)
    assert verified(world.store, world.key).found == ()
    return world


def database(world: HubWorld) -> DatabaseStore:
    assert isinstance(world.store, DatabaseStore)
    return world.store


def partition(world: HubWorld) -> int:
    return world.documents("wms.inbound.v1")[0].partition


def mend(world: HubWorld) -> None:
    """Every open failure gets another try, by a mapping that reads it."""
    world.publish(SLIPS.replace("{from: qty,", "{from: [qty, quantity],"))
    world.work()
    with world.store.unit() as unit:
        for row in world.failures():
            due = msgspec.structs.replace(row, state=failures.WAITING, due_at=unit.now)
            unit.shelf(Failure).put(due)
    world.work()


def test_a_unit_of_work_is_one_entry_that_lists_its_messages(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.work()

    [entry] = world.store.rows(AuditEntry, limit=9, chain=partition(world))

    text = msgspec.json.decode(entry.text, type=RunText)
    assert [(leaf.number, leaf.delivery) for leaf in text.leaves] == [(1, "wms/rest/k1"), (2, "wms/rest/k2")]
    assert [one.outcome for leaf in text.leaves for one in leaf.documents][:1] == ["done"]
    report = verified(world.store, world.key)
    assert report.found == ()
    assert report.documents == len(world.documents())


def test_failures_retries_and_repeats_verify_and_a_rebuild_writes_none(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")).replace(b'"qty"', b'"quantity"'), "k1")
    world.deliver(b"{", "k2")
    world.deliver(slip("out", "OUT-1", ("L9", "1")), "k3")
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k4")
    world.deliver(slip("in", "IN-2", ("L2", "10"), note="again"), "k5")
    world.work()
    mend(world)
    assert world.documents("wms.inbound.v1")

    report = verified(world.store, world.key)
    books, units = rebuilt(world)

    assert report.found == ()
    assert units == report.entries
    assert books.rows(AuditEntry, limit=9) == []


def test_a_worker_that_lost_its_lease_cannot_append(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    [lease] = world.store.lease("one", ttl_s=60, limit=9)
    world.dispatcher.dispatch(lease)

    with pytest.raises(Unavailable), world.store.unit() as unit:
        unit.advance(lease, lease)

    assert verified(world.store, world.key).found == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hub_audit SET at = at + 1 WHERE chain = :chain AND number = 2",
        "UPDATE hub_audit SET kind = 'act' WHERE chain = :chain AND number = 2",
        "UPDATE hub_audit SET text = (SELECT text FROM hub_audit WHERE chain = :chain AND number = 1)"
        " WHERE chain = :chain AND number = 2",
    ],
)
def test_an_altered_entry_is_named(kept: HubWorld, statement: str) -> None:
    chain = partition(kept)

    touch(database(kept), statement, chain=chain)

    assert first(verified(kept.store, kept.key)).startswith(f"partition {chain}, entry 2: was changed")


def test_a_deleted_entry_is_named(kept: HubWorld) -> None:
    chain = partition(kept)

    touch(database(kept), "DELETE FROM hub_audit WHERE chain = :chain AND number = 2", chain=chain)

    assert first(verified(kept.store, kept.key)) == f"partition {chain}, entry 2: is missing"


def test_a_cut_off_tail_is_named_though_its_head_was_set_back(kept: HubWorld) -> None:
    chain = partition(kept)
    [_, second, _] = kept.store.rows(AuditEntry, limit=9, chain=chain)

    touch(database(kept), "DELETE FROM hub_audit WHERE chain = :chain AND number = 3", chain=chain)
    touch(
        database(kept),
        "UPDATE hub_outlet SET links = 2, head = :head WHERE id = :chain",
        chain=chain,
        head=second.hash,
    )

    said = first(verified(kept.store, kept.key))
    assert said == f"partition {chain}, entry 3: is missing; checkpoint 1 names 3"


def test_a_whole_chain_that_is_gone_is_named(kept: HubWorld) -> None:
    chain = partition(kept)

    touch(database(kept), "DELETE FROM hub_audit WHERE chain = :chain", chain=chain)
    touch(database(kept), "DELETE FROM hub_outlet WHERE id = :chain", chain=chain)

    said = first(verified(kept.store, kept.key))
    assert said == f"partition {chain}, entry 1: to 3 are missing; checkpoint 1 names 3"


def test_an_entry_put_in_behind_the_head_is_named(kept: HubWorld) -> None:
    chain = partition(kept)

    touch(
        database(kept),
        "INSERT INTO hub_audit (month, chain, number, at, kind, text, hash, signature) SELECT month, chain,"
        " 4, at, kind, text, hash, signature FROM hub_audit WHERE chain = :chain AND number = 3",
        chain=chain,
    )

    assert first(verified(kept.store, kept.key)).startswith(f"partition {chain}, entry 4: was changed")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE hub_document SET reason = 'so' WHERE partition = :chain AND number = 2", "touched: its row"),
        (
            "UPDATE hub_document SET body = :body WHERE partition = :chain AND number = 2 AND cause = -1",
            "body",
        ),
        (
            "UPDATE hub_document SET handled = 0 WHERE partition = :chain AND number = 2 AND cause = -1",
            "unit",
        ),
        ("UPDATE hub_effect SET text = 'so' WHERE partition = :chain AND number = 2", "or an effect of it"),
        ("DELETE FROM hub_effect WHERE partition = :chain AND number = 2", "effects and has 0"),
        ("DELETE FROM hub_document WHERE partition = :chain AND number = 2", "is missing"),
        ("UPDATE hub_arrival SET body = :body WHERE partition = :chain AND number = 2", "raw bytes"),
        ("UPDATE hub_arrival SET delivery = 'x' WHERE partition = :chain AND number = 2", "delivery"),
        ("DELETE FROM hub_arrival WHERE partition = :chain AND number = 2", "is missing"),
    ],
)
def test_a_row_of_the_store_that_was_touched_is_named(kept: HubWorld, statement: str, said: str) -> None:
    chain = partition(kept)
    values = {"body": b"{}"} if ":body" in statement else {}

    touch(database(kept), statement, chain=chain, **values)

    found = first(verified(kept.store, kept.key))
    assert f"{chain}/2" in found
    assert said in found


def test_the_database_refuses_to_change_or_delete_an_entry(kept: HubWorld) -> None:
    for statement in ("UPDATE hub_audit SET kind = 'x'", "DELETE FROM hub_audit"):
        with (
            pytest.raises(Exception, match="append-only"),
            database(kept).engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)

    assert verified(kept.store, kept.key).found == ()


def test_a_hub_that_goes_on_while_it_is_verified_is_not_accused(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_check, "TELL_EVERY", 1)
    world.deliver(slip("in", "IN-0", ("L0", "10")), "k0")
    world.work()
    world.deliver(slip("in", "IN-1", ("L1", "10")).replace(b'"qty"', b'"quantity"'), "k1")
    world.deliver(slip("out", "OUT-1", ("L9", "1")), "k2")
    world.work()
    went_on: list[int] = []

    def go_on(count: int) -> None:
        if not went_on:
            went_on.append(count)
            mend(world)
            world.deliver(slip("in", "IN-2", ("L2", "10")), "k3")
            world.work()

    report = verify_store(world.store, world.key, [world.key.public_key], progress=go_on)

    assert went_on
    assert report.found == ()
