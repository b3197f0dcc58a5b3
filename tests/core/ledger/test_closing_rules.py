"""How a book ends its months is published with its chart, and holds whatever the chart becomes."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.ledger import ChartPublished, Closing, Entry
from tests.core.ledger.books import GENERAL, Books, credit, debit
from tests.core.ledger.test_month_end import JANUARY, balances, refused


def test_an_account_that_was_closed_is_still_emptied() -> None:
    books = Books(charts=False)
    publish(books, GENERAL_WITH_PROFIT)
    books.post(debit("1002.01", 9), credit("6011", 9), day=2025_01_10)
    publish(books, tuple(row for row in GENERAL_WITH_PROFIT if row.code != "6011"))

    books.close(JANUARY)

    assert balances(books, 2025_01_31) == {"1002.01": 9, "4103": -9}


GENERAL_WITH_PROFIT = (
    *GENERAL,
    replace(GENERAL[-1], code="4103", name_en="profit"),
    replace(GENERAL[-1], code="4104", name_en="retained"),
)


def publish(books: Books, accounts: Any, **closing: Any) -> None:
    said = Closing(**{"results": "6", "profit": "4103", "retained": "4104"} | closing)
    body = ChartPublished(
        book="general",
        kind="general",
        first_period=JANUARY,
        publisher="chen",
        approver="li",
        accounts=accounts,
        closing=said,
    )
    books.tell("ledger.chart_published.v1", body)


@pytest.mark.parametrize(
    "closing", [{"profit": "4109"}, {"retained": "6011"}, {"reserve": "9"}, {"reserve_ppm": 1_000_001}]
)
def test_a_closing_that_could_not_be_done_is_not_published(closing: dict[str, Any]) -> None:
    books = Books(charts=False)

    assert refused(books, lambda: publish(books, GENERAL_WITH_PROFIT, **closing)) == "ledger.chart"


def test_many_places_are_emptied_by_several_entries() -> None:
    books = Books(charts=False)
    publish(books, (*GENERAL_WITH_PROFIT, replace(GENERAL[-1], code="6012", auxiliaries=("contract",))))
    for number in range(1_100):
        books.post(debit("1002.01", 1), credit("6012", 1, contract=f"L{number}"), day=2025_01_10)

    books.close(JANUARY)

    assert balances(books, 2025_01_31) == {"1002.01": 1_100, "4103": -1_100}
    assert [row.lines for row in books.rooms.rows(Entry) if row.rule == "P20"] == [501, 501, 101]
