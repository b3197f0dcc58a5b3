"""The clock ends a business day for slices of running loans, each day once, and facilities that are over."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from core.hub.documents import StoredDocument
from core.kernel.days import day_number
from core.loan import Facility, LoanSlice, ProductPublished
from tests.core.loan.rooms import a_product
from tests.core.loan.running import a_facility
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


def test_a_facility_ends_in_the_hour_after_its_last_day_in_china(ticking: Ticking) -> None:
    product = a_product()
    said = ProductPublished(product=product, version=1, from_day=2026_01_01, maker="chen", approver="li")
    ticking.tell("loan.product_published.v1", said)
    today = day_number((ticking.hub.clock.now() + timedelta(hours=8)).date())
    kept = replace(a_facility(product, 100), state="SIGNED", until_day=today)
    with ticking.hub.store.unit() as unit:
        unit.shelf(Facility).put(kept)
        unit.shelf(Facility).put(replace(kept, facility_no="F-2", until_day=today + 10_000))

    ticking.run("expire_facilities", after_s=60)
    assert state(ticking, "F-1") == "SIGNED", "its last day is its own"
    ticking.run("expire_facilities", after_s=86_400)
    ticking.run("expire_facilities", after_s=3_600)

    assert (state(ticking, "F-1"), state(ticking, "F-2")) == ("EXPIRED", "SIGNED")


def state(ticking: Ticking, facility_no: str) -> str:
    row = ticking.hub.store.get(Facility, facility_no)
    assert row is not None
    return row.state
