"""The clock ends a business day for every slice of running loans, by the day of China, each day once."""

from __future__ import annotations

from core.hub.documents import StoredDocument
from core.loan import LoanSlice
from tests.schedules.ticking import Ticking


def told(ticking: Ticking) -> list[str]:
    found = ticking.hub.store.rows(StoredDocument, limit=100)
    return sorted(row.key for row in found if row.type == "loan.day_ended.v1")


def test_the_day_ends_half_an_hour_after_its_midnight_in_china_for_slices_that_run(ticking: Ticking) -> None:
    with ticking.hub.store.unit() as unit:
        unit.shelf(LoanSlice).put(LoanSlice(slice=7, running=2))
        unit.shelf(LoanSlice).put(LoanSlice(slice=9, running=0))

    ticking.run("end_days", after_s=86_400)
    ticking.run("end_days", after_s=60)
    first = told(ticking)
    ticking.run("end_days", after_s=86_400)

    assert [key.rpartition("/")[2] for key in first] == ["7"]
    assert len(told(ticking)) == 2
    assert ticking.hub.store.rows(LoanSlice, limit=10)[0].ended_day > 0
