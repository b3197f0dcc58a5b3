"""The clock looks, at noon in China, whether each funder that tells its days has told the day before."""

from __future__ import annotations

from datetime import timedelta

from core.hub.alert_book import Alert
from core.hub.documents import StoredDocument
from core.kernel.days import day_number
from core.loan import FunderTells
from tests.schedules.ticking import Ticking


def test_each_day_is_looked_for_once_at_the_noon_behind_it(ticking: Ticking) -> None:
    with ticking.hub.store.unit() as unit:
        unit.shelf(FunderTells).put(FunderTells(funder="harbour-bank", kind="balance", first_day=2026_01_01))

    ticking.run("miss_funder_days", after_s=86_400)
    ticking.run("miss_funder_days", after_s=60)
    now = ticking.hub.clock.now() + timedelta(hours=8)
    noon = now.replace(hour=12, minute=0) - timedelta(days=now.hour < 12)

    [asked] = [
        row.key
        for row in ticking.hub.store.rows(StoredDocument, limit=100)
        if row.type == "loan.funder_day_due.v1"
    ]
    day = day_number((noon - timedelta(days=1)).date())
    assert asked == f"harbour-bank/balance/{day}"
    [alert] = ticking.hub.store.rows(Alert, limit=9, code="L13", object=asked)
    assert f"of {day} no file came" in alert.text


def test_who_tells_no_days_in_files_is_not_looked_for(ticking: Ticking) -> None:
    ticking.run("miss_funder_days", after_s=86_400)

    rows = ticking.hub.store.rows(StoredDocument, limit=100)
    assert [row.key for row in rows if row.type == "loan.funder_day_due.v1"] == []
