"""What the clock finds of goods: late answers, stuck roads, halves, misses, silence, age; each once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from core.catalogue.parts import Amount
from core.collateral import LimitRuled
from core.custody import (
    Assessment,
    DeviceRuled,
    Exchange,
    LotAssessed,
    ReleaseOrder,
    SiteRuled,
    Transit,
    WatchPlanned,
)
from tests.hub_world import START, slip
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

HOUR = 3_600.0


@pytest.fixture
def watched(ticking: Ticking) -> Ticking:
    """W1, which has an hour for everything."""
    ticking.publish()
    rules = SiteRuled(
        site="W1", approver="li", receipt_due_s=3600, transit_due_s=3600, confirm_due_s=3600,
        exchange_due_s=3600,
    )  # fmt: skip
    ticking.tell("custody.site_ruled.v1", rules)
    return ticking


def put(ticking: Ticking, row: ReleaseOrder | Transit | Exchange) -> None:
    with ticking.hub.store.unit() as unit:
        unit.shelf(type(row)).put(row)


def found(ticking: Ticking, job: str, alarm: str) -> None:
    """The job alarms after its hour, not before, and not twice."""
    ticking.run(job, after_s=HOUR - 100)
    assert ticking.alerts() == []
    for _ in range(2):
        ticking.run(job, after_s=200)
        assert ticking.alerts("open") == [alarm]


def test_a_release_order_that_nobody_answers_is_found(watched: Ticking) -> None:
    order = ReleaseOrder(
        site="W1", order_no="RO-1", contract_no="PC-1", version=0, state="open", issued_at=START,
        valid_from=START, valid_to=START + timedelta(days=1), tolerance_ppm=0,
    )  # fmt: skip
    put(watched, order)

    found(watched, "find_unanswered_orders", "C07 W1/RO-1/receipt")


@pytest.mark.parametrize("there", [False, True])
def test_a_transfer_that_does_not_arrive_or_that_nobody_confirms_is_found(
    watched: Ticking, there: bool
) -> None:
    going = Transit(
        transfer_no="T-1", from_site="W0", lot_no="L1", to_site="W1", unit="TNE", departed_micro=1,
        departed_at=START,
    )  # fmt: skip
    arrived = msgspec.structs.replace(
        going, arrived_micro=1, arrived_at=START, complete=True, confirm="waiting"
    )
    put(watched, arrived if there else going)

    found(watched, "find_stuck_transfers", "C11 W0/T-1/L1")


@pytest.mark.parametrize("state", ["waiting", "covered"])
def test_an_exchange_that_stays_half_done_is_found(watched: Ticking, state: str) -> None:
    begun = Exchange(
        site="W1", order_no="EX-1", contract_no="PC-1", state=state, issued_at=START, begun_at=START
    )
    put(watched, begun)

    found(watched, "find_unfinished_exchanges", "C11 W1/EX-1/exchange")


def test_a_patrol_that_does_not_come_is_found(watched: Ticking) -> None:
    plan = WatchPlanned(
        site="W1", kind="patrol", every_s=86_400, first_due=START, grace_s=3_600, approver="li"
    )
    watched.tell("custody.watch_planned.v1", plan)

    found(watched, "find_missed_watches", "C09 W1/patrol")
    assert_rebuilds(watched.hub)


def test_a_device_that_falls_silent_is_found(watched: Ticking) -> None:
    device = DeviceRuled(site="W1", device_id="SC-7", silent_after_s=3_600, approver="li")
    watched.tell("custody.device_ruled.v1", device)

    found(watched, "find_silent_devices", "C13 W1/SC-7/silent")
    assert_rebuilds(watched.hub)


def test_a_judgement_whose_time_is_over_is_found_once(watched: Ticking) -> None:
    watched.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    judged = LotAssessed(site="W1", lot_no="L1", approver="li", valid_until=START + timedelta(hours=1))
    watched.tell("custody.lot_assessed.v1", judged)

    watched.run("find_aged_lots")
    assert watched.alerts() == []
    for _ in range(2):
        watched.run("find_aged_lots", after_s=HOUR)
        assert watched.alerts("open") == ["C14 W1/L1/assessment"]
    assert [row.over for row in watched.hub.store.rows(Assessment, limit=9)] == [True]
    assert_rebuilds(watched.hub)


def test_limits_are_looked_at_and_one_that_holds_is_no_alarm(watched: Ticking) -> None:
    limit = Amount(amount=Decimal(1), currency="CNY")
    ruled = LimitRuled(kind="site", holder="W1", approver="li", limit=limit)
    watched.tell("collateral.limit_ruled.v1", ruled)

    assert watched.run("check_limits", after_s=600) > 0

    assert watched.alerts() == []
    assert_rebuilds(watched.hub)
