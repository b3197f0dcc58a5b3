"""K-C1, K-C2: a real price series with gaps and a day below zero revalues a pledge; silence is found."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from adapters.wiring.folders import PartnerFolder, read_folder
from adapters.wiring.hub import Hub, make_hub
from core.collateral.contract import Contract
from core.collateral.messages import ContractOpened, ItemTerms, PriceCheckDue
from core.collateral.series import PricePoint, Series
from core.hub.alert_book import Alert
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.failures import Failure
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import FixedClock
from gateway.worker import Worker
from tests.prepared import sqlite_with_tables

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
SERIES = CORPORA / "prices" / "oil" / "data" / "wti-daily.csv"
FIRST, LAST = date(2020, 3, 2), date(2020, 6, 1)
BELOW_ZERO = date(2020, 4, 20)
BARRELS = 10_000
NAME = "wti-daily||||close"
SITE = "WH-SHA-01"
CONTRACT = """
partner: market
name: A market
parties: [market]
sites: [{id: NYMEX, zone: America/New_York}]
feeds: [{source: prices, rules: [{mapping: standards/prices/daily.yaml}]}]
"""
OIL = ItemTerms(
    sku="WTI",
    commodity="wti-daily",
    quote_type="close",
    unit="BLL",
    rate_ppm=600_000,
    approved_price=Decimal(60),
)
ROWS_MAX = 10_000
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")


def days() -> list[tuple[date, Decimal]]:
    with SERIES.open(encoding="utf-8") as file:
        rows = [(date.fromisoformat(row["Date"]), Decimal(row["Price"])) for row in csv.DictReader(file)]
    return [(day, price) for day, price in rows if FIRST <= day <= LAST]


class Market:
    """A hub with a pledge of oil, quoted by as many markets as are said."""

    def __init__(self, folder: Path, markets: int) -> None:
        self.clock = FixedClock(_late(FIRST - timedelta(days=1)))
        url = sqlite_with_tables(folder / "hub.db")
        self.hub = make_hub(name="hub", home=folder / "home", database_url=url, clock=self.clock)
        self.markets = [f"market-{number}" for number in range(markets)]
        for name in ("demo-bank", "demo-warehouse"):
            self.hub.publish(read_folder(ROOT / "mappings" / name))
        read = self._market(folder)
        for name in self.markets:
            contract = msgspec.structs.replace(read.contract, partner=name, parties=(name,))
            self.hub.publish(msgspec.structs.replace(read, contract=contract))
        self._pledge()

    def quote(self, day: date, price: Decimal) -> Contract:
        """What every market says at the end of its day; the contract after it."""
        self.clock.move((_late(day) - self.clock.now()).total_seconds())
        for name in self.markets:
            payload = f"Date,Price\n{day},{price}\n".encode()
            self._deliver(name, "prices", "NYMEX", (f"{day}", "wti-daily.csv", payload))
        return self.contract()

    def ask_whether_stale(self, day: date) -> Contract:
        self.clock.move((_late(day) - self.clock.now()).total_seconds())
        self._tell("collateral.price_check_due.v1", PriceCheckDue(series=NAME, at=self.clock.now()))
        return self.contract()

    def contract(self) -> Contract:
        found = self.hub.store.get(Contract, "OIL-1")
        assert found is not None
        return found

    def alerts(self) -> dict[str, Alert]:
        return {f"{row.code} {row.object}": row for row in self.hub.store.rows(Alert, limit=ROWS_MAX)}

    def _market(self, folder: Path) -> PartnerFolder:
        (folder / "market").mkdir()
        (folder / "market" / "partner.yaml").write_text(CONTRACT)
        shutil.copytree(ROOT / "mappings" / "standards", folder / "standards")
        return read_folder(folder / "market")

    def _pledge(self) -> None:
        at = self.clock.now().isoformat()
        lots = [{"lot": "TANK-1", "sku": "WTI", "qty": str(BARRELS), "unit": "BLL"}]
        slip = {"kind": "in", "no": "IN-1", "at": at, "lots": lots}
        notice = {"kind": "pledge", "no": "PN-1", "contract": "OIL-1", "at": at, "lots": lots}
        answer = {"confirmNo": "PC-1", "noticeNo": "PN-1", "action": "pledge", "result": "accept", "at": at}
        opened = ContractOpened(
            contract_no="OIL-1",
            pledgee="demo-bank",
            pledgor="driller",
            currency="USD",
            mode="static",
            rate_ppm=600_000,
            items=(OIL,),
            opened_at=self.clock.now(),
        )
        self._tell("collateral.contract_opened.v1", opened)
        self._deliver("demo-warehouse", "api", SITE, ("IN-1", "IN-1", msgspec.json.encode(slip)))
        self._deliver("demo-bank", "orders", SITE, ("PN-1", "PN-1", msgspec.json.encode(notice)))
        self._deliver("demo-warehouse", "answers", SITE, ("PC-1", "PC-1", msgspec.json.encode(answer)))

    def _tell(self, type_name: str, body: msgspec.Struct) -> None:
        key = f"{type_name}/{self.clock.now()}"
        with self.hub.store.unit() as unit:
            said = internal(type_name, body, partner="demo-bank", site=SITE, key=key)
            store_arrivals(unit, self.hub.blobs, [said])
        self._work()

    def _deliver(self, partner: str, source: str, site: str, document: tuple[str, str, bytes]) -> None:
        key, name, payload = document
        delivery = Delivery(
            partner=partner,
            door="rest",
            key=key,
            source=source,
            site=site,
            name=name,
            media="",
            payload=payload,
        )
        keep_delivery(self.hub.store, self.hub.blobs, delivery)
        self._work()

    def _work(self) -> None:
        Worker(self.hub, "test", partitions_max=100).drain()


def _late(day: date) -> datetime:
    return datetime.combine(day, time(22), UTC)


@pytest.fixture
def one_market(tmp_path: Path) -> Iterator[Market]:
    made = Market(tmp_path, 1)
    yield made
    made.hub.store.engine.dispose()


@pytest.fixture
def two_markets(tmp_path: Path) -> Iterator[Market]:
    made = Market(tmp_path, 2)
    yield made
    made.hub.store.engine.dispose()


def test_two_sources_that_agree_are_believed_and_a_price_below_zero_counts_as_nothing(
    two_markets: Market,
) -> None:
    values = {day: two_markets.quote(day, price).value_minor for day, price in days()}

    assert _failures(two_markets.hub) == []
    for day, price in days():
        assert values[day] == max(0, int(price * 100 * BARRELS)), day
    assert values[BELOW_ZERO] == 0
    points = two_markets.hub.store.rows(PricePoint, limit=ROWS_MAX)
    assert len(points) == 2 * len(days())
    assert min(point.price_micro for point in points) == -36_980_000


def test_one_source_alone_is_not_believed_below_zero_nor_in_a_leap(one_market: Market) -> None:
    values = {day: one_market.quote(day, price).value_minor for day, price in days()}

    assert _failures(one_market.hub) == []
    assert all(value > 0 for value in values.values())
    unconfirmed = one_market.hub.store.rows(PricePoint, limit=ROWS_MAX, series=NAME)
    states = {point.price_micro: point.state for point in unconfirmed}
    assert states[-36_980_000] in {"unconfirmed", "rejected"}
    assert f"C06 {NAME}/market-0" in one_market.alerts()


def test_a_series_that_goes_silent_is_found_and_its_goods_are_valued_with_a_haircut(
    two_markets: Market,
) -> None:
    for day, price in days()[:3]:
        before = two_markets.quote(day, price)

    after = two_markets.ask_whether_stale(days()[2][0] + timedelta(days=7))

    stale = two_markets.alerts()[f"C06 {NAME}:stale"]
    assert stale.state == "open"
    assert "was last quoted" in stale.text
    series = two_markets.hub.store.get(Series, NAME)
    assert series is not None
    assert series.stale
    assert after.value_minor == before.value_minor * 9 // 10


def test_a_weekend_is_no_silence(two_markets: Market) -> None:
    friday = days()[4][0]
    for day, price in days()[:5]:
        two_markets.quote(day, price)

    two_markets.ask_whether_stale(friday + timedelta(days=3))

    assert friday.weekday() == 4
    assert f"C06 {NAME}:stale" not in two_markets.alerts()


def _failures(hub: Hub) -> list[str]:
    return [row.text for row in hub.store.rows(Failure, limit=ROWS_MAX)]
