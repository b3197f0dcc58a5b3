"""`hub ledger`: what ships is published by one person and approved by another."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.hub.failures import Failure
from core.kernel.errors import Refused
from core.ledger import Book, RuleSet, VoucherChecked, VoucherLine, VoucherMade, VoucherSigned
from tests.gateway.cli.conftest import Office


def test_the_charts_and_rules_that_ship_are_published_by_two(office: Office) -> None:
    alone = office.told("ledger", "publish", "--from-day", "20260101", "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
    assert "--approver names another person" in str(alone.exception)

    said = office.done("ledger", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()

    assert "3 charts and" in said
    books = office.hub.store.rows(Book, limit=9)
    assert [(book.book, book.first_period, book.approver) for book in books] == [
        ("general", 2026_01, "wang"),
        ("limits", 2026_01, "wang"),
        ("off_balance", 2026_01, "wang"),
    ]
    assert [row.from_day for row in office.hub.store.rows(RuleSet, limit=9)] == [2026_01_01]


def test_rules_of_a_later_day_are_published_over_books_that_have_begun(office: Office) -> None:
    for day in ("20260101", "20260701"):
        office.done("ledger", "publish", "--from-day", day, "--approver", "wang", "--by", "li")
        office.work()

    assert {book.first_period for book in office.hub.store.rows(Book, limit=9)} == {2026_01}
    assert [row.from_day for row in office.hub.store.rows(RuleSet, limit=9)] == [2026_01_01, 2026_07_01]
    assert office.hub.store.rows(Failure, limit=9) == []


def test_a_trial_balance_is_printed_and_says_whether_it_is_even(office: Office) -> None:
    office.done("ledger", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()
    assert "nothing is posted" in office.done("ledger", "trial", "general", "--until", "20261231")
    lines = (
        VoucherLine(account="1002.01", side="debit", currency="CNY", minor=12_345),
        VoucherLine(account="6301", side="credit", currency="CNY", minor=12_345),
    )
    made = VoucherMade(
        book="general", number="V1", business_day=2026_11_23, text="a find", maker="zhao", lines=lines
    )
    office.tell("ledger.voucher_made.v1", made)
    office.tell("ledger.voucher_checked.v1", VoucherChecked(book="general", number="V1", checker="qian"))
    office.tell("ledger.voucher_signed.v1", VoucherSigned(book="general", number="V1", signer="sun"))

    said = office.done("ledger", "trial", "general", "--until", "20261123").splitlines()
    before = office.done("ledger", "trial", "general", "--until", "20261122")

    assert [line.split()[0] for line in said[:3]] == ["account", "1002.01", "6301"]
    # An account of the second level is no amount: all accounts begin where their head does.
    assert [line[0] for line in said[:3]] == ["a", "1", "6"]
    assert said[0].index("balance") + len("balance") == said[1].index(" CNY")
    assert said[1].split()[-5:] == ["0.00", "123.45", "0.00", "123.45", "CNY"]
    assert said[-1] == "debits and credits are even"
    assert "nothing is posted" in before
    assert "no book gold" in str(office.told("ledger", "trial", "gold", "--until", "20261123").exception)


def a_year(office: Office) -> None:
    office.done("ledger", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()
    for number, day, code in (
        ("V1", 2026_01_10, "4001"),
        ("V2", 2026_01_20, "6021"),
        ("V3", 2026_02_03, "6021"),
    ):
        lines = (
            VoucherLine(account="1002.01", side="debit", currency="CNY", minor=100_00, flow="fees"),
            VoucherLine(account=code, side="credit", currency="CNY", minor=100_00),
        )
        made = VoucherMade(
            book="general", number=number, business_day=day, text="paid in", maker="zhao", lines=lines
        )
        office.tell("ledger.voucher_made.v1", made)
        office.tell(
            "ledger.voucher_checked.v1", VoucherChecked(book="general", number=number, checker="qian")
        )
        office.tell("ledger.voucher_signed.v1", VoucherSigned(book="general", number=number, signer="sun"))


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_a_month_is_closed_by_name_and_opened_again_by_two(office: Office) -> None:
    a_year(office)
    assert "no month of general was closed" in office.done("ledger", "months", "general")
    office.done("ledger", "close", "general", "202601", "--by", "li")
    office.work()
    assert office.done("ledger", "months", "general").splitlines() == ["202601 closed, 3 entries"]

    alone = office.told(
        "ledger", "reopen", "general", "202601", "--reason", "a bill", "--approver", "li", "--by", "li"
    )
    assert isinstance(alone.exception, Refused)
    office.done(
        "ledger", "reopen", "general", "202601", "--reason", "a bill", "--approver", "wang", "--by", "li"
    )
    office.work()

    assert office.done("ledger", "months", "general").splitlines() == ["202601 open again, 3 entries"]
    assert "no book gold" in str(office.told("ledger", "close", "gold", "202601").exception)
    assert not office.hub.store.rows(Failure, limit=9)


def test_what_an_account_did_is_printed_by_month_by_line_and_as_csv(office: Office, tmp_path: Path) -> None:
    a_year(office)
    office.done("ledger", "close", "general", "202601", "--by", "li")
    office.work()

    general = words(
        office.done("ledger", "general", "general", "--months", "202601-202602", "--account", "1002")
    )
    assert [[row[0], row[1], *row[-5:]] for row in general if row[1] == "1002.01"] == [
        ["202601", "1002.01", "0.00", "200.00", "0.00", "200.00", "CNY"],
        ["202602", "1002.01", "200.00", "100.00", "0.00", "300.00", "CNY"],
    ]
    detail = words(office.done("ledger", "detail", "general", "--months", "202602", "--account", "1002.01"))
    assert detail[1] == ["1002.01", "opening", "200.00", "CNY"]
    assert detail[2][:9] == [
        "20260203",
        "1002.01",
        "100.00",
        "0.00",
        "300.00",
        "CNY",
        "V3",
        "voucher",
        "paid",
    ]
    held = words(office.done("ledger", "balance", "general", "1002.01", "--until", "20260115"))
    assert held == [["account", "about", "balance", "currency"], ["1002.01", "fees", "100.00", "CNY"]]
    file = tmp_path / "trial.csv"
    office.done("ledger", "trial", "general", "--until", "20260131", "--csv", str(file))
    assert file.read_text("utf-8-sig").splitlines()[:2] == [
        "account,name,opening,debits,credits,balance,currency",
        "1002.01,own funds,0.00,200.00,0.00,200.00,CNY",
    ]
    for wrong in (
        ["--months", "x"],
        ["--months", "202613"],
        ["--months", "202602-202601"],
        ["--months", "202601", "--about", "who"],
    ):
        assert isinstance(office.told("ledger", "detail", "general", *wrong).exception, Refused)


def test_statements_are_printed_and_tie_out(office: Office) -> None:
    a_year(office)

    said = office.done("ledger", "statement", "balance_sheet", "general", "--months", "202602")
    assert said.splitlines()[-1] == "CNY: assets are liabilities and equity"
    assert ["assets", "资产总计", "assets", "300.00", "CNY"] in words(said)
    said = office.done("ledger", "statement", "profit_and_loss", "general", "--months", "202601-202602")
    assert ["profit", "利润总额", "profit", "200.00", "CNY"] in words(said)
    assert "there is no statement x" in str(
        office.told("ledger", "statement", "x", "general", "--months", "202601").exception
    )


def test_books_are_verified_and_what_was_changed_is_named(office: Office) -> None:
    a_year(office)
    assert "3 entries and 0 blocks are as they were written" in office.done("ledger", "verify")

    with sqlite3.connect(office.home / "hub.db") as connection:
        connection.execute("DROP TRIGGER ledger_entry_no_update")
        connection.execute("UPDATE ledger_entry SET text = 'paid out' WHERE number = 'V2'")
    said = office.told("ledger", "verify")

    assert said.exit_code == 1
    assert said.output.splitlines() == ["WRONG entry V2 of general: its bytes are not those of its hash"]
