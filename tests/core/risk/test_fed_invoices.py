"""R27, R28, R30 and R31 fed by invoices, credit notes, contracts and payments."""

from __future__ import annotations

import pytest

from core.hub.message import Message
from tests.core.risk.wants import (
    BUYER,
    SELLER,
    Wants,
    invoice,
    invoice_refs,
    order,
    outcome,
    trade,
    trade_contract,
)
from tests.core.rooms import told

THIS = invoice_refs("10000001")


@pytest.fixture
def wants() -> Wants:
    return Wants()


@pytest.mark.parametrize(
    ("quantity", "failed"),
    [
        ("104", False),
        ("160", True),  # far from 95 to 105
    ],
)
def test_r27_an_amount_out_of_line_with_the_pairs_others(wants: Wants, quantity: str, failed: bool) -> None:
    for at, usual in enumerate(("95", "97", "99", "101", "103", "105")):
        wants.hears(invoice(f"20000{at}1{at}", usual, issue_date=f"2025-0{at % 3 + 1}-10"))
    wants.hears(invoice(quantity=quantity, price="1000.01"))

    judged = wants.judged("R27", refs=THIS)
    assert (judged.outcome == "fail") == failed
    assert ("amount out of line" in " ".join(judged.reasons)) == failed


@pytest.mark.parametrize(("price", "failed"), [("1000", True), ("1000.01", False)])
def test_r27_a_round_sum(wants: Wants, price: str, failed: bool) -> None:
    rounded = invoice(quantity="100", price=price, payable="100000", totals=None)
    wants.hears(rounded if failed else invoice(price=price))

    assert ("round sum" in " ".join(wants.judged("R27", refs=THIS).reasons)) == failed


@pytest.mark.parametrize(
    ("others", "failed"), [(("10000002",), False), (("10000002", "10000003"), True), (("09999999",), False)]
)
def test_r27_three_numbers_in_a_row(wants: Wants, others: tuple[str, ...], failed: bool) -> None:
    wants.hears(invoice(price="1000.01"), *(invoice(number, issue_date="2025-04-20") for number in others))

    assert wants.inputs("draw", refs=THIS)["sequential_numbers"] == failed


@pytest.mark.parametrize(("at_end", "failed"), [(4, False), (5, True)])
def test_r27_more_than_seventy_per_cent_issued_at_the_months_end(
    wants: Wants, at_end: int, failed: bool
) -> None:
    days = ["29" if at < at_end else "10" for at in range(6)]
    wants.hears(*(invoice(f"4{at}000000", issue_date=f"2025-01-{day}") for at, day in enumerate(days)))
    wants.hears(invoice(price="1000.01", issue_date="2025-04-10"))

    judged = wants.judged("R27", refs=THIS)
    assert ("all at the month end" in " ".join(judged.reasons)) == failed


def test_r27_what_is_round_and_a_row_are_parameters_of_the_rule_set(wants: Wants) -> None:
    both = [invoice(payable="5000", totals=None), invoice("10000002", issue_date="2025-04-20")]
    assert wants.hears(*both).inputs("draw", refs=THIS)["round_amount"] is False

    wants.publish(**{"R27.round": 5_000, "R27.row": 2})

    inputs = wants.inputs("draw", refs=THIS)
    assert (inputs["round_amount"], inputs["sequential_numbers"]) == (True, True)


def test_r27_of_too_few_invoices_nothing_is_usual_and_it_is_not_judged(wants: Wants) -> None:
    wants.hears(invoice(price="1000.01"))

    judged = wants.judged("R27", refs=THIS)
    assert (judged.outcome, judged.missing) == ("not judged", ("amount_sigma", "month_end_share_pct"))


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([trade_contract(), order(), invoice()], ("pass", "")),
        ([trade_contract("112999.99"), order(), invoice()], ("fail", "R")),
        ([trade_contract(), order(), invoice(), invoice("10000002", "1")], ("fail", "R")),
        # Told in any order it is the same; a void invoice and a credit note give room back.
        ([invoice(), invoice("10000002", "1"), order(), trade_contract()], ("fail", "R")),
        (
            [
                trade_contract(),
                order(),
                invoice(),
                invoice("10000002", "1"),
                invoice("10000002", "1", status="void"),
            ],
            ("pass", ""),
        ),
        (
            [
                trade_contract(),
                order(),
                invoice(),
                invoice("10000002", "1"),
                invoice("10000003", "1", kind="credit_note"),
            ],
            ("pass", ""),
        ),
    ],
)
def test_r28_more_invoiced_than_the_contract_is_for(
    wants: Wants, heard: list[Message], expected: tuple[str, str]
) -> None:
    assert outcome(wants.hears(*heard), "R28", refs=THIS) == expected


def test_r28_is_not_judged_without_the_contract(wants: Wants) -> None:
    assert outcome(wants.hears(order(), invoice()), "R28", refs=THIS) == ("not judged", "")


@pytest.mark.parametrize(
    ("credited", "expected"),
    [("5", ("pass", "")), ("6", ("fail", "W")), ("11", ("fail", "F")), ("16", ("fail", "B"))],
)
def test_r30_credit_notes_of_a_year_of_what_was_invoiced(
    wants: Wants, credited: str, expected: tuple[str, str]
) -> None:
    wants.hears(invoice(), invoice("10000009", credited, kind="credit_note"))

    assert outcome(wants, "R30") == expected


def test_r30_a_red_invoice_below_nought_dilutes_as_a_credit_note_does(wants: Wants) -> None:
    wants.hears(invoice(), invoice("10000009", "-6", vat_kind=None))

    assert outcome(wants, "R30") == ("fail", "W")


def test_r30_is_not_judged_where_nothing_was_invoiced(wants: Wants) -> None:
    assert outcome(wants, "R30") == ("not judged", "")


def paid(no: str, amount: str, day: str) -> Message:
    body = {
        "payment_no": no,
        "amount": {"amount": amount, "currency": "CNY"},
        "value_date": day,
        "payer": {"id": BUYER},
        "payee": {"id": SELLER},
    }
    return told("erp.payment.v1", body)


def sold_and_paid(first: str, usual: str, last: str) -> list[Message]:
    """1,130.00 is invoiced in each of eleven months until June, and so much is paid in each."""
    found = []
    for at in range(11):
        number = 2024 * 12 + 7 + at
        month = f"{number // 12}-{number % 12 + 1:02}"
        found.append(invoice(f"500{at:02}000", "1", issue_date=f"{month}-10", refs=[], due_date=None))
        amount = first if at == 0 else last if at == 10 else usual
        found.append(paid(f"P-{at}", amount, f"{month}-20"))
    return found


@pytest.mark.parametrize(("last", "failed"), [("1130", False), ("904", False), ("903.99", True)])
def test_r31_a_buyer_who_pays_later_than_in_the_six_months_before(
    wants: Wants, last: str, failed: bool
) -> None:
    """One month's sales are unpaid all the time; 226.00 more are a fifth more days."""
    wants.hears(*sold_and_paid("0", "1130", last))

    judged = wants.judged("R31")
    assert judged.outcome == ("fail" if failed else "pass")


def test_r31_days_of_sales_are_counted_by_hand(wants: Wants) -> None:
    """Days are what is unpaid x 90 / 3,390: 6,215 now, before it 5,650, 5,085 … 2,825, a mean of 4,237.5."""
    wants.hears(*sold_and_paid("565", "565", "565"))

    assert wants.inputs("draw")["dso_jump_pct"] == "46.666666"


def test_r31_is_not_judged_where_no_payment_was_ever_told(wants: Wants) -> None:
    assert outcome(wants.hears(*trade(months=12)), "R31") == ("not judged", "")
