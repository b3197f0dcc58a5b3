"""An endpoint's tries by time and its open sends, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from adapters.database.store import DatabaseStore
from adapters.database.views import DatabaseViews
from core.hub import outbox
from core.hub.outbox import Attempt, Outgoing
from core.hub.rights import Scope
from core.hub.views import TryCursor
from core.kernel.clock import FixedClock
from tests.contracts.stores import open_store
from tests.core.hub.outbound import House
from tests.hub_world import START


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def views(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseViews:
    """Five tries of bank/alerts, two of them in one moment, and one of bank/files."""
    store = open_store(request.param, request, FixedClock(START))
    assert isinstance(store, DatabaseStore)
    house = House()
    for number in range(5):
        house.intend(f"lot-{number}")
    house.intend("file", endpoint="bank/files")
    rows = house.store.rows(Outgoing, limit=9)
    states = [outbox.WAITING, outbox.WAITING, outbox.IN_DOUBT, outbox.GIVEN_UP, outbox.SENT, outbox.SENT]
    with store.unit() as unit:
        for number, (row, state) in enumerate(zip(rows, states, strict=True)):
            unit.shelf(Outgoing).add(msgspec.structs.replace(row, state=state))
            unit.shelf(Attempt).add(_tried(row, START + timedelta(seconds=number // 2)))
    return DatabaseViews(store.engine)


def _tried(row: Outgoing, at: datetime) -> Attempt:
    return Attempt(
        send_id=row.send_id, attempt=1, name="n", sha256="s", size=3, at=at, result="sent", text="t",
        done_at=at + timedelta(milliseconds=25), code="202", endpoint=row.endpoint,
    )  # fmt: skip


def test_tries_come_newest_first_and_page_by_page_without_a_gap(views: DatabaseViews) -> None:
    whole = views.tries("bank/alerts", before=None, limit=9)
    seen, before = [], None
    while page := views.tries("bank/alerts", before=before, limit=2):
        seen += page
        before = TryCursor(page[-1].at, page[-1].send_id, page[-1].attempt)

    assert seen == whole
    assert len({one.send_id for one in seen}) == 5
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)
    assert {(one.code, one.took_ms, one.type) for one in seen} == {("202", 25, "alert.opened.v1")}


def test_what_is_open_is_counted_by_endpoint_and_state(views: DatabaseViews) -> None:
    found = views.open_sends()

    assert set(found) <= {"bank/alerts", "bank/files"}
    counted = {
        state: sum(one.get(state, 0) for one in found.values())
        for state in (outbox.WAITING, outbox.IN_DOUBT, outbox.GIVEN_UP, outbox.SENT)
    }
    assert counted == {outbox.WAITING: 2, outbox.IN_DOUBT: 1, outbox.GIVEN_UP: 1, outbox.SENT: 0}


def test_of_another_partner_s_endpoint_there_is_nothing(views: DatabaseViews) -> None:
    other = views.within(Scope(frozenset(("wms",))))

    assert (other.tries("bank/alerts", before=None, limit=9), other.open_sends()) == ([], {})
