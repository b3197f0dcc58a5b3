"""The last rows first: by the beginning of their key, by an index, by a field; by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.database.store import DatabaseStore
from adapters.database.views import DatabaseViews
from core.hub.alert_book import Alert
from core.kernel.clock import FixedClock
from core.kernel.errors import Broken
from tests.contracts.stores import START, open_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def views(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseViews:
    store = open_store(request.param, request, FixedClock(START))
    assert isinstance(store, DatabaseStore)
    with store.unit() as unit:
        for code, about, opened, site in (
            ("A", "x", 1, "W1"),
            ("A", "x", 2, "W2"),
            ("A", "y", 1, "W1"),
            ("B", "x", 1, "W1"),
        ):
            unit.shelf(Alert).add(an_alert(code, about, opened, site))
    return DatabaseViews(store.engine)


def an_alert(code: str, about: str, opened: int, site: str) -> Alert:
    return Alert(
        code=code, object=about, opened=opened, state="open", severity="low", text="", action="", site=site,
        partner="p", evidence="", count=1, first_at=START, last_at=START, raised_at=START, owner="",
        acknowledged_at=None, escalated=0, closed_at=None, close_reason="",
    )  # fmt: skip


def keys(rows: list[Alert]) -> list[tuple[str, str, int]]:
    return [(row.code, row.object, row.opened) for row in rows]


def test_the_last_come_first_by_the_beginning_of_the_key_and_by_an_index(views: DatabaseViews) -> None:
    assert keys(views.newest(Alert, limit=2, code="A")) == [("A", "y", 1), ("A", "x", 2)]
    assert keys(views.newest(Alert, limit=9, site="W1")) == [("B", "x", 1), ("A", "y", 1), ("A", "x", 1)]
    assert keys(views.newest(Alert, limit=2, site="W1")) == [("B", "x", 1), ("A", "y", 1)]


@pytest.mark.parametrize("asked", [{"owner": ""}, {"state": "open"}, {"object": "x"}])
def test_what_no_index_leads_to_is_not_looked_for(views: DatabaseViews, asked: dict[str, str]) -> None:
    with pytest.raises(Broken, match="has no order by"):
        views.newest(Alert, limit=1, **asked)
