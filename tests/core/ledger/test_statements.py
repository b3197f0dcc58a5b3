"""Statements tie out whatever was posted, in months that are closed and in those that are not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from adapters.wiring.ledger_data import SHIPPED, read_rules, read_statements
from core.kernel.errors import Refused
from core.ledger import Account, Made, StatementLine, make_statement
from tests.core.ledger.books import credit, debit
from tests.core.ledger.shipped import ShippedBooks

STATEMENTS = read_statements(SHIPPED)
PAID: dict[str, Any] = {
    "paid": 305_30,
    "principal": 300_00,
    "interest": 5_30,
    "unaccrued": 0,
    "penalty": 0,
    "fee": 0,
    "vat": 0,
    "surplus": 0,
    "suspended": 0,
}


@pytest.fixture
def books() -> ShippedBooks:
    """A house with capital and a funder that lends twice, is paid back once, and runs costs."""
    made = ShippedBooks()
    made.post(debit("1002.01", 1_000_00, flow=""), credit("4001", 1_000_00), day=2025_01_02)
    made.happens("funds.drawn", day=2025_01_03, amount=500_00)
    made.happens("loan.disbursed", day=2025_01_05, principal=900_00)
    made.happens("fee.received", day=2025_01_05, fee=10_60, net=10_00, vat=60)
    made.happens("interest.accrued", day=2025_01_31, interest=5_30, net=5_00, vat=30)
    made.happens("margin.received", day=2025_02_01, margin=50_00)
    made.happens("loan.repaid", day=2025_02_05, parts=None, **PAID)
    made.happens("funds.accrued", day=2025_02_28, interest=2_00)
    made.happens("loss.provided", day=2025_02_28, provision=6_00)
    made.post(debit("6601", 3_00), credit("1002.01", 3_00), day=2025_02_28)
    return made


def made(books: ShippedBooks, name: str, first: int, last: int) -> Made:
    found = make_statement(books.reader(), STATEMENTS[name], first, last)
    assert found.ties
    assert all(tie.even for tie in found.ties), found.ties
    return found


def amounts(found: Made) -> dict[str, int]:
    return {row.line.code: row.minor for row in found.told if row.minor}


def test_a_balance_sheet_is_even_with_the_profit_carried_over_or_not(books: ShippedBooks) -> None:
    expected = {
        "cash": 1_000_00 + 500_00 - 900_00 + 10_60 + 50_00 + 305_30 - 3_00,
        "loans": 600_00 - 6_00,
        "assets": 1_556_90,
        "borrowings": 500_00,
        "margin_received": 50_00,
        "taxes": 90,
        "interest_payable": 2_00,
        "liabilities": 552_90,
        "capital": 1_000_00,
        "profit": 15_00 - 2_00 - 6_00 - 3_00,
        "equity": 1_004_00,
        "both": 1_556_90,
    }
    assert amounts(made(books, "balance_sheet", 2025_02, 2025_02)) == expected

    books.close(2025_01, 2025_02)

    assert amounts(made(books, "balance_sheet", 2025_02, 2025_02)) == expected


def test_profit_and_loss_is_the_same_before_and_after_a_month_was_closed(books: ShippedBooks) -> None:
    months = [(2025_01, 2025_01), (2025_02, 2025_02), (2025_01, 2025_02)]
    before = [amounts(made(books, "profit_and_loss", *span)) for span in months]

    books.close(2025_01, 2025_02)
    books.reopen(2025_02)
    again = [amounts(made(books, "profit_and_loss", *span)) for span in months]
    books.close(2025_02)

    assert [amounts(made(books, "profit_and_loss", *span)) for span in months] == before == again
    assert [each["profit"] for each in before] == [15_00, -11_00, 4_00]
    assert before[2] == {
        "interest_income": 5_00,
        "fee_income": 10_00,
        "interest_expense": 2_00,
        "operating_expense": 3_00,
        "impairment": 6_00,
        "operating_profit": 4_00,
        "profit": 4_00,
    }


def test_profit_is_what_equity_grew_by_over_the_months_that_are_closed(books: ShippedBooks) -> None:
    books.close(*range(2025_01, 2025_13))

    year = amounts(made(books, "profit_and_loss", 2025_01, 2025_12))
    equity = amounts(made(books, "balance_sheet", 2025_12, 2025_12))
    assert year["profit"] == 4_00
    assert (equity["risk_reserve"], equity["retained"], equity["equity"]) == (40, 3_60, 1_004_00)
    assert "profit" not in equity


def test_a_cash_flow_is_what_the_bank_accounts_moved_by_what_it_was_for(books: ShippedBooks) -> None:
    books.close(2025_01)

    assert amounts(made(books, "cash_flow", 2025_01, 2025_02)) == {
        "lent": -900_00,
        "repaid": 305_30,
        "fees": 10_60,
        "margins": 50_00,
        "operating": -534_10,
        "funds": 500_00,
        "other": 997_00,
        "net": 962_90,
    }


def test_currencies_stand_apart(books: ShippedBooks) -> None:
    books.post(debit("1002.01", 7, currency="JPY"), credit("4001", 7, currency="JPY"), day=2025_01_06)

    found = made(books, "balance_sheet", 2025_01, 2025_01)

    assert {row.currency for row in found.told} == {"CNY", "JPY"}
    assert [row.minor for row in found.told if (row.line.code, row.currency) == ("assets", "JPY")] == [7]


def test_an_account_that_no_line_names_breaks_the_tie(books: ShippedBooks) -> None:
    sheet = STATEMENTS["balance_sheet"]
    without = [replace(line, accounts=("9",)) if line.code == "loans" else line for line in sheet.lines]

    found = make_statement(books.reader(), replace(sheet, lines=tuple(without)), 2025_02, 2025_02)

    [tie] = found.ties
    assert not tie.even
    assert tie.right - tie.left == 594_00


def test_every_account_of_the_chart_is_in_one_line_of_the_balance_sheet(books: ShippedBooks) -> None:
    lines = [line for line in STATEMENTS["balance_sheet"].lines if line.accounts]
    for account in books.rooms.rows(Account, book="general"):
        if account.leaf:
            named = [line.code for line in lines if account.code.startswith(line.accounts)]
            assert len(named) == 1, (account.code, named)


def test_every_flow_of_the_posting_rules_is_in_a_line_of_the_cash_flow() -> None:
    rules = read_rules(SHIPPED, from_day=2025_01_01, publisher="a", approver="b").rules
    lines = [line for rule in rules for entry in rule.entries for line in entry.lines]
    named = {flow for line in STATEMENTS["cash_flow"].lines for flow in line.flows}

    assert {line.flow for line in lines if line.account.startswith("1002")} == named
    assert {line.flow for line in lines if not line.account.startswith("1002")} == {""}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (StatementLine(code="x", name_zh="", name_en="", total=("later",)), "not above it"),
        (StatementLine(code="x", name_zh="", name_en=""), "of accounts or of lines"),
        (StatementLine(code="x", name_zh="", name_en="", accounts=("1",), side="left"), "of accounts or of"),
    ],
)
def test_a_statement_that_cannot_be_made_is_refused(
    books: ShippedBooks, line: StatementLine, why: str
) -> None:
    sheet = STATEMENTS["balance_sheet"]

    with pytest.raises(Refused, match=why):
        make_statement(books.reader(), replace(sheet, lines=(line,)), 2025_01, 2025_01)
