"""A house for a year: one hub in memory, its books, products, desks and lines, and its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from adapters.calendar.china import ChinaHolidays
from adapters.memory.store import MemoryStore
from adapters.wiring import workflow_data
from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from adapters.wiring.product_data import SHIPPED as PRODUCTS
from adapters.wiring.product_data import calendar_said, read_product
from core import catalogue
from core.hub.arrivals import Arriving
from core.hub.failures import Failure
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.timetable import Slot
from core.kernel.clock import FixedClock
from core.ledger import LimitGranted, MonthClosed, VoucherLine
from core.loan import Product, ProductPublished
from core.workflow import ChainPublished, RoleHeld
from schedules.job import discover
from schedules.timed_hub import TimedHub
from tests.core.loan.deal_papers import rules_that_ask
from tests.hub_world import HubWorld
from tests.properties.year.parties import BUYERS, CORES, SUPERVISORS
from tests.properties.year.partners import PARTNERS, SITES, folder_of

YEAR = 2026
FIRST, LAST = date(YEAR, 1, 5), date(YEAR, 12, 31)
HOME = timedelta(hours=8)
DESKS = {"reviewer": ("zhao", "qian"), "risk_officer": ("sun", "li"), "manager": ("zhou", "wu")}
# What the clock does when a day is over, in the order of the hours it does it at.
NIGHTLY = (
    "expire_release_orders",
    "end_reservations",
    "doubt_disbursements",
    "lapse_calls",
    "find_stale_prices",
    "mark_contracts",
    "restate_securities",
    "end_days",
    "tell_expiries",
)
# A line of the house for anybody it trusts, yuan; the tight ones refuse a draw now and then.
LINE = 400_000_000


class Told(NamedTuple):
    """One message that was told, for the story of its deal; why: what the hub said no with."""

    at: datetime
    deal: str
    type: str
    text: str
    why: str = ""


class House:
    """Tells the hub what happens, lets it work after each, and keeps what was told."""

    def __init__(self, folder: Path, store: Callable[[FixedClock], MemoryStore]) -> None:
        self.clock = FixedClock(datetime.combine(FIRST, time(0), UTC))
        self.world = HubWorld(store(self.clock), self.clock, folder)
        self.told: list[Told] = []
        self.refusals: list[tuple[str, Failure]] = []
        self.count = 0
        self.cash = 0  # What must lie on our accounts, minor units: what came less what went.
        self.price = 0
        self.calls = 0  # How often a margin call was answered.
        self.lost: dict[str, int] = {}  # What of a loan's lines is used for good, since it was written off.
        self.came: list[tuple[str, str, int]] = []  # (deal, reference, minor units) of all that was told.
        self.uncovered: list[tuple[str, str]] = []
        self._failed = 0
        self._open()

    @property
    def store(self) -> MemoryStore:
        return cast(MemoryStore, self.world.store)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return (self.now + HOME).date()

    # Telling.

    def say(self, type_name: str, body: msgspec.Struct, *, deal: str = "", text: str = "") -> str:
        """From inside the house; why the hub refused it, "" where it did not."""
        self._tick()
        arriving = internal(type_name, body, partner="hub", site="", key=str(self.count))
        return self._take([arriving], deal, type_name, text)

    def fact(self, type_name: str, body: dict[str, Any], *, deal: str = "", text: str = "") -> str:
        """A document whose mapping is not the matter here."""
        return self.say(type_name, catalogue.read(type_name, body), deal=deal, text=text)

    def send(self, letter: Letter) -> str:
        """A document at a partner's door; the same key again is the same delivery."""
        self._tick()
        payload = msgspec.json.encode({"type": letter.type, **letter.body})
        site = SITES.get(letter.partner, f"{letter.partner}-door")
        self.world.deliver(payload, letter.key, partner=letter.partner, site=site)
        return self._work(letter.deal, letter.type, letter.text)

    def end_day(self) -> None:
        """The clock's hour: every nightly job of that day, and the work it brings."""
        midnight = datetime.combine(self.today + timedelta(days=1), time(2), UTC) - HOME
        self.clock.move((midnight - self.now).total_seconds())
        timed = _Timed(self)
        for name in NIGHTLY:
            job = discovered()[name]
            slot = Slot(job=name, number=job.due.slot_at(self.now), owner="year", tries=1)
            job.run(cast(TimedHub, timed), slot)
            self._work("", name, "")

    def open_day(self) -> None:
        """Nine in the morning in China, of the day that has begun."""
        morning = datetime.combine(self.today, time(9), UTC) - HOME
        self.clock.move(max((morning - self.now).total_seconds(), 0))

    def let_go(self, deal: str, tonnes_left: int, owed: int) -> None:
        """Goods were let go: 70 % of what stays at the last close must carry what is owed."""
        carries = tonnes_left * self.price * 100 * 7 // 10
        if owed > carries:
            self.uncovered.append((deal, f"goods went, what stays carries {carries}, {owed} is owed"))

    # Within.

    def _tick(self) -> None:
        self.count += 1
        self.clock.move(1)

    def _take(self, arriving: Sequence[Arriving], deal: str, type_name: str, text: str) -> str:
        with self.store.unit() as unit:
            store_arrivals(unit, self.world.blobs, arriving)
        return self._work(deal, type_name, text)

    def _work(self, deal: str, type_name: str, text: str) -> str:
        """Handles all there is; a failure is somebody's no, told to who asked."""
        self.world.work()
        new = self._failures()
        why = "; ".join(f"{each.outcome} {each.cause}: {each.text}" for each in new)
        self.refusals += [(deal, each) for each in new]
        if deal or why:
            self.told.append(Told(self.now, deal, type_name, text, why))
        return why

    def _failures(self) -> list[Failure]:
        rows = list(self.store.tables.rows.get(Failure.TABLE, {}).values())
        new = cast(list[Failure], rows[self._failed :])
        self._failed = len(rows)
        return new

    def _open(self) -> None:
        for name in PARTNERS:
            slips, contract = folder_of(name)
            self.world.publish(slips, contract, partner=name)
        by = {"publisher": "chen", "approver": "li"}
        charts, rules = shipped_books()
        for chart in charts:
            self.say("ledger.chart_published.v1", chart)
        self.say("ledger.rules_published.v1", rules)
        self.say(
            "loan.calendar_published.v1",
            calendar_said(
                ChinaHolidays(), range(YEAR, YEAR + 1), said_day=2025_11_12, by="chen", approver="li"
            ),
        )
        self.say("risk.rules_published.v1", rules_that_ask())
        for product in products().values():
            said = ProductPublished(
                product=product, version=1, from_day=2026_01_01, maker="chen", approver="li"
            )
            self.say("loan.product_published.v1", said)
        for path in sorted(workflow_data.SHIPPED.glob("*.yaml")):
            chain = workflow_data.read_chain(path, ChinaHolidays(), this_year=YEAR)
            self.say("workflow.chain_published.v1", ChainPublished(chain=chain, **by))
        for role, people in DESKS.items():
            self.say(
                "workflow.role_held.v1", RoleHeld(role=role, people=people, proposer="han", approver="shen")
            )
        for line, owners in (("core", CORES), ("buyer", BUYERS), ("supervisor", SUPERVISORS)):
            for owner in owners:
                self.know(owner, f"{line} {owner[-4:]}")
                self._grant(line, owner)

    def know(self, code: str, name: str) -> None:
        """A party's master, as of the day before."""
        as_of = (self.now - timedelta(days=1)).isoformat()
        self.fact("party.master.v1", {"uscc": code, "name": name, "as_of": as_of})

    def close_month(self) -> None:
        """P20 for the month before this one; what is told late goes to the first month that is open."""
        last = self.today.replace(day=1) - timedelta(days=1)
        said = MonthClosed(book="general", period=last.year * 100 + last.month, by="chen")
        self.say("ledger.month_closed.v1", said)

    def _grant(self, line: str, owner: str) -> None:
        pair = tuple(
            VoucherLine(account=account, side=side, currency="CNY", minor=LINE * 100, party=party)
            for account, side, party in (("granted", "debit", ""), (line, "credit", owner))
        )
        said = LimitGranted(
            book="limits", number=f"{line}/{owner}", business_day=day_of(self.today), text=line,
            approver="li", lines=pair,
        )  # fmt: skip
        self.say("ledger.limit_granted.v1", said)


class Letter(NamedTuple):
    """What a partner sends: its type and fields, and the key of its delivery."""

    partner: str
    type: str
    body: dict[str, Any]
    key: str
    deal: str = ""
    text: str = ""


class _Timed:
    """What the clock's jobs need of a hub, over this one."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.hub = house.world

    def now(self) -> datetime:
        return self._house.now

    def tell(self, arriving: Sequence[Arriving]) -> int:
        if arriving:
            with self._house.store.unit() as unit:
                store_arrivals(unit, self._house.world.blobs, arriving)
        return len(arriving)


def day_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def days() -> Iterator[date]:
    """Every day of the year that is simulated."""
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


@cache
def shipped_books() -> tuple[list[Any], Any]:
    """Charts and posting rules as they ship, read once."""
    by = {"publisher": "chen", "approver": "li"}
    return read_charts(SHIPPED, {"": YEAR * 100 + 1}, **by), read_rules(SHIPPED, from_day=2026_01_01, **by)


@cache
def products() -> dict[str, Product]:
    """The products that ship, by their codes."""
    return {path.stem: read_product(path) for path in sorted(PRODUCTS.glob("*.yaml"))}


discovered = cache(discover)
