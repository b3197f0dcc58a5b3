"""Money that the bank alone tells pays the loan and its invoice: the debtor owes less, once; P2 follows."""

from __future__ import annotations

from typing import Any

import pytest

from core.collateral import Receivable
from core.ledger import Line
from core.loan import Loan, ReceiptActed
from core.loan import Receipt as Money
from tests.core.collateral.off_books import assert_ties
from tests.core.collateral.receivables import BUYER, SELLER
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY
from tests.core.loan.test_factoring_draws import a_factoring, assigned

WHOLE = 113_000_000
NAMED = [{"kind": "invoice", "number": "INV-1"}]


def running(*numbers: str) -> DealRooms:
    """D-1 of 904,000.00 on INV-1 of 1,130,000.00; it names it, unless the test says other numbers."""
    rooms = assigned(a_factoring())
    refs = [{"kind": "invoice", "number": each} for each in numbers] or NAMED
    rooms.draw("904000", term_months=None, maturity="2025-08-31", trade_refs=refs)
    rooms.send_out()
    rooms.answer()
    return rooms


def bank(rooms: DealRooms, amount: str, ref: str = "B-1", **line: Any) -> None:
    """The bank's statement tells it: of the debtor, not what it is for unless the test has a word of it."""
    payer = {"payer": {"name": BUYER["name"]}}
    payments = line.pop("payments", [payer | line])
    entry: dict[str, Any] = {
        "amount": {"amount": amount, "currency": "CNY"},
        "side": "credit",
        "status": "booked",
        "bank_ref": ref,
        "value_date": "2025-06-02",
        "payments": payments,
    }
    body = {
        "kind": "statement",
        "statement_no": f"S-{ref}",
        "account": {"number": "6222-01"},
        "created_at": rooms.now.isoformat(),
        "entries": [entry],
    }
    rooms.hear("bank.statement.v1", body, "bank")


def erp(rooms: DealRooms, amount: str, number: str = "P-1", *, said: bool = True, **rest: Any) -> None:
    """The debtor's ERP tells it, and what it is for unless the test says that it does not."""
    body: dict[str, Any] = {
        "payment_no": number,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": "2025-06-02",
        "payer": BUYER,
        "payee": SELLER,
        "payee_account": {"number": "622201"},
        "invoices": [{"number": "INV-1", "amount": {"amount": amount, "currency": "CNY"}}] if said else [],
    }
    rooms.hear("erp.payment.v1", body | rest, "buyer")


def act(rooms: DealRooms, number: str, what: str, **rest: Any) -> None:
    said = ReceiptActed(receipt_no=number, act=what, by="chen", approver="li", business_day=DAY, **rest)
    rooms.tell("loan.receipt_acted.v1", said)


def paid(rooms: DealRooms) -> int:
    """What of INV-1 is paid; P2 stands at the rest of it."""
    [row] = [each for each in rooms.rows(Receivable) if each.invoice_no == "INV1"]
    stands = sum(line.minor for line in rooms.rows(Line, book="off_balance", account="assigned"))
    assert stands == WHOLE - min(row.paid_minor, WHOLE)
    assert_ties(rooms)
    return row.paid_minor


def test_money_that_only_the_bank_tells_pays_the_invoice_too() -> None:
    rooms = running()

    bank(rooms, "400000")
    assert paid(rooms) == 40_000_000
    bank(rooms, "400000")
    assert paid(rooms) == 40_000_000
    bank(rooms, "730000", "B-2")

    assert paid(rooms) == WHOLE
    assert rooms.row(Loan, "D-1").state == "SETTLED"


@pytest.mark.parametrize("first", ["bank", "erp"])
@pytest.mark.parametrize("ref", ["B-1", ""])
def test_what_the_erp_tells_too_is_paid_once_whoever_comes_first(first: str, ref: str) -> None:
    rooms = running()

    if first == "erp":
        erp(rooms, "400000", bank_ref=ref)
        assert paid(rooms) == 40_000_000
    bank(rooms, "400000")
    if first == "bank":
        erp(rooms, "400000", bank_ref=ref)

    assert paid(rooms) == 40_000_000
    erp(rooms, "400000", bank_ref=ref, purpose="once more")
    assert paid(rooms) == 40_000_000


def test_where_the_bank_tells_of_the_account_an_erp_s_word_alone_pays_no_invoice() -> None:
    """The bank's of the next day is not certainly the same: the invoice is paid once, as the account is."""
    rooms = running()
    bank(rooms, "1", "B-0")

    erp(rooms, "400000", value_date="2025-06-03")
    assert paid(rooms) == 100
    bank(rooms, "400000")
    assert paid(rooms) == 40_000_100

    act(rooms, "buyer/P-1", "apart", reason="two of them")
    assert paid(rooms) == 80_000_100


def test_what_the_erps_of_both_sides_tell_pays_once_whatever_people_say_of_it_later() -> None:
    rooms = running()
    erp(rooms, "400000")
    rooms.hear("erp.payment.v1", seller_tells("400000"), "seller")
    assert paid(rooms) == 40_000_000
    assert "L14:seller/R-1" in rooms.alerts()

    act(rooms, "seller/R-1", "same", other="buyer/P-1")

    assert paid(rooms) == 40_000_000


def seller_tells(amount: str) -> dict[str, Any]:
    return {
        "payment_no": "R-1",
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": "2025-06-02",
        "payer": BUYER,
        "payee": SELLER,
        "payee_account": {"number": "622201"},
        "invoices": [{"number": "INV-1", "amount": {"amount": amount, "currency": "CNY"}}],
    }


def test_an_erp_that_says_what_it_is_for_knows_it_better() -> None:
    rooms = running()
    bank(rooms, "400000")

    part = [{"number": "INV-1", "amount": {"amount": "300000", "currency": "CNY"}}]
    erp(rooms, "400000", bank_ref="B-1", invoices=part)

    assert paid(rooms) == 30_000_000


def test_money_that_the_bank_takes_back_pays_no_invoice() -> None:
    rooms = running()
    bank(rooms, "400000")

    act(rooms, "B-1", "take_back", reason="bounced")

    assert paid(rooms) == 0


def test_money_that_was_nobodys_pays_the_invoice_once_people_have_said_whose_it_is() -> None:
    rooms = running()
    entry = {"amount": {"amount": "300000", "currency": "CNY"}, "remittance": ["INV-1"]}
    bank(rooms, "400000", payments=[entry, {}])
    assert paid(rooms) == 0
    assert "L03:B-1" in rooms.alerts()

    act(rooms, "B-1", "identify", loan_no="D-1", kind="collection")

    assert paid(rooms) == 40_000_000


@pytest.mark.parametrize("what", ["return", "take_back"])
def test_nobodys_money_that_goes_back_pays_no_invoice_though_an_erp_named_it(what: str) -> None:
    rooms = running()
    erp(rooms, "400000", value_date="2025-06-01")
    assert rooms.row(Money, "buyer/P-1").state == "unidentified", "of a day before the plan"
    assert paid(rooms) == 40_000_000

    act(rooms, "buyer/P-1", what, reason="not ours")

    assert paid(rooms) == 0


@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ({"payer": {"name": "somebody else"}}, False),
        ({"payer": {"name": "somebody else"}, "remittance": ["for INV-1"]}, True),
        ({"payer": {"name": "somebody else"}, "invoices": [{"number": "INV-1"}]}, True),
    ],
)
def test_of_another_payer_it_pays_the_invoice_that_it_names_and_no_other(
    line: dict[str, Any], follows: bool
) -> None:
    rooms = running()

    bank(rooms, "400000", **line)

    assert rooms.row(Money, "B-1").loan_no == "D-1"
    assert paid(rooms) == (40_000_000 if follows else 0)


def test_of_a_draw_on_several_invoices_nobody_guesses_which_is_paid() -> None:
    rooms = assigned(a_factoring())
    rooms.draw("904000", term_months=None, maturity="2025-08-31")
    rooms.send_out()
    rooms.answer()

    bank(rooms, "400000")

    assert rooms.row(Money, "B-1").state == "applied"
    assert paid(rooms) == 0


@pytest.mark.parametrize("first", ["bank", "erp"])
def test_a_word_that_was_taken_back_pays_again_once_it_is_of_money_that_came(first: str) -> None:
    rooms = running()
    erp(rooms, "400000")
    act(rooms, "buyer/P-1", "take_back", reason="it never came")
    assert paid(rooms) == 0

    if first == "bank":
        bank(rooms, "400000")
    erp(rooms, "400000", bank_ref="B-1")
    bank(rooms, "400000")

    assert paid(rooms) == 40_000_000
    act(rooms, "B-1", "take_back", reason="it went back")
    assert paid(rooms) == 0


@pytest.mark.parametrize("first", ["report", "statement"])
def test_a_report_without_a_reference_and_the_statement_with_it_pay_the_invoice_once(first: str) -> None:
    rooms = running()

    for ref in ("", "B-1") if first == "report" else ("B-1", ""):
        bank(rooms, "400000", ref)

    assert len(rooms.rows(Money)) == 1
    assert paid(rooms) == 40_000_000


def test_a_payment_of_the_longest_numbers_pays_its_invoice_too() -> None:
    """Who tells, the account and the number are told together."""
    rooms = running()

    bank(rooms, "400000", "B" * 198)
    erp(rooms, "400000", "P" * 198, bank_ref="B" * 198)
    assert paid(rooms) == 40_000_000
    bank(rooms, "330000", "C" * 198)

    assert paid(rooms) == 73_000_000
