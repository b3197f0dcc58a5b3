"""Whose word counts about a receivable: a seller ends no dispute of others, and silence pays nothing back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.core.collateral.receivables import (
    assigned,
    credit_note,
    invoice,
    item,
    judged,
    lent,
    letter,
    payment,
    row,
    search,
    shut,
    state,
    stated,
    verification,
    yuan,
)
from tests.core.rooms import Rooms, at

NO, OTHER = "12345678", "12345679"
LATER = at(200)
JULY = date(2025, 7, 2)


def answered(rooms: Rooms, hours: int, status: str) -> None:
    """The debtor answers for that one invoice."""
    items = [item(NO, "1000", status=status)]
    rooms.receive(letter("acknowledgement", f"A-{hours}", items, at(hours)))


def test_what_the_debtor_rejected_the_seller_does_not_call_open_again() -> None:
    rooms = assigned({NO: "1000"})
    answered(rooms, 10, "reject")

    rooms.receive(stated(NO, JULY))
    assert (state(rooms, NO), lent(rooms, LATER)) == ("DISPUTED", "0.00")

    answered(rooms, 11, "accept")
    assert (state(rooms, NO), lent(rooms, LATER)) == ("ASSIGNED", "800.00")


def test_what_the_registry_shows_of_others_the_seller_does_not_end_nor_the_debtor() -> None:
    rooms = assigned({NO: "1000"})
    hit = {
        "filing_no": "Z",
        "party": {"name": "another"},
        "date": date(2025, 5, 1),
        "property_numbers": [NO],
        "text": "all receivables",
    }
    rooms.receive(search(at(10), hit))
    answered(rooms, 11, "reject")

    rooms.receive(stated(NO, JULY))
    answered(rooms, 12, "accept")
    assert (state(rooms, NO), lent(rooms, LATER)) == ("DISPUTED", "0.00")

    rooms.receive(judged(row(rooms, NO).thing, "holder", at(13)))
    assert (state(rooms, NO), lent(rooms, LATER)) == ("ASSIGNED", "800.00")


@pytest.mark.parametrize(
    ("said", "lends"),
    [
        ({"paid": yuan("900")}, "80.00"),
        ({"gross": yuan("1000"), "net": yuan("100")}, "80.00"),
        ({"status": "paid"}, "0.00"),
        ({"paid": yuan("900"), "status": "paid"}, "0.00"),
        ({}, "800.00"),
    ],
)
def test_what_is_still_owed_tells_what_was_paid(said: dict[str, Any], lends: str) -> None:
    rooms = assigned({NO: "1000"})

    rooms.receive(stated(NO, JULY, **said))
    assert lent(rooms, LATER) == lends

    rooms.receive(stated(NO, date(2025, 7, 3)))
    assert lent(rooms, LATER) == lends, "who says nothing of payments has not had them back"


def test_what_the_debtor_takes_away_was_not_paid() -> None:
    rooms = assigned({NO: "1000"})

    rebate = [{"kind": "rebate", "amount": yuan("30")}]
    rooms.receive(stated(NO, JULY, net=yuan("70"), deductions=rebate))

    assert (row(rooms, NO).stated_paid_minor, lent(rooms, LATER)) == (90_000, "56.00")


def test_an_invoice_that_grew_was_not_verified() -> None:
    rooms = assigned({NO: "1000"}, kind="pool")

    rooms.receive(invoice(NO, "9000", at(10)))
    assert (lent(rooms, LATER), shut(rooms, LATER)) == (
        "0.00",
        ["verified: none of 1 receivables is verified"],
    )

    rooms.receive(verification(NO, at(11)))
    assert shut(rooms, LATER) == []


def test_a_void_invoice_told_again_without_a_word_of_that_stays_void() -> None:
    rooms = assigned({NO: "1000"})
    rooms.receive(invoice(NO, "1000", at(10), status="void"))

    rooms.receive(invoice(NO, "1000", at(11)))
    assert lent(rooms, LATER) == "0.00"

    rooms.receive(invoice(NO, "1000", at(12), status="normal"))
    assert lent(rooms, LATER) == "800.00"


def test_what_the_tax_office_voided_only_the_tax_office_makes_good() -> None:
    rooms = assigned({NO: "1000"})
    rooms.receive(verification(NO, at(10), "void"))

    rooms.receive(invoice(NO, "1000", at(11), status="normal"))
    assert row(rooms, NO).status == "void"

    rooms.receive(verification(NO, at(12)))
    assert (row(rooms, NO).status, lent(rooms, LATER)) == ("", "800.00")


def test_an_invoice_below_nothing_is_no_money_owed() -> None:
    rooms = assigned({NO: "1000"})

    rooms.receive(invoice(NO, "-1000", at(10)))

    assert (row(rooms, NO).status, lent(rooms, LATER)) == ("red", "0.00")


def test_a_payment_of_all_that_is_open_pays_all_though_it_names_no_shares() -> None:
    rooms = assigned({NO: "1000", OTHER: "500"})

    rooms.receive(payment("P-1", {NO: "", OTHER: ""}, at(10), amount="1500"))

    assert lent(rooms, LATER) == "0.00"


def test_a_payment_of_several_whose_shares_nobody_told_calls_a_person() -> None:
    rooms = assigned({NO: "1000", OTHER: "500"})

    rooms.receive(payment("P-1", {NO: "", OTHER: ""}, at(10), amount="700"))

    assert lent(rooms, LATER) == "1,200.00"
    [text] = [each for code, each in rooms.alerts().items() if code.startswith("C07:payment/")]
    assert text.startswith("payment P-1 of 700 CNY is for 12345678, 12345679")


def test_a_credit_note_in_another_currency_calls_a_person() -> None:
    rooms = assigned({NO: "1000"})

    rooms.receive(
        invoice(
            "88888888",
            "50",
            at(10),
            kind="credit_note",
            currency="USD",
            refs=[{"kind": "invoice", "number": NO}],
        )
    )
    assert lent(rooms, LATER) == "800.00"
    assert "invoice 12345678 of another currency" in str(rooms.alerts())

    rooms.receive(credit_note("88888889", "50", NO, at(11)))
    assert lent(rooms, LATER) == "760.00"
