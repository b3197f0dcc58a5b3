"""The loan room with the rooms below it: charts, posting rules, a calendar and a product published."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.hub.message import Message
from core.ledger import ChartPublished, RulesPublished
from core.loan import CalendarPublished, Product, ProductPublished
from core.loan.modes import Mode
from core.loan.product import Bounds, Margin, Repaying
from core.loan.terms import Method
from tests.core.rooms import Rooms, at, ordered

DAY = 2025_06_02


def a_product(mode: Mode = Mode.GOODS, variant: str = "static", **changed: Any) -> Product:
    """A plain product of a mode; what a test is about is said by name."""
    kept: dict[str, Any] = {
        "code": f"{mode}-{variant}",
        "name_zh": "测试产品",
        "name_en": "a product",
        "mode": mode,
        "variant": variant,
        "currency": "CNY",
        "amount": Bounds(least=Decimal(10_000), usual=Decimal(1_000_000), most=Decimal(50_000_000)),
        "rate": Bounds(least=Decimal("0.03"), usual=Decimal("0.072"), most=Decimal("0.18")),
        "term_months": Bounds(least=Decimal(1), usual=Decimal(12), most=Decimal(36)),
        "advance": Bounds(least=Decimal("0.5"), usual=Decimal("0.65"), most=Decimal("0.7")),
        "repaying": Repaying(methods=(Method.EQUAL_INSTALMENT, Method.BULLET, Method.WITH_PRINCIPAL)),
        "margin": Margin(first_ppm=300_000, release_rule="R2") if mode is Mode.PREPAYMENT else None,
    }
    return Product(**{**kept, **changed})


@cache
def shipped() -> tuple[list[ChartPublished], RulesPublished]:
    """The books as they ship, read once: they are most of what a test would wait for."""
    charts = read_charts(SHIPPED, {"": 2025_01}, publisher="chen", approver="li")
    return charts, read_rules(SHIPPED, from_day=2025_01_01, publisher="chen", approver="li")


class TellingRooms(Rooms):
    """All rooms, in memory, and a voice from inside the house."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def tell(self, type_name: str, body: Any, *, hours: float | None = None) -> list[Message]:
        """A message from inside the house; each comes a second later than the one before."""
        self.count += 1
        when = at(self.count / 3600) if hours is None else at(hours)
        return self.receive(ordered(type_name, body, when, key=str(self.count)))


@cache
def _first_day() -> TellingRooms:
    """A house on its first day, made once; whoever begins so begins with a copy."""
    rooms = TellingRooms()
    charts, rules = shipped()
    for chart in charts:
        rooms.tell("ledger.chart_published.v1", chart)
    rooms.tell("ledger.rules_published.v1", rules)
    said = CalendarPublished(
        calendar="china", said_day=2024_11_12, years=(2025, 2026), days=(), by="chen", approver="li"
    )
    rooms.tell("loan.calendar_published.v1", said)
    return rooms


class LoanRooms(TellingRooms):
    """All rooms as a house has them on its first day; every product given is published."""

    def __init__(self, *products: Product) -> None:
        super().__init__()
        self.begin_as(_first_day())
        self.count = _first_day().count
        for product in products:
            self.tell(
                "loan.product_published.v1",
                ProductPublished(
                    product=product, version=1, from_day=2025_01_01, maker="chen", approver="li"
                ),
            )
