"""The clock restates securities, lapses calls and tells what ends."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from core.catalogue.parts import Amount, PartyRef
from core.collateral import Call, ExposureStated, Filing, Security, SecurityOpened
from core.collateral.prepayment_messages import MarginStated
from tests.core.hub.test_securities_room import PAPERS
from tests.hub_world import START
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

DAY_S = 86_400.0


def yuan(amount: int) -> Amount:
    return Amount(amount=Decimal(amount), currency="CNY")


def begin(ticking: Ticking, *, owed: int) -> None:
    """P-1: 1,000 prepaid at 30 %, the seller has not said that it has the money."""
    ticking.publish(slips=PAPERS)
    opened = SecurityOpened(
        contract_no="P-1",
        kind="prepayment",
        financier=PartyRef(name="Factor"),
        provider=PartyRef(name="Dealer"),
        currency="CNY",
        rate_ppm=700_000,
        opened_at=START,
        cure_s=int(2 * DAY_S),
    )
    ticking.tell("collateral.security_opened.v1", opened)
    margin = MarginStated(
        contract_no="P-1", face=yuan(1000), initial=yuan(300), added=yuan(0), as_of=START, paid_at=START
    )
    ticking.tell("collateral.margin_stated.v1", margin)
    stated = ExposureStated(contract_no="P-1", exposure=yuan(owed), as_of=START)
    ticking.tell("collateral.exposure_stated.v1", stated)


def test_every_night_a_security_is_restated_and_money_nobody_confirms_is_alarmed(ticking: Ticking) -> None:
    begin(ticking, owed=700)
    ticking.run("restate_securities", after_s=2 * DAY_S)
    assert ticking.alerts("open") == []

    ticking.run("restate_securities", after_s=2 * DAY_S)

    assert ticking.alerts("open") == ["C11 P-1/receipt"]
    [row] = ticking.hub.store.rows(Security, limit=9)
    assert row.restated_at is not None
    assert row.restated_at > START
    assert_rebuilds(ticking.hub)


def test_a_call_lapses_when_its_time_is_over_and_once(ticking: Ticking) -> None:
    begin(ticking, owed=800)

    ticking.run("lapse_calls", after_s=1.9 * DAY_S)
    assert [row.state for row in ticking.hub.store.rows(Call, limit=9)] == ["open"]
    ticking.run("lapse_calls", after_s=0.2 * DAY_S)
    assert [row.state for row in ticking.hub.store.rows(Call, limit=9)] == ["lapsed"]
    ticking.run("lapse_calls", after_s=60.0)

    assert_rebuilds(ticking.hub)


def test_a_filing_that_ends_is_told_of_by_day_and_each_stage_once(ticking: Ticking) -> None:
    begin(ticking, owed=700)
    said = {
        "kind": "filing",
        "op": "init",
        "no": "ZD-1",
        "contract": "P-1",
        "at": "2026-11-23T09:00:00+08:00",
        "until": "2026-12-31",
    }
    ticking.deliver(msgspec.json.encode(said), "ZD-1")
    ticking.work()

    ticking.run("tell_expiries", after_s=1 * DAY_S)
    assert ticking.alerts("open") == []
    ticking.run("tell_expiries", after_s=10 * DAY_S)
    ticking.run("tell_expiries", after_s=1 * DAY_S)
    assert ticking.alerts("open") == ["C12 P-1/ZD-1:30"]
    ticking.run("tell_expiries", after_s=27 * DAY_S)
    assert ticking.alerts("open") == ["C12 P-1/ZD-1:0"]

    assert [row.warned for row in ticking.hub.store.rows(Filing, limit=9)] == [0]
    assert_rebuilds(ticking.hub)
