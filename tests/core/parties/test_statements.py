"""A statement is kept in minor units whatever unit it was written in, if it adds up (T25)."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused, Unreadable
from core.parties import Statement, StatementFigure
from tests.core.rooms import Rooms, told

SHEET: dict[str, Any] = {
    "statement_no": "FS-1",
    "uscc": "91350100M000100Y43",
    "period_end": "2025-12-31",
    "period": "Y",
    "kind": "balance_sheet",
    "currency": "CNY",
    "unit": 1,
}
EVEN = {"total_assets": "1234.56", "total_liabilities": "1000.00", "total_equity": "234.56"}


@pytest.fixture
def rooms() -> Rooms:
    return Rooms("parties")


def tell(rooms: Rooms, items: dict[str, str], **changed: Any) -> None:
    lines = [{"code": code, "amount": amount} for code, amount in items.items()]
    rooms.receive(told("erp.financial_statement.v1", SHEET | {"items": lines} | changed))


def figures(rooms: Rooms) -> dict[str, int]:
    return {row.code: row.minor for row in rooms.rows(StatementFigure)}


@pytest.mark.parametrize(("unit", "assets"), [(1, 123_456), (1_000, 123_456_000), (10_000, 1_234_560_000)])
def test_a_unit_of_yuan_thousands_and_ten_thousands_is_the_same_money(
    rooms: Rooms, unit: int, assets: int
) -> None:
    """T25."""
    tell(rooms, EVEN, unit=unit)

    assert figures(rooms)["total_assets"] == assets


def test_a_balance_sheet_that_does_not_balance_is_refused_and_says_by_how_much(rooms: Rooms) -> None:
    with pytest.raises(Refused, match=r"assets are 0\.01 CNY over liabilities and equity"):
        tell(rooms, EVEN | {"total_assets": "1234.57"})
    assert figures(rooms) == {}


def test_a_part_of_a_fen_is_refused_and_not_rounded(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="no whole number of minor units"):
        tell(rooms, {"total_assets": "0.001"})
    tell(rooms, {"total_assets": "0.001"}, unit=10_000)
    assert figures(rooms) == {"total_assets": 1_000}


def test_a_later_statement_of_the_same_period_takes_its_place(rooms: Rooms) -> None:
    tell(rooms, EVEN | {"cash": "5.00"})
    tell(rooms, EVEN, statement_no="FS-2", audited=True)

    assert "cash" not in figures(rooms)
    assert [(row.statement_no, row.audited) for row in rooms.rows(Statement)] == [("FS-2", True)]


def test_an_item_that_stands_twice_is_not_read(rooms: Rooms) -> None:
    with pytest.raises(Unreadable, match="stands twice"):
        told("erp.financial_statement.v1", SHEET | {"items": [{"code": "cash", "amount": "1"}] * 2})
