"""An ERP tells of money without the bank's reference, and the bank tells it too: it is one, and pays once."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan import Facility, Receipt, ReceiptActed
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_money_in import BORROWER, BUYER, stated
from tests.core.loan.test_statements_in import entry, tell
from tests.core.rooms import ordered, told


def advised(
    loan: RunningLoan,
    number: str = "P-1",
    day: str = "2025-04-03",
    *,
    amount: str = "100",
    partner: str = "wh",
    **more: Any,
) -> list[Message]:
    """A payment as an ERP tells it, without the bank's reference unless the test gives one."""
    body: dict[str, Any] = {
        "payment_no": number,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": day,
        "payer": {"id": BORROWER},
        "payee_account": {"number": "622200"},
        **more,
    }
    return loan.receive(replace(told("erp.payment.v1", body, received=on(2025_04_03)), partner=partner))


def say(loan: RunningLoan, number: str, act: str, other: str = "", why: str = "seen") -> None:
    said = ReceiptActed(
        receipt_no=number,
        act=act,
        by="chen",
        approver="li",
        business_day=2025_04_03,
        other=other,
        reason=why,
    )
    loan.receive(ordered("loan.receipt_acted.v1", said, on(2025_04_03, 12), key=f"{number}{act}{other}"))


def booked(loan: RunningLoan) -> list[str]:
    """What stands in the books."""
    return sorted(row.receipt_no for row in loan.rows(Receipt) if row.state in {"applied", "unidentified"})


def test_what_the_bank_tells_with_a_reference_is_what_the_erp_told_without_one() -> None:
    loan = RunningLoan()

    advised(loan)
    stated(loan, "100", "B-1")
    stated(loan, "100", "B-1")

    assert booked(loan) == ["wh/P-1"]
    assert loan.row(Receipt, "wh/P-1").bank_ref == "B-1"
    loan.assert_ties()


def test_the_erp_s_word_behind_the_bank_s_books_nothing() -> None:
    loan = RunningLoan()

    stated(loan, "100", "B-1")
    advised(loan)
    advised(loan)

    assert booked(loan) == ["B-1"]
    loan.assert_ties()


def test_where_the_bank_tells_of_the_account_the_erp_s_word_waits_and_says_what_the_money_is_for() -> None:
    """Two loans run on the account; the bank's line names neither, the ERP's does."""
    loan = RunningLoan()
    other = replace(loan.row(Facility, "F-1"), facility_no="F-2", account="622300")
    loan.act(lambda _message, work: work.facilities.put(other), 2025_04_02)
    stated(loan, "5", "B-0")

    advised(loan, purpose=LOAN)
    assert booked(loan) == ["B-0"]
    assert loan.row(Receipt, "wh/P-1").state == "advised"

    stated(loan, "100", "B-1")
    assert booked(loan) == ["B-0", "B-1"]
    assert loan.row(Receipt, "B-1").loan_no == LOAN
    assert loan.row(Receipt, "wh/P-1").state == "same"
    loan.assert_ties()


def test_two_payments_alike_are_two_by_either_word() -> None:
    loan = RunningLoan()

    advised(loan, "P-1")
    advised(loan, "P-2")
    stated(loan, "100", "B-1")
    stated(loan, "100", "B-2", statement_no="NEXT")
    stated(loan, "100", "B-3", statement_no="THIRD")

    assert booked(loan) == ["B-3", "wh/P-1", "wh/P-2"]
    assert {loan.row(Receipt, each).bank_ref for each in booked(loan)} == {"B-1", "B-2", "B-3"}


@pytest.mark.parametrize("first", ["erp", "bank"])
def test_a_bank_without_references_and_an_erp_that_knows_one_tell_of_one(first: str) -> None:
    loan = RunningLoan()
    if first == "erp":
        advised(loan, bank_ref="B-1")
    tell(loan, "E", entry("100"))
    if first == "bank":
        advised(loan, bank_ref="B-1")

    [number] = booked(loan)
    assert loan.row(Receipt, number).bank_ref == "B-1"


@pytest.mark.parametrize(
    ("day", "payer", "one"),
    [
        ("2025-04-03", {"payer": {"id": BORROWER}}, True),
        ("2025-04-04", {"payer": {"id": BORROWER}}, None),
        ("2025-04-03", {}, None),
        ("2025-04-14", {"payer": {"id": BORROWER}}, False),
        ("2025-04-03", {"payer": {"id": BORROWER}, "payer_account": {"number": "9-9"}}, False),
    ],
)
def test_the_day_and_the_payer_say_whether_it_is_one(day: str, payer: Any, one: bool | None) -> None:
    """Where they cannot, a person is called, and nothing is booked of the second until two have said."""
    loan = RunningLoan()
    advised(loan, payer_account={"number": "88"} if one is False else {"number": "99"})

    line = entry("100", "B-1", value_date=day, payments=[payer] if payer else [])
    tell(loan, "E", line, created_at=f"{day}T18:00:00+08:00")

    assert booked(loan) == (["B-1", "wh/P-1"] if one is False else ["wh/P-1"])
    assert ("L14:B-1" in loan.alerts()) is (one is None)
    loan.assert_ties()


def test_two_people_say_that_it_is_the_same_and_it_stays_out_of_the_books() -> None:
    loan = in_doubt()

    with pytest.raises(Refused, match="stands in the books"):
        say(loan, "B-1", "same", "B-1")
    say(loan, "B-1", "same", "wh/P-1")

    assert booked(loan) == ["wh/P-1"]
    assert loan.row(Receipt, "wh/P-1").bank_ref == "B-1"
    assert "L14:B-1" not in loan.alerts()
    stated(loan, "100", "B-1", "2025-04-04")
    assert booked(loan) == ["wh/P-1"]
    with pytest.raises(Refused, match="B-1 is same"):
        say(loan, "B-1", "apart")
    loan.assert_ties()


def test_two_people_say_that_it_is_money_of_its_own_and_it_pays() -> None:
    loan = in_doubt()

    say(loan, "B-1", "apart")

    assert booked(loan) == ["B-1", "wh/P-1"]
    assert loan.row(Receipt, "B-1").loan_no == LOAN
    assert "L14:B-1" not in loan.alerts()
    with pytest.raises(Refused, match="B-1 is applied"):
        say(loan, "B-1", "same", "wh/P-1")
    loan.assert_ties()


def test_the_erp_names_the_reference_later_and_the_doubt_is_over() -> None:
    loan = in_doubt()

    advised(loan, bank_ref="B-1", purpose="now known")

    assert booked(loan) == ["wh/P-1"]
    assert loan.row(Receipt, "B-1").state == "same"
    assert "L14:B-1" not in loan.alerts()


def test_the_erp_s_own_payment_told_again_with_its_reference_is_the_same() -> None:
    loan = RunningLoan()
    advised(loan)

    advised(loan, bank_ref="B-1")
    stated(loan, "100", "B-1")

    assert booked(loan) == ["wh/P-1"]


def test_an_erp_s_word_that_waited_is_booked_once_the_erp_knows_the_bank_s_reference() -> None:
    loan = RunningLoan()
    stated(loan, "5", "B-0")
    advised(loan)

    advised(loan, bank_ref="B-1")
    assert booked(loan) == ["B-0", "B-1"]
    stated(loan, "100", "B-1")

    assert booked(loan) == ["B-0", "B-1"]
    assert loan.row(Receipt, "wh/P-1").state == "same"
    loan.assert_ties()


def test_of_two_that_are_not_booked_the_one_that_waits_turns_into_the_one_in_doubt() -> None:
    """The bank's is in doubt for another; the ERP says that its own is the bank's: the doubt stays."""
    loan = in_doubt()
    advised(loan, "P-2", "2025-04-04", partner="seller")
    assert loan.row(Receipt, "seller/P-2").state == "advised"

    advised(loan, "P-2", "2025-04-04", partner="seller", bank_ref="B-1")

    assert loan.row(Receipt, "seller/P-2").state == "same"
    assert loan.row(Receipt, "B-1").state == "in_doubt"
    say(loan, "B-1", "apart")
    assert booked(loan) == ["B-1", "wh/P-1"]


def test_one_payment_told_by_the_erps_of_both_sides_calls_a_person() -> None:
    """Payer and payee have numbers of their own for it: nobody can say whether it is one."""
    loan = RunningLoan()
    advised(loan)
    advised(loan, "R-9", partner="seller")

    assert booked(loan) == ["wh/P-1"]
    assert "L14:seller/R-9" in loan.alerts()

    stated(loan, "100", "B-1")
    assert booked(loan) == ["wh/P-1"]
    say(loan, "seller/R-9", "same", "B-1")
    assert booked(loan) == ["wh/P-1"]


def test_other_payers_pay_other_money() -> None:
    loan = RunningLoan()
    advised(loan, payer={"id": BUYER}, payer_account={"number": "77"})

    tell(loan, "E", entry("100", "B-1", payments=[{"payer_account": {"number": "88"}}]))

    assert booked(loan) == ["B-1", "wh/P-1"]


def test_money_that_the_bank_takes_back_is_found_by_the_reference_it_was_joined_with() -> None:
    loan = RunningLoan()
    advised(loan)
    stated(loan, "100", "B-1")

    tell(loan, "NEXT", entry("100", "R-7", side="debit", reversal=True, payments=[{"bank_ref": "B-1"}]))

    assert "receipt wh/P-1 still pays L-1" in loan.alerts()["L04:wh/P-1"]


def in_doubt() -> RunningLoan:
    """The ERP told of the third, the bank of the fourth."""
    loan = RunningLoan()
    advised(loan)
    stated(loan, "100", "B-1", "2025-04-04")
    assert "may be wh/P-1" in loan.alerts()["L14:B-1"]
    assert booked(loan) == ["wh/P-1"]
    return loan
