"""A house that is given goods, receivables and receipts as security, over any store, with its books."""

from __future__ import annotations

from typing import Any

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.collateral.lien import Lien
from core.hub.bodies import BODIES
from core.hub.intake import store_arrivals
from core.hub.message import Message
from core.hub.notices import internal
from core.hub.records import R
from tests.core.collateral import papers
from tests.core.collateral.pledges import contract_opened, item, money, quote
from tests.core.collateral.receivables import filing, security
from tests.core.custody.documents import Lots, pledge_confirm, pledge_notice
from tests.hub_world import HubWorld

BY = {"publisher": "chen", "approver": "li"}
ROWS_MAX = 99_999
FIRST_PRICE = 1_000


class PledgeHouse:
    """PC-1 of goods, F-1 of receivables bought, W-1 of receipts; coil at 1,000.00."""

    def __init__(self, world: HubWorld) -> None:
        self.world = world
        self.count = 0
        self.prices = [FIRST_PRICE]
        for chart in read_charts(SHIPPED, {"": 2025_01}, **BY):
            self._tell("ledger.chart_published.v1", chart)
        self._tell("ledger.rules_published.v1", read_rules(SHIPPED, from_day=2025_01_01, **BY))
        for message in (
            contract_opened(mode="static", floor_value=money("0"), items=(item(approved_price=9_999),)),
            security(),
            papers.opened(),
        ):
            self.hears(message)
        self.price(FIRST_PRICE)
        self.hears(filing("ZD-1", self.now))
        self.hears(filing("ZD-2", self.now, subject_no="W-1", kind="receipt"))

    @property
    def now(self) -> Any:
        return self.world.clock.now()

    def hears(self, message: Message) -> str:
        """What a document says; why the hub says no to it, "" where it does not."""
        return self._tell(message.type, message.body)

    def price(self, price: int) -> None:
        self.prices.append(price)
        self.hears(quote(f"{price}", self.now))

    def pledges(self, lots: Lots, action: str = "pledge", site: str = "WH1") -> str:
        number = f"N-{self.count}"
        more = {"action": action, "warehouse": site}
        why = self.hears(pledge_notice(number, lots, self.now, **more))
        return why or self.hears(pledge_confirm(f"C-{number}", number, lots, self.now, **more))

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        found = self.world.store.rows(kind, limit=ROWS_MAX)
        return [row for row in found if all(getattr(row, name) == value for name, value in equal.items())]

    def row(self, kind: type[R], *key: Any) -> R:
        row = self.world.store.get(kind, *key)
        assert row is not None
        return row

    def liens(self, kind: str) -> list[Lien]:
        return [each for each in self.rows(Lien) if each.kind == kind and each.lives]

    def _tell(self, type_name: str, body: Any) -> str:
        self.count += 1
        self.world.clock.move(60)
        before = len(self.world.failures())
        BODIES.setdefault(type_name, type(body))
        arriving = internal(type_name, body, partner="hub", site="", key=str(self.count))
        with self.world.store.unit() as unit:
            store_arrivals(unit, self.world.blobs, [arriving])
        self.world.work()
        new = self.world.failures()[before:]
        assert {each.outcome for each in new} <= {"refused"}, new
        return "; ".join(each.text for each in new)
