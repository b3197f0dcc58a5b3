"""Money that comes in: whose it is, that it counts once whoever tells it, and that none of it vanishes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan import Facility, Receipt, ReceiptActed
from core.loan.modes import Mode
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.rooms import ordered, told

BORROWER = "91310000MA1FL0000N"
BUYER = "91310000MA1FL1111A"


def paid(
    loan: RunningLoan, amount: str, ref: str, day: int = 2025_04_03, *, currency: str = "CNY", **more: Any
) -> list[Message]:
    """A payment as an ERP tells it: from the borrower to the collection account."""
    body: dict[str, Any] = {
        "payment_no": f"P-{ref}",
        "amount": {"amount": amount, "currency": currency},
        "value_date": f"{day // 10_000}-{day // 100 % 100:02}-{day % 100:02}",
        "payer": {"id": BORROWER},
        "payee_account": {"number": "622200"},
        "bank_ref": ref,
        **more,
    }
    return loan.receive(told("erp.payment.v1", body, received=on(day)))


def stated(loan: RunningLoan, amount: str, ref: str, day: str = "2025-04-03", **more: Any) -> list[Message]:
    """The same money as the bank's statement tells it."""
    entry = {
        "amount": {"amount": amount, "currency": "CNY"},
        "side": "credit",
        "status": "booked",
        "bank_ref": ref,
        "value_date": day,
        "payments": [{"payer": {"id": BORROWER}}],
    }
    body = {
        "kind": "statement",
        "statement_no": f"S-{ref}",
        "account": {"number": "622200"},
        "created_at": f"{day}T18:00:00+08:00",
        "entries": [entry],
    }
    return loan.receive(told("bank.statement.v1", body | more))


def test_money_on_the_collection_account_pays_the_loan_once_whoever_tells_it() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_02)

    made = paid(loan, "51671.71", "B-1")
    stated(loan, "51671.71", "B-1")

    [status] = [each.body for each in made if each.type == "finance.status.v1"]
    assert (status.about, status.number, status.state) == ("repayment", "B-1", "ACTIVE")
    assert status.amount.amount == Decimal("51671.71")
    assert len(loan.rows(Receipt)) == 1
    assert loan.standing.outstanding_minor == 60_000_000 - loan.dues()[0].principal_minor
    loan.assert_ties()


def test_the_same_reference_with_another_amount_is_told_and_books_nothing() -> None:
    """T20."""
    loan = RunningLoan()
    paid(loan, "51671.71", "B-1")
    books = loan.books()

    stated(loan, "51671.17", "B-1")

    assert "is told as 5167117 CNY" in loan.alerts()["L04:B-1"]
    after = loan.books()
    after.pop("loan_told_account")
    assert {**after, "hub_alert": None} == {**books, "hub_alert": None}


def test_of_a_statement_that_does_not_close_nothing_is_booked_until_people_looked() -> None:
    loan = RunningLoan()

    stated(loan, "51671.71", "B-1", totals={"count": 2})

    assert loan.rows(Receipt) == []
    assert "totals.count is stated as 2 and comes to 1" in loan.alerts()["L04:622200/S-B-1"]


def test_several_lines_of_one_statement_pay_one_loan_and_others_are_told_how_it_stands_once() -> None:
    loan = RunningLoan()
    loan.end_days(2025_05_05)
    lines = [
        {
            "amount": {"amount": amount, "currency": "CNY"},
            "side": "credit",
            "status": "booked",
            "bank_ref": ref,
            "value_date": "2025-05-05",
            "payments": [{"payer": {"id": BORROWER}}],
        }
        for ref, amount in (("B-1", "51671.71"), ("B-2", "51671.71"))
    ]

    made = stated(loan, "1", "B", "2025-05-05", entries=lines)

    assert [row.receipt_no for row in loan.rows(Receipt)] == ["B-1", "B-2"]
    [told] = [each.body for each in made if each.type == "collateral.exposure_stated.v1"]
    assert told.exposure.amount == Decimal(loan.standing.outstanding_minor) / 100
    loan.assert_ties()


def test_money_that_no_loan_is_named_for_pays_the_oldest_and_a_named_one_is_paid() -> None:
    loan = RunningLoan()

    made = paid(loan, "100", "B-1", purpose=f"还款 {LOAN}")

    assert loan.row(Receipt, "B-1").loan_no == LOAN
    assert [each.key for each in made if each.type == "collateral.exposure_stated.v1"] == ["S-1"]


def test_money_on_an_account_of_others_is_no_business_of_ours() -> None:
    loan = RunningLoan()

    assert paid(loan, "100", "B-1", payee_account={"number": "9"}) == []
    assert loan.rows(Receipt) == []


def test_money_of_another_currency_is_nobody_s_until_two_people_say_whose_it_is() -> None:
    """P11."""
    loan = RunningLoan()
    loan.end_days(2025_04_02)
    paid(loan, "100", "B-1", currency="USD")
    paid(loan, "7", "B-2", payee_account={"number": "9"}, purpose="L-2 unknown")
    assert loan.row(Receipt, "B-1").state == "unidentified"
    assert "L03:B-1" in loan.alerts()
    assert -loan.balance("2241.03", "") == 10_000

    said = ReceiptActed(
        receipt_no="B-1", act="identify", by="chen", approver="li", business_day=2025_04_03, loan_no=LOAN
    )
    with pytest.raises(Refused, match="L-1 takes no USD"):
        tell(loan, said)


def test_identified_money_leaves_the_account_of_nobody_and_pays() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_02)
    frozen = replace(loan.row(Facility, "F-1"), account="elsewhere")
    loan.act(lambda message, work: work.facilities.put(frozen), 2025_04_02)
    loan.act(
        lambda message, work: work.facilities.put(replace(frozen, facility_no="F-2", account="622200")),
        2025_04_02,
    )
    paid(loan, "51671.71", "B-1")
    assert loan.row(Receipt, "B-1").state == "unidentified"

    said = ReceiptActed(
        receipt_no="B-1", act="identify", by="chen", approver="li", business_day=2025_04_04, loan_no=LOAN
    )
    with pytest.raises(Refused, match="a second person approves it"):
        tell(loan, replace(said, approver="chen"))
    for kind in ("surplus", "margin_applied"):
        with pytest.raises(Refused, match=f"{kind!r} is no kind of money; use repayment, guarantor"):
            tell(loan, replace(said, kind=kind, reason="what is on another account of ours did not come in"))
    tell(loan, said)

    assert loan.balance("2241.03", "") == 0
    assert loan.row(Receipt, "B-1").state == "applied"
    assert loan.dues()[0].settled_day == 2025_04_03
    assert "L03:B-1" not in loan.alerts()
    loan.assert_ties()
    with pytest.raises(Refused, match="receipt B-1 is applied"):
        tell(loan, replace(said, reason="again"))


def test_a_receipt_is_taken_back_by_two_people_once() -> None:
    """T33, P19."""
    loan = RunningLoan()
    loan.end_days(2025_04_02)
    paid(loan, "51671.71", "B-1")
    said = ReceiptActed(
        receipt_no="B-1", act="take_back", by="chen", approver="li", business_day=2025_04_07, reason="退汇"
    )

    tell(loan, said)

    assert loan.standing.outstanding_minor == 60_000_000
    assert loan.balance("1002.01", "") == -60_000_000
    loan.assert_ties()
    with pytest.raises(Refused, match="receipt B-1 is reversed"):
        tell(loan, replace(said, reason="again"))


def factored(variant: str = "recourse") -> RunningLoan:
    """904,000.00 lent on an invoice of 1,130,000.00 for 90 days at 8 % (G5, interest in arrears)."""
    product = a_product(Mode.FACTORING, variant)
    loan = RunningLoan(
        product,
        principal=Money(90_400_000, "CNY"),
        rate=Decimal("0.08"),
        method=Method.WITH_PRINCIPAL,
        periods=0,
        maturity=date(2025, 6, 1),
    )
    if variant == "without_recourse":
        loan.buy(113_000_000)
    return loan


def collect(loan: RunningLoan, amount: str, ref: str, day: int) -> list[Message]:
    return paid(loan, amount, ref, day, payer={"id": BUYER}, payee_account={"number": "622200"})


def test_what_the_debtor_pays_on_its_day_pays_the_advance_and_the_rest_is_the_seller_s() -> None:
    """P8: interest of 90 days is 18,080.00, so that 207,920.00 of the reserve are paid out."""
    loan = factored()
    loan.end_days(2025_05_31)

    made = collect(loan, "1130000.00", "B-1", 2025_06_01)

    assert loan.loan.state == "SETTLED"
    assert loan.standing.reserve_minor == 20_792_000
    [due] = [each.body for each in made if each.type == "loan.reserve_due.v1"]
    assert due.minor == 20_792_000
    assert loan.balance("1305.01") == loan.balance("1132") == 0
    assert -loan.balance("2241.01") == 20_792_000


def test_what_the_debtor_pays_early_costs_the_days_until_then() -> None:
    loan = factored()
    loan.end_days(2025_04_10)

    collect(loan, "1130000.00", "B-1", 2025_05_02)

    assert loan.loan.state == "SETTLED"
    # 60 days of 904,000.00 at 8 %: 12,053.33.
    assert loan.standing.reserve_minor == 113_000_000 - 90_400_000 - 1_205_333
    assert loan.balance("1132") == loan.balance("1305.01") == 0
    loan.end_days(2025_06_05, since=2025_04_11)
    assert loan.balance("1132") == 0


def test_a_debtor_who_pays_less_leaves_an_advance_open_that_the_seller_buys_back() -> None:
    """T11: short by a deduction."""
    loan = factored()
    loan.end_days(2025_05_31)

    collect(loan, "900000.00", "B-1", 2025_06_01)
    assert "22080.00 CNY are open on 2025-06-01" in loan.alerts()[f"L05:{LOAN}"]
    assert loan.loan.state != "SETTLED"

    paid(loan, "22080.00", "B-2", 2025_06_01)
    assert loan.loan.state == "SETTLED"
    assert loan.balance("1305.01") == loan.balance("1132") == 0


def test_a_dealer_s_money_is_margin_and_a_seller_s_a_refund() -> None:
    """保兑仓, P10."""
    loan = RunningLoan(a_product(Mode.PREPAYMENT, "three_party"), method=Method.WITH_PRINCIPAL, periods=1)
    paid(loan, "100000.00", "B-1")

    assert loan.row(Facility, "F-1").margin_minor == 10_000_000
    assert -loan.balance("2002", "F-1") == 10_000_000
    [stated_] = [each.body for each in loan.produced if each.type == "collateral.exposure_stated.v1"]
    assert stated_.exposure.amount == Decimal("500000.00")

    loan.end_days(2025_04_02)
    paid(loan, "603100.00", "B-2", payer={"id": BUYER})
    assert loan.loan.state == "SETTLED"
    assert loan.balance("1303.01") == 0


def tell(loan: RunningLoan, said: ReceiptActed) -> None:
    loan.receive(ordered("loan.receipt_acted.v1", said, on(said.business_day, 12), key=said.reason))
