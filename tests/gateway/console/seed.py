"""A hub with a day's traffic in it: everything came by the real doors and was handled by the real worker."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.catalogue.parts import Amount
from core.collateral.messages import ContractOpened, ExposureStated, ItemTerms, SeriesRuled
from core.hub.deliveries import Delivery, Kept, keep_delivery
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import Clock, FixedClock
from core.kernel.errors import Unavailable
from gateway.worker import Worker
from tests.patience import until
from tests.prepared import sqlite_with_tables

PARTNERS = Path(__file__).parent / "partners"
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HEADER = "类型,单号,时间,批次,货号,品名,数量,单位,提货单,车牌,版本\n"
SITE = "WH-DH-01"
CONTRACT = "ZY-2026-018"
SERIES = "HRC-Q235|SHA|||close"


class World:
    """The hub of a test, its clock, its worker, and the partners who send."""

    def __init__(self, home: Path, clock: Clock | None = None, database_url: str = "") -> None:
        self.clock = clock or FixedClock(NOW)
        url = database_url or sqlite_with_tables(home / "hub.db")
        self.hub: Hub = make_hub(name="hub", home=home, database_url=url, clock=self.clock)
        self.worker = Worker(self.hub, "worker-1", partitions_max=16)
        for name in ("donghai", "yangshan", "bank", "gangjia"):
            self.hub.publish(read_folder(PARTNERS / name))

    def deliver(self, partner: str, source: str, name: str, payload: bytes, **changed: Any) -> Kept:
        """One file at the partners' door, under its own name as its key."""
        delivery = Delivery(
            partner=partner,
            door="rest",
            key=changed.pop("key", name),
            source=source,
            site=changed.pop("site", {"yangshan": "WH-YS-02", "gangjia": "MARKET"}.get(partner, SITE)),
            name=name,
            media=changed.pop("media", "application/octet-stream"),
            payload=payload,
            seen_at=self.clock.now() - timedelta(seconds=2),
        )
        kept = keep_delivery(self.hub.store, self.hub.blobs, delivery)
        self.hub.arrived.notify()
        return kept

    def slips(self, name: str, *rows: str, encoding: str = "utf-8", **changed: Any) -> Kept:
        """A CSV file of the warehouse."""
        text = HEADER + "".join(f"{row}\n" for row in rows)
        return self.deliver("donghai", "slips", name, text.encode(encoding), media="text/csv", **changed)

    def notice(self, name: str, **said: Any) -> Kept:
        """A JSON message of the bank."""
        payload = msgspec.json.format(msgspec.json.encode(said), indent=2)
        return self.deliver("bank", "notices", name, payload, media="application/json")

    def quotes(self, name: str, *quotes: tuple[str, str, str]) -> Kept:
        """A JSON file of (number, day, price)."""
        rows = [{"no": no, "day": day, "code": "HRC-Q235", "price": price} for no, day, price in quotes]
        payload = msgspec.json.format(msgspec.json.encode({"quotes": rows}), indent=2)
        return self.deliver("gangjia", "quotes", name, payload, media="application/json")

    def renamed_column(self, partner: str, old: str, new: str) -> str:
        """Publishes the partner's mappings with another column for one of theirs; the contract's hash."""
        folder = self.hub.home / "changed" / partner
        shutil.copytree(PARTNERS / partner, folder)
        for mapping in folder.glob("in/*.yaml"):
            mapping.write_text(mapping.read_text().replace(old, new))
        return self.hub.publish(read_folder(folder))[0]

    def inside(self, type_name: str, body: msgspec.Struct, key: str, partner: str = "bank") -> None:
        """A message of our own making."""
        with self.hub.store.unit() as unit:
            store_arrivals(
                unit, self.hub.blobs, [internal(type_name, body, partner=partner, site=SITE, key=key)]
            )

    def work(self) -> None:
        """Until nothing waits; where the worker is served beside, who is faster does it."""
        until(self._drained, "the worker to have done it all")

    def _drained(self) -> bool:
        try:
            self.worker.drain()
        except Unavailable:
            return False
        return True

    def later(self, seconds: float) -> None:
        assert isinstance(self.clock, FixedClock)
        self.clock.move(seconds)


def row(kind: str, no: str, lot: str, quantity: str, **more: str) -> str:
    """One row of a slip; at 9:00 Shanghai time unless said."""
    at = more.get("at", "2026-11-23 09:00:00")
    rest = [more.get("order", ""), more.get("vehicle", "沪A12345"), more.get("version", "1")]
    goods = ["HRC-Q235", "热轧卷板 Q235B"]
    return ",".join([kind, no, at, lot, *goods, quantity, more.get("unit", "吨"), *rest])


RECEIPT = """<?xml version="1.0" encoding="UTF-8"?>
<Receipt version="1">
  <No>YS-RK-7781</No>
  <At>2026-11-23T08:40:00+08:00</At>
  <Supplier>宁波港联贸易 &amp; Co</Supplier>
  <Lines>
    <Line lot="YS-L1"><Goods>电解铜 1#</Goods><Weight>24.350</Weight></Line>
    <Line lot="YS-L2"><Goods>电解铜 1#</Goods><Weight>25.100</Weight></Line>
  </Lines>
  <Total>49.950</Total>
</Receipt>
"""


def open_pledge(world: World) -> None:
    """600 t under pledge at the warehouse, watched against a price series."""
    world.slips(
        "rk-20261120.csv",
        *(row("入库", "RK-1120", f"DH-L{n}", "120.000", at="2026-11-20 10:00:00") for n in range(1, 6)),
    )
    ruled = SeriesRuled(commodity="HRC-Q235", quote_type="close", primary="gangjia", market="SHA")
    world.inside("collateral.series_ruled.v1", ruled, key=SERIES)
    world.inside("collateral.contract_opened.v1", _contract(), key=CONTRACT)
    _pledge_lots(world)
    exposure = ExposureStated(
        contract_no=CONTRACT,
        exposure=Amount(amount=Decimal(1_450_000), currency="CNY"),
        as_of=datetime(2026, 11, 20, 4, tzinfo=UTC),
    )
    world.inside("collateral.exposure_stated.v1", exposure, key=f"{CONTRACT}/1")
    world.work()


def _contract() -> ContractOpened:
    item = ItemTerms(
        sku="HRC-Q235",
        commodity="HRC-Q235",
        quote_type="close",
        unit="TNE",
        rate_ppm=700_000,
        approved_price=Decimal(3900),
        market="SHA",
    )
    return ContractOpened(
        contract_no=CONTRACT,
        pledgee="bank",
        pledgor="chengda",
        currency="CNY",
        mode="dynamic",
        rate_ppm=700_000,
        items=(item,),
        opened_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        floor_value=Amount(amount=Decimal(2_000_000), currency="CNY"),
        sites=(SITE,),
    )


def _pledge_lots(world: World) -> None:
    """The bank's notice, and the supervisor's confirmation."""
    lots = [{"lot": f"DH-L{n}", "qty": "120"} for n in range(1, 6)]
    at = "2026-11-20T11:00:00+08:00"
    world.notice("cz-1.json", kind="notice", no="CZ-1", contract=CONTRACT, at=at, lots=lots)
    world.work()
    confirmed = {"no": "QR-1", "notice": "CZ-1", "contract": CONTRACT, "registry": "ZD-99"}
    world.notice("qr-1.json", kind="confirm", at=at, lots=lots, **confirmed)
    world.work()
