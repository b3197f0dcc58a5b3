"""A month of the audit that goes is named by a checkpoint: the rest verifies, and nothing else may go."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database.audit_months import DatabaseAuditMonths
from adapters.database.store import DatabaseStore
from adapters.trust.ed25519 import Ed25519
from core.hub.audit import DESK, AuditEntry
from core.hub.audit_checkpoints import fingerprint, sign_checkpoint
from core.hub.audit_desk import Noted, note_alone
from core.hub.audit_lines import written
from core.hub.audit_offline import ExportCheck
from core.hub.audit_retention import AuditRetention
from core.hub.audit_walk import Walk
from core.kernel.clock import FixedClock
from tests.audit import touch, verified
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import START, HubWorld, slip

KEY = Ed25519(b"\x07" * 32)
DAY_S = 86_400.0


@pytest.fixture(params=[kind for kind in KINDS if kind != "memory"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> HubWorld:
    """Two months of work, each with a look, a checkpoint and a unit of work."""
    clock = FixedClock(START)
    made = HubWorld(open_store(request.param, request, clock), clock, tmp_path / "mappings")
    made.publish()
    for number in (1, 2):
        made.deliver(slip("in", f"IN-{number}", (f"L{number}", "10")), f"k{number}")
        made.work()
        note_alone(made.store, Noted(by="li", what="tap.opened", on=str(number)))
        sign_checkpoint(made.store, KEY)
        clock.move(30 * DAY_S)
    note_alone(made.store, Noted(by="li", what="tap.closed", on="2"))
    return made


def retention(world: HubWorld) -> AuditRetention:
    assert isinstance(world.store, DatabaseStore)
    return AuditRetention(world.store, DatabaseAuditMonths(world.store.engine), KEY)


def test_what_was_let_go_is_gone_and_what_is_kept_still_verifies(world: HubWorld) -> None:
    assert retention(world).keep(world.clock.now()) == 0

    assert retention(world).keep(world.clock.now(), years=0) == 202611

    kept = world.store.rows(AuditEntry, limit=99, chain=DESK)
    assert [(entry.number, entry.month) for entry in kept] == [(2, 202612), (3, 202701)]
    assert verified(world.store, KEY).found == ()
    lines = list(written(Walk(world.store).items(), KEY, hub="hub", whole=True))
    assert ExportCheck(KEY, [fingerprint(KEY.public_key)]).verify(lines).found == ()
    assert retention(world).keep(world.clock.now(), years=0) == 202612
    assert verified(world.store, KEY).found == ()


def test_entries_that_no_checkpoint_let_go_are_missed(
    world: HubWorld,
) -> None:
    store = world.store
    assert isinstance(store, DatabaseStore)

    touch(store, "DELETE FROM hub_audit WHERE month = 202611")

    assert verified(store, KEY).found[0].text.startswith("is missing")


def test_a_month_that_is_not_named_may_not_be_deleted(world: HubWorld) -> None:
    store = world.store
    assert isinstance(store, DatabaseStore)
    retention(world).keep(world.clock.now(), years=0)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM hub_audit WHERE month = 202612")

    assert verified(store, KEY).found == ()
