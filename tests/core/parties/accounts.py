"""A steel trader's books of two years, and the room that keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from core.parties import PartiesWork
from tests.core.rooms import Rooms, RoomUnit, told

CODE = "91350100M000100Y43"
SHEET = {
    "cash": 800,
    "receivables": 1_500,
    "inventory": 2_000,
    "current_assets": 5_000,
    "intangible_assets": 300,
    "goodwill": 200,
    "noncurrent_assets": 5_000,
    "total_assets": 10_000,
    "short_term_loans": 1_000,
    "payables": 1_200,
    "current_liabilities": 4_000,
    "long_term_loans": 1_000,
    "noncurrent_liabilities": 2_000,
    "total_liabilities": 6_000,
    "retained_earnings": 1_000,
    "total_equity": 4_000,
    "contingent_liabilities": 400,
}
PROFIT = {
    "revenue": 12_000,
    "cost_of_sales": 9_000,
    "interest_expense": 250,
    "profit_before_tax": 800,
    "income_tax": 200,
    "net_profit": 600,
}
CASH = {
    "operating_cash": 500,
    "investing_cash": -300,
    "financing_cash": -100,
    "depreciation_and_amortisation": 350,
}
KINDS = {"balance_sheet": SHEET, "profit_and_loss": PROFIT, "cash_flow": CASH}


def statement(kind: str, items: dict[str, Any], end: str = "2025-12-31", **more: Any) -> dict[str, Any]:
    """A statement as it comes, in 千元 unless said."""
    body: dict[str, Any] = {
        "statement_no": f"{kind}/{end}",
        "uscc": CODE,
        "period_end": end,
        "period": "Y",
        "kind": kind,
        "currency": "CNY",
        "unit": 1_000,
        "items": [{"code": code, "amount": str(amount)} for code, amount in items.items()],
    }
    return body | more


def send(rooms: Rooms, body: dict[str, Any], *, days: int = 60) -> None:
    """It comes so many days after its period was over."""
    message = told("erp.financial_statement.v1", body)
    over = datetime.fromisoformat(body["period_end"]).replace(tzinfo=UTC)
    rooms.receive(replace(message, record_time=over + timedelta(days=days)))


def send_year(rooms: Rooms, end: str = "2025-12-31", times: int = 1, **more: Any) -> None:
    """All three statements of a year, everything so many times as much."""
    for kind, items in KINDS.items():
        send(rooms, statement(kind, {code: each * times for code, each in items.items()}, end, **more))


def work(rooms: Rooms) -> PartiesWork:
    return PartiesWork(RoomUnit(rooms.tables))
