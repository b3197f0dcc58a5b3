"""Jobs that keep, open and close things on time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.collateral import SeriesRuled
from core.custody import Lot, ReleaseOrder
from core.hub.arrivals import Arrival
from core.hub.enrol import Invitation, enrol, invite
from core.hub.retention import is_forgotten
from core.hub.timetable import JobState
from core.kernel.clock import FixedClock
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, slip
from tests.prepared import sqlite_with_tables
from tests.rebuild import assert_rebuilds
from tests.schedules.test_jobs import DAY
from tests.schedules.ticking import START, Ticking


def test_a_price_series_that_nobody_quotes_goes_stale_once(ticking: Ticking) -> None:
    ticking.publish()
    ticking.tell(
        "collateral.series_ruled.v1", SeriesRuled(commodity="copper", quote_type="spot", primary="exchange")
    )

    ticking.run("find_stale_prices", after_s=DAY)
    assert [one.split(":")[-1] for one in ticking.alerts("open")] == ["stale"]
    asked = len(ticking.hub.store.rows(Arrival, limit=99))

    ticking.run("find_stale_prices", after_s=DAY)

    assert len(ticking.hub.store.rows(Arrival, limit=99)) == asked
    assert_rebuilds(ticking.hub)


def test_a_release_order_whose_time_is_over_gives_its_reserve_back(ticking: Ticking) -> None:
    ticking.publish()
    order = ReleaseOrder(
        site="W1",
        order_no="R-1",
        contract_no="P-1",
        version=1,
        state="open",
        issued_at=START,
        valid_from=START,
        valid_to=START + timedelta(hours=1),
        tolerance_ppm=0,
    )
    with ticking.hub.store.unit() as unit:
        unit.shelf(ReleaseOrder).add(order)

    ticking.run("expire_release_orders", after_s=3599)
    assert [row.state for row in ticking.hub.store.rows(ReleaseOrder, limit=9)] == ["open"]

    ticking.run("expire_release_orders", after_s=60)
    assert [row.state for row in ticking.hub.store.rows(ReleaseOrder, limit=9)] == ["expired"]


def test_frames_behind_a_gap_are_let_go_on_after_the_wait(ticking: Ticking) -> None:
    ticking.publish()
    maker = FrameMaker("agent-1")
    with ticking.hub.store.unit() as unit:
        token = invite(unit, Invitation(agent="agent-1", partner="wms", shard=0), ttl_s=60)
    with ticking.hub.store.unit() as unit:
        enrol(unit, token, maker.public_key, "test")
    opening, _, third = maker.open(), maker.data(), maker.data(document(slip("in", "IN-1", ("L1", "10"))))
    ticking.hub.frames.take([opening, third])

    ticking.run("release_gaps", after_s=4)
    assert ticking.hub.store.rows(Lot, limit=9) == []

    ticking.run("release_gaps", after_s=2)
    assert [lot.lot_no for lot in ticking.hub.store.rows(Lot, limit=9)] == ["L1"]
    assert any(one.startswith("C15") for one in ticking.alerts("open"))


def test_retention_lets_raw_bytes_go_after_their_time(ticking: Ticking) -> None:
    ticking.publish(f"{CONTRACT}retention_days: 60\n")
    kept = ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    ticking.run("keep_retention", after_s=59 * DAY)
    arrival = ticking.hub.store.arrival(kept.partition, kept.number)
    assert arrival is not None
    assert not is_forgotten(arrival)

    ticking.run("keep_retention", after_s=2 * DAY)
    arrival = ticking.hub.store.arrival(kept.partition, kept.number)
    assert arrival is not None
    assert is_forgotten(arrival)
    state = ticking.hub.store.get(JobState, "keep_retention")
    assert state is not None
    assert state.text == "1 bodies"


def test_months_are_made_where_the_database_has_them(ticking: Ticking) -> None:
    assert ticking.run("create_months") == 1
    assert ticking.run("create_months", after_s=timedelta(hours=6).total_seconds()) == 1


@pytest.mark.servers
def test_months_are_made_ahead_in_postgresql(tmp_path: Path, database_url: str) -> None:
    ticking = Ticking(tmp_path, database_url, FixedClock(START))
    ticking.run("create_months", after_s=200 * DAY)

    tables = sa.inspect(ticking.hub.store.engine).get_table_names()
    ticking.hub.store.engine.dispose()
    # 200 days after November 2026 it is June 2027; three months ahead is September.
    assert {"hub_arrival_202706", "hub_arrival_202709", "hub_document_202709"} <= set(tables)


@pytest.mark.servers
def test_a_month_without_a_partition_is_alarmed_and_its_messages_are_taken_in(
    tmp_path: Path, database_url: str
) -> None:
    ticking = Ticking(tmp_path, database_url, FixedClock(START))
    ticking.publish()
    ticking.clock.move(150 * DAY)
    kept = ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    ticking.run("create_months")

    assert ticking.hub.store.arrival(kept.partition, kept.number) is not None
    assert "H17 hub_arrival 202704" in ticking.alerts("open")
    ticking.run("create_months", after_s=40 * DAY)
    assert [one for one in ticking.alerts("open") if one.startswith("H17")] == []
    ticking.hub.store.engine.dispose()


def test_months_that_nobody_needs_go_when_the_clock_lets_go(tmp_path: Path) -> None:
    ticking = Ticking(tmp_path, sqlite_with_tables(tmp_path / "hub.db"), FixedClock(START), months_kept=4)
    ticking.publish(f"{CONTRACT}retention_days: 60\n")
    kept = ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    ticking.run("keep_retention", after_s=200 * DAY)

    assert ticking.hub.store.arrival(kept.partition, kept.number) is None
    state = ticking.hub.store.get(JobState, "keep_retention")
    assert state is not None
    assert "1 month of messages (202611)" in state.text
    ticking.hub.store.engine.dispose()
