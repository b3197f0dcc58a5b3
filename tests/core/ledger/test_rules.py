"""Which event writes which lines stands in data that ships; a rule is checked before anything goes by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.kernel.errors import Broken, HubError, Refused, Unreadable
from core.ledger import Line, Rule, RuleEntry, RuleLine, RulesPublished
from tests.core.ledger.books import DAY
from tests.core.ledger.shipped import PARTS, ShippedBooks


@pytest.fixture
def books() -> ShippedBooks:
    return ShippedBooks()


def test_every_rule_that_ships_names_its_posting_and_accounts_that_are_there() -> None:
    rules = read_rules(SHIPPED, from_day=2025_01_01, publisher="chen", approver="li").rules
    charts = {
        chart.book: {account.code for account in chart.accounts}
        for chart in read_charts(SHIPPED, {"": 2025_01}, publisher="chen", approver="li")
    }

    assert {rule.code for rule in rules} == {f"P{number}" for number in range(1, 19)}
    named = {(entry.book, line.account) for rule in rules for entry in rule.entries for line in entry.lines}
    assert not {(book, code) for book, code in named if code not in charts[book]}


def test_a_factoring_advance_with_interest_and_fee_up_front_is_booked_to_the_cent(
    books: ShippedBooks,
) -> None:
    """G5: invoice 1,130,000.00, 80 %, 90 days at 8 % up front, fee 0.5 % of the invoice, VAT 6 %."""
    factoring = {"mode": "factoring"}
    books.happens("receivables.assigned", parts=factoring, value=113_000_000)
    books.happens(
        "interest.deducted",
        parts=factoring,
        principal=90_400_000,
        net=90_400_000 - 1_808_000,
        interest=1_705_660,
        vat=102_340,
    )
    books.happens("fee.received", parts=factoring, fee=565_000, net=533_019, vat=31_981)

    assert books.balance("1002.01") == -88_027_000
    assert books.balance("1305.01") == 90_400_000
    assert books.balance("2401") == -1_705_660
    assert books.balance("2221") == -(102_340 + 31_981)
    assert books.balance("assigned", "off_balance") == 113_000_000


def test_what_is_bought_without_recourse_is_recorded_in_full_with_its_reserve(books: ShippedBooks) -> None:
    books.happens(
        "loan.disbursed",
        parts={"mode": "factoring", "recourse": "no"},
        invoice=113_000_000,
        principal=90_400_000,
        reserve=22_600_000,
    )

    assert [books.balance(code) for code in ("1305.01", "1305.02", "1002.01", "2241.01")] == [
        0,
        113_000_000,
        -90_400_000,
        -22_600_000,
    ]


_NOTHING = {"unaccrued": 0, "penalty": 0, "vat": 0, "suspended": 0}


@pytest.mark.parametrize(
    ("end", "amounts"),
    [
        (
            "receivable.collected",
            {"paid": 1_130, "kept": 30, "interest": 20, "fee": 10, **_NOTHING},
        ),
        ("receivable.bought_back", {"paid": 924, "kept": 226, "interest": 20, "fee": 0, **_NOTHING}),
        ("loan.written_off", {"total": 924, "reserve": 226, "interest": 20}),
    ],
)
def test_what_was_bought_without_recourse_leaves_the_account_it_was_recorded_on(
    books: ShippedBooks, end: str, amounts: dict[str, int]
) -> None:
    """It stands on an account of its own: no end of it may leave that open and another below nothing."""
    bought = {"mode": "factoring", "recourse": "no"}
    books.happens("loan.disbursed", parts=bought, day=DAY, invoice=1_130, principal=904, reserve=226)
    books.happens("interest.accrued", parts=bought, day=DAY, interest=20, net=20, vat=0)

    books.happens(end, parts=bought, day=DAY, invoice=1_130, value=1_130, **amounts)

    assert [books.balance(code) for code in ("1305.02", "1305.01", "1303.01", "1132")] == [0, 0, 0, 0]


def test_a_factoring_advance_is_written_off_against_the_provision_for_factoring(books: ShippedBooks) -> None:
    factoring = {"mode": "factoring"}
    books.happens("loan.disbursed", parts=factoring, principal=904)
    books.happens("loss.provided", parts=factoring, provision=904)
    books.happens("loan.written_off", parts=factoring, total=904, principal=904, interest=0)
    books.happens("loan.recovered", parts=factoring, paid=100)

    assert [books.balance(code) for code in ("1305.01", "1303.01", "1304", "1231")] == [0, 0, 0, -100]
    assert books.balance("written_off", "off_balance") == 804


def test_a_loan_from_draw_to_payment_leaves_its_income_alone(books: ShippedBooks) -> None:
    """G1's interest, and the line of the facility used and not come back."""
    books.happens("facility.effective", amount=100_000_000)
    books.happens("loan.disbursed", principal=100_000_000)
    books.happens("interest.accrued", interest=1_800_000, net=1_698_113, vat=101_887)
    books.happens(
        "loan.repaid",
        paid=101_800_000,
        principal=100_000_000,
        interest=1_800_000,
        unaccrued=0,
        penalty=0,
        fee=0,
        vat=0,
        surplus=0,
        suspended=0,
    )

    assert books.balance("1303.01") == books.balance("1132") == 0
    assert (books.balance("1002.01"), books.balance("6011"), books.balance("2221")) == (
        1_800_000,
        -1_698_113,
        -101_887,
    )
    assert books.balance("undrawn", "off_balance") == 0


def test_collateral_that_fetches_less_than_was_lent_is_a_loss(books: ShippedBooks) -> None:
    books.happens("loan.disbursed", principal=100)
    books.happens("collateral.taken", value=70, principal=100, interest=0, loss=30)
    books.happens("collateral.sold", paid=75, loss=0, value=70, gain=5)

    assert [books.balance(code) for code in ("1303.01", "1441", "6702", "6301")] == [0, 0, 30, -5]


def test_an_event_writes_its_entries_of_both_books_or_none(books: ShippedBooks) -> None:
    before = books.rooms.books()

    uneven = {"paid": 99, "principal": 100, "interest": 0, "fee": 0, "reserve": 0, **_NOTHING}
    with pytest.raises(Refused, match="does not balance"):
        books.happens("receivable.bought_back", day=DAY, parts=None, **uneven)

    assert books.rooms.books() == before


@pytest.mark.parametrize(
    ("name", "amounts", "error", "says"),
    [
        ("loan.forgiven", {"principal": 1}, Refused, "no posting rule fits loan.forgiven"),
        ("loan.disbursed", {"amount": 1}, Broken, "rule P3 asks for principal"),
        ("loan.disbursed", {"principal": 0}, Refused, "moves nothing"),
    ],
)
def test_money_without_a_rule_or_an_amount_does_not_move(
    books: ShippedBooks, name: str, amounts: dict[str, int], error: type[HubError], says: str
) -> None:
    with pytest.raises(error, match=says):
        books.happens(name, day=DAY, parts={}, **amounts)


def test_new_rules_hold_from_their_day_on_and_the_old_ones_before_it(books: ShippedBooks) -> None:
    cash = RuleLine(account="1002.01", side="debit", amount="fee")
    income = RuleLine(account="6011", side="credit", amount="fee")
    fee = Rule(
        code="P6",
        event="fee.received",
        text="fee",
        entries=(RuleEntry(book="general", lines=(cash, income)),),
    )
    books.tell("ledger.rules_published.v1", rules(fee, from_day=2025_07_01))

    books.happens("fee.received", day=2025_06_30, fee=106, net=100, vat=6)
    books.happens("fee.received", day=2025_07_01, fee=106)

    told = [(line.account, line.business_day) for line in books.rooms.rows(Line, side="credit")]
    assert sorted(told) == [("2221", 2025_06_30), ("6011", 2025_07_01), ("6021", 2025_06_30)]
    with pytest.raises(Refused, match="name a later day"):
        books.tell("ledger.rules_published.v1", rules(fee, from_day=2025_07_01, approver="wu"))
    with pytest.raises(Refused, match="no posting rules general are published for 20241231"):
        books.happens("fee.received", day=2024_12_31, fee=1)


def test_charts_and_rules_are_published_by_one_and_approved_by_another(books: ShippedBooks) -> None:
    chart = read_charts(SHIPPED, {"": 2025_01}, publisher="li", approver="li ")[0]
    for type_name, body in (
        ("ledger.chart_published.v1", chart),
        ("ledger.rules_published.v1", replace(rules(from_day=2025_07_01), publisher="li")),
    ):
        with pytest.raises(Refused, match="a second person approves it"):
            books.tell(type_name, body)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((RuleLine(account="9999", side="debit", amount="fee"),), "takes no lines"),
        ((RuleLine(account="1002", side="debit", amount="fee"),), "takes no lines"),
        ((RuleLine(account="1132", side="debit", amount="fee"),), "asks for party, contract"),
        ((RuleLine(account="1002.01", side="debit", amount="fee"),), "one side only"),
        ((RuleLine(account="1002.01", side="left", amount="fee"),), "no side"),
    ],
)
def test_a_rule_that_could_never_be_booked_is_not_published(
    books: ShippedBooks, lines: Sequence[RuleLine], says: str
) -> None:
    rule = Rule(code="P6", event="x", text="x", entries=(RuleEntry(book="general", lines=tuple(lines)),))

    with pytest.raises(Refused, match=says):
        books.tell("ledger.rules_published.v1", rules(rule, from_day=2025_07_01))


def test_a_file_of_rules_that_is_none_names_itself(tmp_path: Path) -> None:
    (tmp_path / "posting_rules.yaml").write_text("name: general\nrules: [{code: P1, event: x}]\n")

    with pytest.raises(Unreadable, match=r"posting_rules\.yaml.*text"):
        read_rules(tmp_path, from_day=2025_01_01, publisher="chen", approver="li")


def test_the_parts_of_an_event_are_named_as_the_rules_ask() -> None:
    asked = {
        part
        for rule in read_rules(SHIPPED, from_day=2025_01_01, publisher="chen", approver="li").rules
        for entry in rule.entries
        for line in entry.lines
        for part in (line.currency, line.party, line.contract, line.funder)
        if part
    }
    assert asked <= PARTS.keys()


def rules(*each: Rule, from_day: int, approver: str = "li") -> RulesPublished:
    return replace(read_rules(SHIPPED, from_day=from_day, publisher="chen", approver=approver), rules=each)
