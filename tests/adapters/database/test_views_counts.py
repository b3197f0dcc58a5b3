"""What pages count and list besides messages: groups, partitions, alerts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database import find_messages, group_failures, walk_messages
from adapters.database.engine import make_engine
from adapters.database.store import DatabaseStore
from adapters.database.views import DatabaseViews
from core.hub.agents import Watermark
from core.hub.alert_book import Alert
from core.hub.documents import Handled, StoredDocument
from core.hub.failures import Failure
from core.hub.views import Cursor, GroupKey
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken, Unavailable
from tests.adapters.database.test_views import Found, arrive
from tests.contracts.stores import open_store
from tests.hub_world import START, slip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Found:
    clock = FixedClock(START)
    store = open_store(request.param, request, clock)
    assert isinstance(store, DatabaseStore)
    made = Found(store, clock, tmp_path / "mappings")
    made.views = DatabaseViews(store.engine)
    made.publish()
    return made


def test_found_messages_are_paged(world: Found) -> None:
    for number in range(5):
        world.deliver(slip("in", f"S{number}", ("BUSY", "1")), f"S{number}")
        world.clock.move(1)
    world.work()

    first = world.messages(text="BUSY", limit=2)
    second = world.messages(text="BUSY", limit=2, before=first.before)

    assert [row.key for row in (*first.rows, *second.rows)] == ["S4", "S3", "S2", "S1"]
    assert [row.key for row in world.views.with_key("BUSY", limit=2)] == ["S4", "S3"]


def test_a_rare_outcome_says_how_far_it_looked_and_goes_on_from_there(
    world: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_messages, "STRETCHES_MAX", 2)
    monkeypatch.setattr(find_messages, "BATCH", 3)
    monkeypatch.setattr(walk_messages, "WINDOW", 3)
    monkeypatch.setattr(walk_messages, "FIRST_WINDOW", 3)
    world.deliver(slip("in", "OLD", ("L", "1")), "old")
    world.deliver(slip("in", "OLD", ("L", "1")), "old again")
    world.clock.move(1)
    arrive(world, *[f"N{number}" for number in range(8)])

    page = world.messages(state="noted", limit=2)

    assert page.rows == ()
    assert page.looked is not None
    for _ in range(5):
        page = world.messages(state="noted", limit=2, before=page.before)
        if page.rows:
            break
    assert [row.name for row in page.rows] == ["old again"]


def test_failures_are_grouped_by_cause_partner_and_mapping_the_newest_first(world: Found) -> None:
    for name in ("a", "b"):
        world.deliver(b"no json", name)
        world.clock.move(1)
        world.work()
    world.clock.move(1)
    world.deliver(slip("in", "X", ("L", "abc")), "c")
    world.work()

    groups = world.views.groups("open", limit=10)

    assert [(group.cause.split("@")[0], group.count) for group in groups] == [
        ("map.decimal", 1), ("json.malformed", 2),
    ]  # fmt: skip
    malformed = groups[1]
    assert malformed.partner == "wms"
    assert malformed.last_at - malformed.first_at == timedelta(seconds=1)
    assert malformed.example.number == 2
    assert world.views.group(malformed.key) == malformed
    assert world.views.group(GroupKey("open", "nothing", "", "")) is None


def test_many_failures_are_grouped_step_by_step_with_the_same_answer(
    world: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate("abc"):
        world.deliver(b"no json" if number else slip("in", "X", ("L", "abc")), name)
    world.work()
    at_once = world.views.groups("open", limit=10)

    monkeypatch.setattr(group_failures, "PASS_MAX", 2)

    assert world.views.groups("open", limit=10) == at_once


def test_the_members_of_a_group_are_paged_newest_first(world: Found) -> None:
    for name in "abcd":
        world.deliver(b"no json", name)
        world.clock.move(1)
        world.work()
    [group] = world.views.groups("open", limit=10)

    first = world.views.members(group.key, before=None, limit=3)
    last = first[-1]
    before = Cursor(last.first_at, last.partition, last.number)
    second = world.views.members(group.key, before=before, limit=3)

    assert [row.number for row in (*first, *second)] == [4, 3, 2, 1]


def test_counts_and_alerts_tell_what_is_open(world: Found) -> None:
    world.deliver(b"no json", "a")
    world.deliver(slip("out", "CK-1", ("L1", "5")), "b")
    world.clock.move(5)
    world.deliver(slip("out", "CK-2", ("L1", "5")), "c")
    world.work()

    counts = world.views.counts()
    alerts = world.views.alerts(("open",), limit=10)

    assert counts.open == 1
    assert counts.waiting == counts.parked == 0
    assert counts.alerts == len(alerts) == len(world.store.rows(Alert, limit=10))
    assert alerts[0].raised_at >= alerts[-1].raised_at
    assert world.views.alerts(("closed",), limit=10) == []


def test_a_glance_tells_the_whole_hub_and_its_newest_alerts(world: Found) -> None:
    world.deliver(b"no json", "a")
    world.deliver(slip("out", "CK-1", ("L1", "5")), "b")
    world.work()
    world.clock.move(5)
    world.deliver(slip("out", "CK-2", ("L1", "5")), "c")
    world.work()
    world.deliver(slip("in", "IN-1", ("L1", "5")), "d")

    seen = world.views.glance(alerts=1)
    outlets = world.views.outlets()

    [newest] = seen.alerts
    assert newest == world.views.alerts(("open",), limit=10)[0]
    assert seen.alerts_open == len(world.store.rows(Alert, limit=10)) > 1
    assert seen.failing == 1
    assert seen.handled == world.views.newest(Handled, limit=1)[0].handled
    assert (seen.taken, seen.done) == (4, 3)
    assert (seen.taken, seen.done) == (sum(o.taken for o in outlets), sum(o.position for o in outlets))


def test_a_glance_at_an_empty_hub_is_nothing(world: Found) -> None:
    seen = world.views.glance(alerts=5)

    assert (seen.handled, seen.done, seen.stopped, seen.failing, seen.alerts) == (0, 0, 0, 0, ())


def test_a_partition_that_stands_still_shows_at_a_glance(world: Found) -> None:
    arrive(world, "A")
    world.store.stop(world.views.outlets()[0].partition, "a promise failed")

    assert world.views.glance(alerts=5).stopped == 1


def test_the_newest_rows_of_a_table_come_last_first(world: Found) -> None:
    arrive(world, "A")
    arrive(world, "B")

    runs = world.views.newest(Handled, limit=10)
    rows = world.views.newest(StoredDocument, limit=1, partition=1)

    assert [run.handled for run in runs] == sorted((run.handled for run in runs), reverse=True)
    assert rows[0].number == 2
    with pytest.raises(Broken, match="no order"):
        world.views.newest(Failure, limit=1, cause="x")


def test_what_keys_begin_with_is_told_once_each_in_order(world: Found) -> None:
    assert world.views.beginnings(StoredDocument, limit=10) == []
    arrive(world, "A")
    arrive(world, "B")
    with world.store.unit() as unit:
        for agent, source in (("b", "s1"), ("a", "s1"), ("b", "s2"), ("c", "s1")):
            unit.shelf(Watermark).put(Watermark(agent=agent, source=source, watermark="", at=unit.now))

    assert world.views.beginnings(Watermark, limit=10) == ["a", "b", "c"]
    assert world.views.beginnings(Watermark, limit=2) == ["a", "b"]


def test_no_question_scans_a_table_that_grows(world: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(world, "A", "B")
    world.deliver(b"no json", "a")
    world.work()
    if world.views._engine.dialect.name != "sqlite":
        pytest.skip("what PostgreSQL plans for three rows says nothing of three million")
    plans: list[str] = []

    @sa.event.listens_for(world.views._engine, "before_cursor_execute")
    def _explain(
        connection: sa.Connection, _c: object, statement: str, parameters: object, *_: object
    ) -> None:
        if statement.startswith(("SELECT", "WITH")):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            plans.extend(row[3] for row in cursor.fetchall())

    for wanted in (
        {}, {"partner": "wms"}, {"source": "slips"}, {"type": "wms.inbound.v1"}, {"state": "failing"},
        {"state": "taken"}, {"state": "noted"}, {"text": "A"}, {"text": "RK-"}, {"own": True},
        {"type": "wms.inbound.v1", "partner": "wms"}, {"state": "failing", "partner": "wms"},
    ):  # fmt: skip
        world.messages(before=Cursor(START + timedelta(days=1), 9, 9), **wanted)
    world.views.groups("open", limit=5)
    world.views.counts()

    grows = ("hub_arrival", "hub_document", "hub_business_key", "hub_failure")
    scans = [plan for plan in plans if plan.startswith("SCAN") and any(name in plan for name in grows)]
    # Going by an index in its order is a scan that stops at its limit.
    assert [plan for plan in scans if "USING" not in plan] == []


def test_a_database_that_is_away_is_unavailable(tmp_path: Path) -> None:
    views = DatabaseViews(make_engine(f"sqlite:///{tmp_path / 'missing' / 'hub.db'}"))

    with pytest.raises(Unavailable):
        views.counts()
