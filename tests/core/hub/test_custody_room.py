"""What custody and collateral keep beside lots is rebuilt byte for byte, on every store."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue.parts import Amount
from core.collateral import Category, CategoryRuled, Limit, LimitCheckDue, LimitRuled, OverdueStated, Released
from core.custody import (
    Assessment,
    AssessmentOver,
    Blindness,
    Device,
    DeviceCheckDue,
    DeviceRuled,
    Exchange,
    ExchangeCheckDue,
    ExchangeIn,
    FeedHeard,
    FeedSilent,
    Lot,
    LotAged,
    LotAssessed,
    ReceiptCheckDue,
    ReleaseOrder,
    SiteRuled,
    SiteWatch,
    TransferCheckDue,
    WatchCheckDue,
    WatchPlan,
    WatchPlanned,
)
from core.hub.alert_book import Alert
from core.hub.deliveries import Kept
from tests.core.hub.pledged import goods, opened, tell
from tests.hub_world import START, HubWorld
from tests.rebuild import assert_rebuilds

OWN_JSON = Path("mappings/standards/lianqiao/finance.yaml").read_text(encoding="utf-8")
CONTRACT_NO = "PC-0001"
HOUR = timedelta(hours=1)


def at(hours: float) -> str:
    return (START + HOUR * hours).isoformat()


def told(world: HubWorld, type_name: str, body: dict[str, Any]) -> Kept:
    kept = world.deliver(
        msgspec.json.encode({"type": type_name} | body), f"{type_name} {len(world.failures())} {body}"
    )
    world.work()
    assert world.status(kept).state == "done", world.status(kept).faults
    return kept


def ordered(world: HubWorld, type_name: str, body: msgspec.Struct) -> None:
    tell(world, type_name, body)
    world.work()


def rules(world: HubWorld) -> None:
    """A site under watch in every way, and a contract with a limit and a category."""
    site = SiteRuled(
        site="W1", approver="li", supervisor="CMST", identify=True, weigh_ppm={"TNE": 3_000},
        receipt_due_s=60, transit_due_s=60, confirm_due_s=60, exchange_due_s=60, night="22:00-06:00+08:00",
    )  # fmt: skip
    ordered(world, "custody.site_ruled.v1", site)
    plan = WatchPlanned(site="W1", kind="patrol", every_s=86_400, first_due=START + HOUR, approver="li")
    ordered(world, "custody.watch_planned.v1", plan)
    device = DeviceRuled(site="W1", device_id="SC-7", approver="li", silent_after_s=60)
    ordered(world, "custody.device_ruled.v1", device)
    ordered(world, "collateral.contract_opened.v1", opened(CONTRACT_NO))
    share = CategoryRuled(contract_no=CONTRACT_NO, category="coils", approver="li", max_share_ppm=900_000)
    ordered(world, "collateral.category_ruled.v1", share)
    bound = Amount(amount=Decimal(30_000), currency="CNY")
    ordered(
        world, "collateral.limit_ruled.v1", LimitRuled(kind="site", holder="W1", approver="li", limit=bound)
    )


def an_exchange(world: HubWorld) -> None:
    """Ten tonnes go against ten that come, half done and alarmed; the contract is overdue meanwhile."""
    line = {"quantity": {"value": "10", "unit": "TNE"}}
    body = {
        "order_no": "EX-1", "contract_no": CONTRACT_NO, "warehouse": "W1", "status": "open", "tolerance": "0",
        "issued_at": at(0), "valid_from": at(0), "valid_to": at(24),
        "goods_out": [{"lot_no": f"L-{CONTRACT_NO}"} | line], "goods_in": [{"lot_no": "N-1"} | line],
    }  # fmt: skip
    told(world, "wms.exchange_order.v1", body)
    ordered(world, "custody.exchange_check_due.v1", ExchangeCheckDue(site="W1", order_no="EX-1", at=START))
    due = OverdueStated(contract_no=CONTRACT_NO, overdue=True, as_of=START + HOUR)
    ordered(world, "collateral.overdue_stated.v1", due)


def the_clock_asks(world: HubWorld) -> None:
    now = START + HOUR * 48
    lot_no = f"L-{CONTRACT_NO}"
    for type_name, body in (
        ("custody.watch_check_due.v1", WatchCheckDue(site="W1", kind="patrol", at=now)),
        ("custody.device_check_due.v1", DeviceCheckDue(site="W1", device_id="SC-7", at=now)),
        ("custody.receipt_check_due.v1", ReceiptCheckDue(site="W1", order_no="EX-1", at=now)),
        (
            "custody.transfer_check_due.v1",
            TransferCheckDue(transfer_no="T-9", from_site="W1", lot_no="L", at=now),
        ),
        ("custody.lot_aged.v1", LotAged(site="W1", lot_no=lot_no, age_days=1, at=now)),
        ("custody.assessment_over.v1", AssessmentOver(site="W1", lot_no="N-1", at=now)),
        ("collateral.limit_check_due.v1", LimitCheckDue(kind="site", holder="W1", at=now)),
    ):
        ordered(world, type_name, body)


def test_a_watched_day_stands_in_its_tables_and_rebuilds_byte_for_byte(world: HubWorld) -> None:
    rules(world)
    goods(world, [CONTRACT_NO])
    came = [{"no": "N-1", "at": "2026-11-21T16:00:00+08:00", "lot": "N-1", "qty": "10", "contract": ""}]
    world.deliver(msgspec.json.encode({"in": came, "pledge": []}), "new goods")
    world.work()
    world.publish(OWN_JSON)
    an_exchange(world)
    patrol = {
        "patrol_no": "PT-1",
        "kind": "patrol",
        "event_time": at(1),
        "warehouse": "W1",
        "inspector": "zhao",
    }
    told(world, "wms.patrol.v1", patrol | {"findings": [{"kind": "damaged", "lot_no": "N-1"}]})
    alarm = {"alarm_no": "A-1", "device_id": "SC-7", "kind": "seal", "event_time": at(1), "warehouse": "W1"}
    told(world, "wms.sensor_alarm.v1", alarm)
    judged = LotAssessed(site="W1", lot_no="N-1", approver="li", approved="9", valid_until=START + HOUR)
    ordered(world, "custody.lot_assessed.v1", judged)
    silent = FeedSilent(site="W1", cause="feed wms/slips", since=START, text="silent")
    ordered(world, "custody.feed_silent.v1", silent)
    the_clock_asks(world)

    kinds = (SiteWatch, WatchPlan, Device, Exchange, ExchangeIn, Assessment, Blindness, Limit, Category)
    assert {kind.TABLE: len(world.store.rows(kind, limit=9)) for kind in kinds} == {
        kind.TABLE: 1 for kind in kinds
    }
    assert [order.state for order in world.store.rows(ReleaseOrder, limit=9)] == ["waiting"]
    aged = world.store.get(Lot, "W1", f"L-{CONTRACT_NO}")
    assert aged is not None
    assert (aged.condition, aged.reserved_micro) == ("aged", 10_000_000)
    codes = {row.code for row in world.store.rows(Alert, limit=99) if row.state == "open"}
    assert codes >= {"C09", "C13", "C14"}
    assert world.store.rows(Released, limit=9) == []

    heard = FeedHeard(site="W1", cause="feed wms/slips", at=START + HOUR)
    ordered(world, "custody.feed_heard.v1", heard)
    assert world.store.rows(Blindness, limit=9) == []
    assert_rebuilds(world)
